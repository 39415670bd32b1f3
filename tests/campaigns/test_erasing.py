import threading

import pytest

from tests.campaigns.drafts import MIA, NOON, a_draft, a_person, a_running, after, deliver
from tests.waiting import until, until_row
from tidings.audience import persons
from tidings.campaigns import erasing, loading, showing, testing
from tidings.chat import posting
from tidings.core import db
from tidings.core.errors import NotFound
from tidings.workers import finisher

WAITING = "select 1 from pg_locks where locktype = 'advisory' and not granted"


def stored(tx: db.Connection) -> str:
    """Everything that any table of the database holds, as one text."""
    tables = tx.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    lines = [
        line
        for table in [found["relname"] for found in tables.fetchall()]
        for line in tx.execute(
            db.sql(f"select '{table}' as of, to_jsonb(t)::text as line from {table} as t")
        ).fetchall()
    ]
    return "\n".join(f"{line['of']} {line['line']}" for line in lines)


def talk(tx: db.Connection) -> tuple[int, int, int]:
    """Ada got a campaign, answered it with what only she knows, and talked to Boris: (ada, boris, campaign)."""
    ada = a_person(tx, "ada-1815", name="Ada Lovelace", attributes={"town": "Ockham"})
    boris, campaign = a_person(tx, "boris"), a_running(tx)
    deliver(tx, campaign, ada, boris)
    testing.send(tx, campaign, [ada, boris], MIA, NOON)
    found = loading.get(tx, campaign)
    for author, peer, topic, body in (
        (ada, found.sender_id, found.topic_name, "Write to Countess Road 12"),
        (found.sender_id, ada, found.topic_name, "We know Countess Road"),
        (ada, boris, "listing/8841", "Mine is Countess Road 12"),
        (boris, ada, "listing/8841", "I will be there"),
    ):
        with db.transaction(tx):
            posting.post(tx, author, peer, topic, body, NOON)
    return ada, boris, campaign


def test_nothing_that_says_who_a_person_was_is_left(tx: db.Connection) -> None:
    talk(tx)
    before = stored(tx)
    secrets = ("Lovelace", "ada-1815", "Ockham", "Countess")
    assert all(secret in before for secret in secrets)
    erasing.erase(tx, "ada-1815", after(hours=1))
    left = stored(tx)
    assert [secret for secret in secrets if secret in left] == []


def test_the_numbers_stay_so_that_recounts_add_up(tx: db.Connection) -> None:
    ada, boris, campaign = talk(tx)
    counts = (
        "select owner_id, peer_id, topic, content_id, opened_at, last_seq, read_seq from entry order by 1, 2, 3",
        "select home_id, other_id, topic, seq, author_id, sent_at from message order by 1, 2, 3, 4",
        "select * from campaign_change order by id",
        "select * from outbox order by id",
    )
    before = [tx.execute(db.sql(query)).fetchall() for query in counts]
    assert erasing.erase(tx, "ada-1815", after(hours=1)) == ada
    assert [tx.execute(db.sql(query)).fetchall() for query in counts] == before


def test_what_others_see_of_an_erased_person_is_an_empty_name_and_empty_texts(tx: db.Connection) -> None:
    ada, boris, campaign = talk(tx)
    erasing.erase(tx, "ada-1815", after(hours=1))
    said = showing.conversation(tx, boris, ada, "listing/8841")
    assert [(message.author_name, message.text) for message in said] == [("", ""), ("Boris", "I will be there")]
    [line] = [line for line in showing.inbox(tx, boris) if line.peer_id == ada]
    assert line.peer_name == ""
    found = loading.get(tx, campaign)
    said = showing.conversation(tx, ada, found.sender_id, found.topic_name)
    assert [message.text for message in said] == ["Hi there, what is in your cellar in your town?", "", ""]


def test_other_people_keep_their_texts(tx: db.Connection) -> None:
    _, boris, _ = talk(tx)
    erasing.erase(tx, "ada-1815", after(hours=1))
    lines = [line for line in showing.inbox(tx, boris) if line.peer_id < 0]
    assert {line.text for line in lines} == {"Hi Boris, what is in your cellar in Porto?"}


def test_an_erasure_that_was_cut_off_is_completed(tx: db.Connection) -> None:
    ada, boris, _ = talk(tx)
    with db.transaction(tx):
        persons.mark_erased(tx, "ada-1815", after(hours=1))
    assert "Countess" in stored(tx) and persons.to_blank(tx) == [ada]
    assert erasing.complete(tx, after(hours=2)) == 1
    assert "Countess" not in stored(tx) and persons.to_blank(tx) == []
    assert erasing.complete(tx, after(hours=3)) == 0
    assert "Boris" in stored(tx)


def test_the_finisher_completes_what_was_cut_off(tx: db.Connection) -> None:
    talk(tx)
    with db.transaction(tx):
        persons.mark_erased(tx, "ada-1815", after(hours=1))
    finisher.begin(tx)()
    assert "Countess" not in stored(tx) and persons.to_blank(tx) == []


def test_an_erasure_and_its_completion_at_the_same_moment_do_it_once(tx: db.Connection, database: str) -> None:
    talk(tx)
    with db.transaction(tx):
        ada = persons.mark_erased(tx, "ada-1815", after(hours=1))
    counts: list[int] = []

    def complete() -> None:
        with db.connect("finisher", url=database) as connection:
            counts.append(erasing.complete(connection, after(hours=3)))

    with db.connect("eraser", url=database) as eraser, db.transaction(eraser):
        db.row(eraser, erasing.Q["lock_person"], person_id=ada)
        threads = [threading.Thread(target=complete) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: len(tx.execute(db.sql(WAITING)).fetchall()) == 2, "both wait")
        persons.mark_blanked(eraser, ada, after(hours=2))
    for thread in threads:
        thread.join(30)
    assert counts == [1, 1]
    done_at = tx.execute("select texts_blanked_at from person where erased_at is not null").fetchone()
    assert done_at == {"texts_blanked_at": after(hours=2)}


def test_an_erasure_is_repeated_only_for_whom_it_was_cut_off(tx: db.Connection) -> None:
    talk(tx)
    erasing.erase(tx, "ada-1815", after(hours=1))
    done_at = tx.execute("select texts_blanked_at from person where erased_at is not null").fetchone()
    assert erasing.complete(tx, after(hours=2)) == 0
    assert tx.execute("select texts_blanked_at from person where erased_at is not null").fetchone() == done_at
    assert done_at == {"texts_blanked_at": after(hours=1)}


def test_nobody_is_erased_by_an_id_that_nobody_has(tx: db.Connection) -> None:
    talk(tx)
    before = stored(tx)
    for unknown in ("somebody", "", "a\0b"):
        with pytest.raises(NotFound, match="no person"):
            erasing.erase(tx, unknown, NOON)
    assert stored(tx) == before


def test_an_erased_person_cannot_be_erased_again(tx: db.Connection) -> None:
    talk(tx)
    erasing.erase(tx, "ada-1815", NOON)
    with pytest.raises(NotFound):
        erasing.erase(tx, "ada-1815", NOON)


def test_texts_are_emptied_only_after_senders_that_may_copy_them(tx: db.Connection, database: str) -> None:
    """A sender's statement that began before the erasure still writes the values; they are gone when it returns."""
    ada, campaign = a_person(tx, "ada", name="Ada Lovelace"), a_running(tx)
    finished = threading.Event()

    def erase() -> None:
        with db.connect("eraser", url=database) as connection:
            erasing.erase(connection, "ada", NOON)
            finished.set()

    with db.connect("sender", url=database) as sender:
        with db.transaction(sender):
            found = loading.get(sender, campaign)
            thread = threading.Thread(target=erase)
            thread.start()
            until_row(tx, "select 1 from person where erased_at is not null")
            posting.open_with_content(sender, ada, found.sender_id, found.topic_name, 1, ["Ada Lovelace"], NOON)
            assert not finished.is_set()
        thread.join(30)
    assert finished.is_set()
    assert "Lovelace" not in stored(tx)


def test_a_test_of_a_campaign_that_began_before_an_erasure_is_emptied_by_it(tx: db.Connection, database: str) -> None:
    ada, campaign = a_person(tx, "ada", name="Ada Lovelace"), a_draft(tx)

    def erase() -> None:
        with db.connect("eraser", url=database) as connection:
            erasing.erase(connection, "ada", NOON)

    with db.connect("test-sender", url=database) as connection:
        with db.transaction(connection):
            testing.send(connection, campaign, [ada], MIA, NOON)
            thread = threading.Thread(target=erase)
            thread.start()
            until_row(tx, WAITING)
        thread.join(30)
    assert not thread.is_alive()
    assert "Lovelace" not in stored(tx)
    assert tx.execute("select opening_values from entry").fetchall() == [{"opening_values": None}]
