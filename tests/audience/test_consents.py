"""The latest answer to a category holds, and is acknowledged when no sender can act on an earlier one."""

import threading
import time
from datetime import timedelta

import pytest

from tests.audience.people import NOON, add
from tests.waiting import until_row
from tidings.audience import consents, persons
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, NotFound


def answers(tx: db.Connection, person_id: int) -> dict[str, bool]:
    return {consent.category: consent.is_allowed for consent in consents.of_person(tx, person_id)}


def test_an_answer_is_kept_with_its_source_and_time(tx: db.Connection) -> None:
    ada = add(tx, "u-1")
    consents.decide(tx, ada, "promotions", False, "conversation", NOON)
    consents.decide(tx, ada, "*", True, "settings", NOON)
    found = consents.of_person(tx, ada)
    assert [(kept.category, kept.is_allowed, kept.source, kept.decided_at) for kept in found] == [
        ("*", True, "settings", NOON),
        ("promotions", False, "conversation", NOON),
    ]


def test_a_later_answer_holds_and_an_earlier_one_changes_nothing(tx: db.Connection) -> None:
    ada = add(tx, "u-1")
    consents.decide(tx, ada, "promotions", False, "conversation", NOON)
    consents.decide(tx, ada, "promotions", True, "settings", NOON - timedelta(seconds=1))
    assert answers(tx, ada) == {"promotions": False}
    consents.decide(tx, ada, "promotions", True, "settings", NOON + timedelta(seconds=1))
    assert answers(tx, ada) == {"promotions": True}


def test_of_two_answers_of_one_moment_the_no_holds(tx: db.Connection) -> None:
    ada = add(tx, "u-1")
    for is_allowed in (True, False, True):
        consents.decide(tx, ada, "promotions", is_allowed, "settings", NOON)
    assert answers(tx, ada) == {"promotions": False}


def test_answers_are_a_persons_own(tx: db.Connection) -> None:
    ada, boris = add(tx, "u-1"), add(tx, "u-2")
    consents.decide(tx, ada, "promotions", False, "settings", NOON)
    assert answers(tx, boris) == {}


def test_what_is_no_category_is_refused(tx: db.Connection) -> None:
    ada = add(tx, "u-1")
    for category in ("", "Promotions", "1st", "a b", "promotions\n", "**", "a" * 41):
        with pytest.raises(BadInput, match="no category"):
            consents.decide(tx, ada, category, False, "settings", NOON)
    assert answers(tx, ada) == {}


def test_an_answer_says_where_it_was_given(tx: db.Connection) -> None:
    ada = add(tx, "u-1")
    for source in ("", " ", "a\0b", "x" * 101):
        with pytest.raises(BadInput, match="source"):
            consents.decide(tx, ada, "promotions", False, source, NOON)
    assert answers(tx, ada) == {}


def test_only_people_answer(tx: db.Connection) -> None:
    add(tx, "u-1")
    with pytest.raises(NotFound):
        consents.decide(tx, 99, "promotions", False, "settings", NOON)
    with db.transaction(tx):
        erased = persons.mark_erased(tx, "u-1", NOON)
    with pytest.raises(Conflict, match="erased"):
        consents.decide(tx, erased, "promotions", False, "settings", NOON)


def test_an_opt_out_is_acknowledged_only_after_statements_that_may_not_know_it(
    tx: db.Connection, database: str
) -> None:
    ada = add(tx, "u-1")
    ended_at: list[float] = []

    def send() -> None:
        with db.connect("sender", url=database) as sender:
            sender.execute("select pg_sleep(0.5)")
            ended_at.append(time.monotonic())

    thread = threading.Thread(target=send)
    thread.start()
    until_row(tx, "select from pg_stat_activity where query like '%pg_sleep(0.5)%' and pid <> pg_backend_pid()")
    consents.decide(tx, ada, "promotions", False, "conversation", NOON)
    acknowledged_at = time.monotonic()
    thread.join()
    assert acknowledged_at >= ended_at[0] - 0.05
