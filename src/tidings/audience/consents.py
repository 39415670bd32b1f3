"""What a person agreed to and refused: one current answer a category of marketing, or to all of it (`*`)."""

from datetime import datetime

from tidings.audience import persons
from tidings.audience.model import Consent, is_category
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict

Q = queries.load("audience")
LONGEST_SOURCE = 100


def decide(
    connection: db.Connection, person_id: int, category: str, is_allowed: bool, source: str, now: datetime
) -> None:
    """Keep a person's answer of `now` to a category or to `*`, and where it was given. A later answer stays.

    Commits on its own: `connection` is outside a transaction. It returns when no sender can still act on an earlier
    answer. Raises BadInput, NotFound when there is no such person, Conflict for somebody erased.
    """
    if not is_category(category):
        raise BadInput(
            f"{category!r} is no category: begin with a small letter, then small letters, digits and hyphens, "
            "40 characters at most; * is all of them."
        )
    if not source.strip() or len(source) > LONGEST_SOURCE or not source.isprintable():
        raise BadInput(f"The source of a consent is a text of 1 to {LONGEST_SOURCE} characters, such as conversation.")
    if persons.get(connection, person_id).erased_at is not None:
        raise Conflict(f"Person number {person_id} was erased and is written to by nobody.")
    answer = {"category": category, "is_allowed": is_allowed, "source": source}
    with db.transaction(connection) as tx:
        db.run(tx, Q["decide"], person_id=person_id, now=now, **answer)
    db.wait_for_senders(connection)


def of_person(tx: db.Connection, person_id: int) -> list[Consent]:
    """A person's current answers, by category; `*` first."""
    return [Consent(**found) for found in db.rows(tx, Q["consents_of_person"], person_id=person_id)]


def history(tx: db.Connection, person_id: int) -> list[tuple[Consent, bool]]:
    """All answers of a person, the latest first, each with whether it still holds."""
    found = db.rows(tx, Q["consent_history"], person_id=person_id)
    return [(Consent(**row), is_current) for row in found for is_current in [row.pop("is_current")]]
