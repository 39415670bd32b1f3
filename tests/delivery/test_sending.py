"""What becomes of a member when their batch is sent, and what a statement does not do when it may not."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.delivery.engine import (
    MIA,
    NOON,
    WHY,
    Engine,
    add_people,
    launch,
    move_to,
    refuse,
    set_clock,
    soon,
)
from tests.waiting import until
from tidings.audience import lists
from tidings.campaigns import choosing, contents, control, correcting, loading
from tidings.campaigns.model import TaskState, Variant
from tidings.campaigns.rendering import variant_ids
from tidings.chat import blocking, topics
from tidings.core import clock, config, db
from tidings.delivery import sending, verifying
from tidings.delivery.sending import Outgoing

NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
VARIANTS = ["en", "pt", "pt-BR", "es-MX"]


def planned(engine: Engine, **changes: Any) -> int:
    """A campaign whose members are frozen."""
    campaign_id = launch(engine.tx, **changes)
    engine.plan()
    return campaign_id


def entry_of(engine: Engine, person_id: int) -> db.Row:
    found = engine.tx.execute("select * from entry where owner_id = %s", (person_id,)).fetchone()
    assert found is not None
    return found


def in_list(engine: Engine, name: str, person_id: int) -> None:
    lists.create(engine.tx, name, NOON)
    external_id = _external_id(engine, person_id)
    assert lists.add(engine.tx, name, [external_id]).added_count == 1


def _external_id(engine: Engine, person_id: int) -> str:
    found = engine.tx.execute("select external_id from person where id = %s", (person_id,)).fetchone()
    assert found is not None
    return str(found["external_id"])


def open_before(engine: Engine, campaign_id: int, person_id: int) -> None:
    """Let a person have the campaign's conversation already, however that came."""
    campaign = loading.get(engine.tx, campaign_id)
    engine.tx.execute(
        "insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (person_id, campaign.sender_id, topics.number(campaign.topic_name), campaign.topic_name, NOON, NOON),
    )


def finish(engine: Engine, campaign_id: int) -> None:
    """The campaign is completed and every book agrees."""
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert verifying.verify(engine.tx, campaign_id).differences == []


def test_everybody_gets_an_opening_and_a_place_in_the_books(engine: Engine) -> None:
    people = add_people(engine.tx, 30)
    campaign_id = planned(engine)
    done = engine.send(campaign_id)
    assert done is not None
    assert (done.done_count, done.left_out_count, done.moved_count) == (30, 0, 0)
    assert engine.got(campaign_id) == people
    (batch,) = engine.batches(campaign_id)
    assert (batch["state"], batch["position"], batch["done_count"], batch["ended_at"]) == ("done", 30, 30, NOON)
    entry = entry_of(engine, people[0])
    assert (entry["opened_at"], entry["last_message_at"], entry["last_seq"], entry["read_seq"]) == (NOON, NOON, 0, -1)
    finish(engine, campaign_id)


@pytest.mark.parametrize("category", ["promotions", "*"])
def test_whoever_opted_out_after_planning_gets_nothing(engine: Engine, category: str) -> None:
    people = add_people(engine.tx, 3)
    campaign_id = planned(engine)
    refuse(engine.tx, people[1], category)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == [people[0], people[2]]
    assert engine.outcomes(campaign_id) == {people[1]: "skipped.opted_out"}
    finish(engine, campaign_id)


def test_an_opt_out_of_another_category_changes_nothing(engine: Engine) -> None:
    people = add_people(engine.tx, 1)
    refuse(engine.tx, people[0], "selling-tips")
    campaign_id = planned(engine)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_whoever_blocked_the_sender_gets_nothing(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    campaign_id = planned(engine)
    blocking.block(engine.tx, people[0], loading.get(engine.tx, campaign_id).sender_id, NOON)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[1:]
    assert engine.outcomes(campaign_id) == {people[0]: "skipped.blocked"}
    finish(engine, campaign_id)


def test_whoever_was_erased_after_planning_gets_nothing(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    campaign_id = planned(engine)
    engine.tx.execute("update person set erased_at = %s, external_id = null where id = %s", (NOON, people[1]))
    engine.send_all(campaign_id)
    assert engine.outcomes(campaign_id) == {people[1]: "skipped.erased"}
    finish(engine, campaign_id)


def test_nobody_can_be_deleted_behind_a_campaigns_back(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    for way in (b"delete from person where id = %d", b"truncate person, consent"):
        with pytest.raises(psycopg.errors.RaiseException, match="erased, not deleted: use `tidings person erase`"):
            engine.tx.execute(way % people[0] if b"%d" in way else way)
    assert engine.tx.execute("select count(*) as count from person").fetchone() == {"count": 2}


def test_members_who_are_gone_all_the_same_are_never_called_sent_to(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    campaign_id = planned(engine)
    engine.tx.execute("set session_replication_role = replica")
    engine.tx.execute("delete from person where id = %s", (people[0],))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[1:]
    engine.drain("finisher")
    assert engine.state(campaign_id) == "running"
    assert not verifying.verify(engine.tx, campaign_id).is_right


def test_whoever_stands_in_an_excluded_list_gets_nothing(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    in_list(engine, "staff", people[0])
    campaign_id = planned(engine, audience={"everyone": True, "exclude_lists": ["staff"]})
    engine.send_all(campaign_id)
    assert engine.outcomes(campaign_id) == {people[0]: "skipped.excluded"}
    finish(engine, campaign_id)


def test_whomever_the_excluding_rule_means_gets_nothing(engine: Engine) -> None:
    people = add_people(engine.tx, 1, town="Porto") + add_people(engine.tx, 1, town="Faro")
    rule = {"rules": [{"field": "attributes.town", "operator": "=", "value": "Faro"}]}
    campaign_id = planned(engine, audience={"everyone": True, "exclude_rule": rule})
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[:1]
    assert engine.outcomes(campaign_id) == {people[1]: "skipped.excluded"}
    finish(engine, campaign_id)


def test_of_several_reasons_each_person_has_one(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1)
    in_list(engine, "staff", person)
    refuse(engine.tx, person, "*")
    refuse(engine.tx, person, "promotions")
    campaign_id = planned(engine, audience={"everyone": True, "exclude_lists": ["staff"]})
    blocking.block(engine.tx, person, loading.get(engine.tx, campaign_id).sender_id, NOON)
    engine.send_all(campaign_id)
    assert engine.outcomes(campaign_id) == {person: "skipped.excluded"}
    finish(engine, campaign_id)


def test_whoever_has_the_conversation_already_keeps_it_and_the_others_get_it(engine: Engine) -> None:
    people = add_people(engine.tx, 5)
    campaign_id = planned(engine)
    open_before(engine, campaign_id, people[2])
    done = engine.send(campaign_id)
    assert done is not None
    assert (done.done_count, done.left_out_count) == (4, 1)
    assert engine.outcomes(campaign_id) == {people[2]: "already_open"}
    assert entry_of(engine, people[2])["content_id"] is None
    finish(engine, campaign_id)


def test_what_contradicts_the_books_pauses_its_campaign_and_no_other(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1)
    refuse(engine.tx, person, "promotions")
    broken, other = planned(engine), planned(engine, category="selling-tips")
    engine.tx.execute(
        "insert into ledger (person_id, campaign_id, outcome, decided_at) values (%s, %s, 'failed.before', %s)",
        (person, broken, NOON),
    )
    assert engine.send(broken) is None
    assert engine.task(broken).state is TaskState.PAUSED
    assert "contradicts" in loading.changes(engine.tx, broken)[-1].why
    engine.send_all(other)
    assert engine.got(other) == [person]


def test_values_are_copied_when_it_is_sent_and_cut_at_200_characters(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, name="A" * 300, town="")
    variables = [
        {"name": "name", "field": "name", "default": "there"},
        {"name": "town", "field": "attributes.town", "default": "town"},
        {"name": "shoe", "field": "attributes.shoe", "default": "40"},
    ]
    text = "{{ name }} {{ town }} {{ shoe }}"
    campaign_id = planned(engine, variables=variables, content=[{"locale": "en", "text": text}])
    engine.send_all(campaign_id)
    assert entry_of(engine, person)["opening_values"] == ["A" * 200, None, None]
    engine.tx.execute("update person set name = 'Zoe'")
    assert entry_of(engine, person)["opening_values"][0] == "A" * 200


def test_each_reads_the_variant_of_their_locale_as_the_preview_says(engine: Engine) -> None:
    locales = ["", "en", "pt", "PT", "pt-BR", "pt-br", "pt-PT", "es", "es-MX", "es-AR", "fr", "en-GB"]
    people = {locale: add_people(engine.tx, 1, locale=locale)[0] for locale in locales}
    content = [{"locale": locale, "text": f"in {locale}"} for locale in VARIANTS]
    campaign_id = planned(engine, content=content)
    engine.send_all(campaign_id)
    known = variant_ids(engine.tx, campaign_id)
    for locale, person in people.items():
        expected = known[choosing.choose([name for name, _ in known], locale)][1]
        assert entry_of(engine, person)["content_id"] == expected, locale


def test_a_batch_larger_than_the_allowance_is_sent_in_parts(engine: Engine) -> None:
    people = add_people(engine.tx, 10)
    refuse(engine.tx, people[4], "*")
    campaign_id = planned(engine)
    taken = []
    while done := engine.send(campaign_id, 3):
        taken.append(done.member_count)
        assert engine.batches(campaign_id)[0]["position"] == sum(taken)
    assert taken == [3, 3, 3, 1]
    finish(engine, campaign_id)


def test_a_statement_on_an_allowance_that_has_ended_does_nothing(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = planned(engine)
    ended = soon() - timedelta(seconds=61)
    assert engine.sending.step(engine.task(campaign_id).id, 500, ended) is None
    assert engine.got(campaign_id) == []


def test_a_sender_that_was_stopped_while_the_window_closed_finds_the_gate_closed(engine: Engine) -> None:
    people = add_people(engine.tx, 600)
    campaign_id = planned(engine)
    engine.send(campaign_id)
    set_clock(NIGHT)
    assert engine.send(campaign_id) is None
    assert len(engine.got(campaign_id)) == 500
    assert len(people) == 600


@pytest.mark.parametrize(
    ("speed", "before_s", "is_open"), [(1, 2.1, True), (1, 2, False), (60, 119, False), (60, 121, True)]
)
def test_the_gate_closes_two_real_seconds_before_the_window(
    engine: Engine, speed: float, before_s: float, is_open: bool
) -> None:
    add_people(engine.tx, 1)
    campaign_id = planned(engine)
    closes_at = datetime(2026, 3, 2, 21, tzinfo=UTC)
    set_clock(closes_at - timedelta(seconds=before_s), speed)
    assert (engine.send(campaign_id) is not None) == is_open


def test_nothing_goes_out_after_the_deadline(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = planned(engine, stop_at="2026-03-02T13:00")
    set_clock(NOON + timedelta(hours=1))
    assert engine.send(campaign_id) is None


def test_a_paused_campaign_sends_nothing_and_a_resumed_one_goes_on_where_it_stood(engine: Engine) -> None:
    people = add_people(engine.tx, 10)
    campaign_id = planned(engine)
    engine.send(campaign_id, 4)
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    assert engine.send(campaign_id, 4) is None
    assert engine.got(campaign_id) == people[:4]
    control.resume(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people
    finish(engine, campaign_id)


def test_nothing_comes_after_a_pause_was_acknowledged_at_full_speed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "20")
    config.settings.cache_clear()
    people = add_people(engine.tx, 6000)
    campaign_id = planned(engine)
    task_id, over = engine.task(campaign_id).id, threading.Event()

    def go_on(own: sending.Sending) -> None:
        while not over.is_set():
            own.step(task_id, 20, soon())

    threads = [threading.Thread(target=go_on, args=(engine.a_sending(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            before = len(engine.got(campaign_id))
            until(lambda seen=before: len(engine.got(campaign_id)) > seen, "more messages")  # type: ignore[misc]
            control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
            acknowledged = engine.got(campaign_id)
            time.sleep(0.03)
            assert engine.got(campaign_id) == acknowledged
            control.resume(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people
    finish(engine, campaign_id)


def test_a_campaign_paused_in_the_day_and_resumed_at_night_waits_for_the_morning(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    campaign_id = planned(engine)
    engine.send(campaign_id, 1)
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    set_clock(NIGHT)
    engine.plan()
    control.resume(engine.tx, campaign_id, "send", MIA, WHY, clock.now())
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[:1]
    set_clock(datetime(2026, 3, 3, 7, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_a_member_whose_zone_changed_while_held_is_sent_to_when_their_new_zone_wakes(engine: Engine) -> None:
    people = add_people(engine.tx, 4, zone="Europe/Madrid")
    campaign_id = planned(engine)
    move_to(engine.tx, people[1:3], "Asia/Tokyo")
    done = engine.send(campaign_id)
    assert done is not None
    assert (done.done_count, done.moved_count) == (2, 2)
    assert engine.got(campaign_id) == [people[0], people[3]]
    first, second = engine.batches(campaign_id)
    assert (first["members"], first["state"], first["position"]) == ([people[0], people[3]], "done", 2)
    assert (second["members"], second["state"]) == (people[1:3], "ready")
    set_clock(datetime(2026, 3, 2, 22, tzinfo=UTC))
    engine.plan()
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people
    finish(engine, campaign_id)


def test_a_batch_whose_members_all_moved_away_is_done_and_empty(engine: Engine) -> None:
    people = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = planned(engine)
    move_to(engine.tx, people, "America/Los_Angeles")
    engine.send_all(campaign_id)
    first, second = engine.batches(campaign_id)
    assert (first["members"], first["member_count"], first["state"]) == ([], 0, "done")
    assert second["members"] == people
    assert engine.got(campaign_id) == []
    set_clock(datetime(2026, 3, 2, 15, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people
    finish(engine, campaign_id)


def test_members_who_move_out_of_the_middle_of_a_batch_leave_the_rest_their_turn(engine: Engine) -> None:
    people = add_people(engine.tx, 6, zone="Europe/Madrid")
    campaign_id = planned(engine)
    move_to(engine.tx, people[1:2], "Asia/Tokyo")
    engine.send_all(campaign_id, take=2)
    assert engine.got(campaign_id) == [people[0], *people[2:]]
    first, _ = engine.batches(campaign_id)
    assert (first["position"], first["member_count"], first["state"]) == (5, 5, "done")


def test_whoever_missed_a_local_send_time_is_left_out_whatever_the_allowance(engine: Engine) -> None:
    late = add_people(engine.tx, 40, zone="Pacific/Auckland")
    early = add_people(engine.tx, 2, zone="America/New_York")
    campaign_id = planned(engine, is_local=True, send_at="2026-03-02T10:00")
    done = engine.send(campaign_id, 1)
    assert done is not None
    assert (done.done_count, done.left_out_count) == (0, 40)
    assert engine.outcomes(campaign_id) == dict.fromkeys(late, "skipped.too_late")
    set_clock(datetime(2026, 3, 2, 15, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == early
    finish(engine, campaign_id)


def test_a_sender_whose_host_lives_in_another_zone_sends_like_the_others(engine: Engine) -> None:
    people = add_people(engine.tx, 3)
    campaign_id = planned(engine)
    abroad = engine.connect("sender")
    abroad.execute("set timezone to 'Asia/Tokyo'")
    engine.send(campaign_id, sending=sending.Sending(abroad))
    assert engine.got(campaign_id) == people


def test_whoever_moved_to_where_it_is_not_too_late_is_not_left_out_with_those_who_missed_it(engine: Engine) -> None:
    late = add_people(engine.tx, 4, zone="Pacific/Auckland")
    early = add_people(engine.tx, 1, zone="America/New_York")
    campaign_id = planned(engine, is_local=True, send_at="2026-03-02T10:00")
    move_to(engine.tx, late[1:2], "America/New_York")
    done = engine.send(campaign_id, 1)
    assert done is not None
    assert (done.left_out_count, done.moved_count) == (3, 1)
    assert engine.outcomes(campaign_id) == dict.fromkeys([late[0], *late[2:]], "skipped.too_late")
    set_clock(datetime(2026, 3, 2, 15, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == [late[1], *early]
    finish(engine, campaign_id)


def test_a_window_whose_verdict_changed_since_a_sender_looked_is_left_to_the_next_look(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = planned(engine)
    task_id = engine.task(campaign_id).id
    number = engine.batches(campaign_id)[0]["window_number"]
    outgoing = Outgoing(engine.connect("sender"), task_id, NOON)
    assert outgoing.send(number, "too_late", 10, soon()) is None
    engine.tx.execute("update send_window set verdict = 'too_late' where task_id = %s", (task_id,))
    assert outgoing.send(number, None, 10, soon()) is None
    assert engine.got(campaign_id) == []
    assert engine.outcomes(campaign_id) == {}


def test_a_batch_that_another_sender_held_is_not_left_until_later_windows_are_through(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WINDOWS_KNOWN_S", 0.0)
    london = add_people(engine.tx, 2, zone="Europe/London")
    new_york = add_people(engine.tx, 3, zone="America/New_York")
    campaign_id = planned(engine)
    with db.transaction(engine.tx) as tx:
        tx.execute("select from batch where members[1] = %s for update", (london[0],))
        engine.send(campaign_id, 1)
        assert engine.got(campaign_id) == new_york[:1]
    engine.send(campaign_id, 1)
    assert engine.got(campaign_id) == london[:1] + new_york[:1]


def test_two_senders_take_different_batches(engine: Engine) -> None:
    people = add_people(engine.tx, 1000)
    campaign_id = planned(engine)
    other = engine.a_sending()
    first = engine.send(campaign_id, 100)
    with db.transaction(engine.tx) as tx:
        tx.execute("select from batch where id = %s for update", (engine.batches(campaign_id)[0]["id"],))
        second = engine.send(campaign_id, 100, other)
    assert first is not None and second is not None
    assert first.batch_id != second.batch_id
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_one_event_a_part_tells_what_was_done(engine: Engine) -> None:
    people = add_people(engine.tx, 5)
    refuse(engine.tx, people[0], "*")
    campaign_id = planned(engine)
    engine.send_all(campaign_id, 3)
    told = [row["payload"] for row in engine.tx.execute("select payload from outbox order by id")]
    assert [(event["from"], event["done_count"], event["left_out_count"]) for event in told] == [(0, 2, 1), (3, 2, 0)]
    assert {event["type"] for event in told} == {"batch.sent"}


def test_a_corrected_text_reaches_those_who_are_sent_to_later_and_those_who_have_it(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    campaign_id = planned(engine)
    engine.send(campaign_id, 1)
    better = Variant(locale="en", text="Hello {{ name }}")
    with db.transaction(engine.tx) as tx:
        correcting.correct(tx, campaign_id, "en", better, MIA, WHY, NOON)
    engine.plan()
    engine.send_all(campaign_id)
    for person in people:
        content_id = entry_of(engine, person)["content_id"]
        assert contents.contents(engine.tx, [content_id])[content_id].text == better.text


def test_an_excluded_list_that_is_deleted_while_it_runs_pauses_the_campaign(engine: Engine) -> None:
    people = add_people(engine.tx, 3)
    in_list(engine, "staff", people[2])
    campaign_id = planned(engine, audience={"everyone": True, "exclude_lists": ["staff"]})
    engine.send(campaign_id, 1)
    lists.delete(engine.tx, "staff")
    assert engine.send(campaign_id, 1, engine.a_sending()) is None
    assert engine.task(campaign_id).state is TaskState.PAUSED
    assert "staff" in loading.changes(engine.tx, campaign_id)[-1].why
    assert engine.got(campaign_id) == people[:1]


def test_what_a_sender_knows_of_a_campaign_is_looked_up_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    people = add_people(engine.tx, 3)
    in_list(engine, "staff", people[2])
    campaign_id = planned(engine, audience={"everyone": True, "exclude_lists": ["staff"]})
    monkeypatch.setattr(sending, "CAMPAIGN_KNOWN_S", 0.0)
    engine.send(campaign_id, 1)
    lists.delete(engine.tx, "staff")
    assert engine.send(campaign_id, 1) is None
    assert engine.task(campaign_id).state is TaskState.PAUSED


def test_a_statement_that_could_outlast_the_gate_is_ended_before(engine: Engine) -> None:
    connection = engine.connect("sender")
    sending.prepare(connection)
    assert sending.LONGEST_STATEMENT_MS < sending.GATE_S * 1000
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("select pg_sleep(5)")
