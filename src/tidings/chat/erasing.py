"""Blanks what a person's conversations say, and keeps that they took place."""

from tidings.core import db, queries

Q = queries.load("chat")


def blank(tx: db.Connection, person_id: int) -> None:
    """Empty the person's texts, and what system participants wrote to them; numbers, times and counts stay.

    Call it once the person was marked as erased and `db.wait_for_senders` returned, so that no campaign's
    statement can still copy values of theirs. Running it again changes nothing.
    """
    db.run(tx, Q["blank_openings"], person_id=person_id)
    db.run(tx, Q["blank_messages"], person_id=person_id)
    db.run(tx, Q["blank_reports"], person_id=person_id)
