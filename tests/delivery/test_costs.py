"""What a batch costs: one statement, and in no statement of any role a scan of a table that grows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, set_clock
from tests.delivery.pace import Stopwatch
from tests.delivery.plans import Seen, conditions, plan_of, scanned
from tidings.audience import lists
from tidings.campaigns import control, loading
from tidings.chat import topics
from tidings.core import clock, config, db, queries
from tidings.delivery import addressing, composing, walking
from tidings.delivery.composing import Care
from tidings.delivery.sending import Outgoing, Sending
from tidings.delivery.walking import Walker

GROWING = {"person", "consent", "block", "list_member", "entry", "message", "ledger", "batch", "bus_log"}
# The audience is read once, from end to end, when it is frozen.
READS_ALL = "with audience_members as"
PEOPLE = 40_000


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Every statement from here on."""
    found = Seen()
    for name in ("rows", "row", "run"):
        monkeypatch.setattr(db, name, _noting(getattr(db, name), found))
    return found


def _noting(real: Any, seen: Seen) -> Any:
    def noted(tx: db.Connection, text: str, /, **parameters: Any) -> Any:
        seen.note(text, parameters)
        return real(tx, text, **parameters)

    return noted


def fill(engine: Engine) -> None:
    """Tables as they are after some campaigns, with the statistics that autovacuum would have made."""
    tx = engine.tx
    add_people(tx, PEOPLE, zone="Europe/Madrid")
    tx.execute("insert into list (name, created_at) values ('some', %s), ('staff', %s)", (NOON, NOON))
    tx.execute("insert into list_member (person_id, list_id) select id, 1 from person where id %% 20 = 1", ())
    tx.execute("insert into list_member (person_id, list_id) select id, 2 from person where id %% 500 = 1", ())
    tx.execute(
        "insert into consent (person_id, category, is_allowed, source, decided_at)"
        " select id, 'promotions', id %% 25 <> 1, 'test', %s from person where id %% 3 = 1",
        (NOON,),
    )
    tx.execute(
        "insert into block (owner_id, peer_id, blocked_at) select id, -1, %s from person where id %% 50 = 0", (NOON,)
    )
    for earlier in range(3):
        tx.execute(
            "insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at)"
            " select id, -1, %s, 'campaign/x', %s, %s from person order by id",
            (earlier, NOON, NOON),
        )
        tx.execute(
            "insert into ledger (person_id, campaign_id, outcome, decided_at)"
            " select id, %s, 'skipped.blocked', %s from person where id %% 10 = 0",
            (900 + earlier, NOON),
        )
    tx.execute(
        "insert into batch (task_id, window_number, member_count, position, done_count, state, ended_at, is_checked,"
        " members) select 1000 + number / 50, 0, 20, 20, 20, 'done', %s, true,"
        " array(select generate_series(1, 20))::bigint[] from generate_series(1, 3000) as made (number)",
        (NOON,),
    )
    tx.execute(
        "insert into outbox (event_id, topic, key, payload, occurred_at)"
        " select gen_random_uuid(), 'x', '1', '{}', %s from generate_series(1, 3000)",
        (NOON,),
    )
    tx.execute("vacuum analyze")


def live(engine: Engine) -> tuple[int, int]:
    """A whole life of a campaign to a list, every role at work; its number and that of another one that it excludes."""
    earlier = launch(engine.tx, audience={"list": "staff"})
    got = {"rules": [{"field": "got_campaign", "operator": "=", "value": earlier}]}
    audience = {"list": "some", "exclude_lists": ["staff"], "exclude_rule": got}
    variants = [{"locale": locale, "text": "Hi {{ name }}"} for locale in ("en", "pt", "es")]
    campaign_id = launch(engine.tx, audience=audience, content=variants, archive_after_days=1)
    _work(engine, campaign_id)
    set_clock(NOON + timedelta(days=1, hours=1))
    _work(engine, campaign_id)
    control.undo_archive(engine.tx, campaign_id, MIA, WHY, clock.now())
    _work(engine, campaign_id)
    return campaign_id, earlier


def _work(engine: Engine, campaign_id: int) -> None:
    for _ in range(3):
        engine.step("planner", "governor", "sender", "archiver", "relay", "progress")
        engine.send_all(campaign_id)
        engine.drain("finisher")
        walk = [task for task in control.tasks(engine.tx) if task.kind != "send"]
        if walk:
            engine.walk_all(campaign_id)


def _is_plain(text: str) -> bool:
    """Whether a statement writes values that it is given, or sets something, and reads nothing."""
    return text.startswith(("insert", "set", "lock")) and "select" not in text


def test_no_statement_of_a_campaigns_life_reads_a_growing_table_from_end_to_end(engine: Engine, seen: Seen) -> None:
    fill(engine)
    seen.statements.clear()
    campaign_id, _ = live(engine)
    assert engine.state(campaign_id) == "completed"
    connection = engine.connect("judge")
    found = {}
    for text, parameters in list(seen.statements.items()):
        if not _is_plain(text) and not text.startswith(READS_ALL):
            tables = scanned(plan_of(connection, text, parameters)) & GROWING
            if tables:
                found[text] = tables
    assert len(seen.statements) > 40, "the statements of a whole life"
    assert found == {}


def outgoing(engine: Engine, care: Care) -> tuple[str, dict[str, Any]]:
    """The sending statement of a campaign with everything in it, as a sender executes it."""
    audience = {
        "everyone": True,
        "exclude_lists": ["staff"],
        "exclude_rule": {"rules": [{"field": "attributes.town", "operator": "=", "value": "Faro"}]},
    }
    campaign_id = launch(engine.tx, audience=audience)
    engine.plan()
    made = Outgoing(engine.tx, engine.task(campaign_id).id, NOON)
    address = addressing.addressing(engine.tx, loading.get(engine.tx, campaign_id), NOON)
    more = {"window_number": 0, "verdict": None, "now": NOON, "gate_closes_at": NOON, "take": 500, "valid_until": NOON}
    return composing.statement(address, care), {**made._parameters, **more, "from_id": 0}


def test_the_statements_of_a_batch_find_everything_by_their_members(engine: Engine) -> None:
    fill(engine)
    connection = engine.connect("sender")
    for care in Care:
        _check_sending(plan_of(connection, *outgoing(engine, care)), care)
    for kind in ("archive", "unarchive"):
        text = queries.load("delivery").fill("walk_batch", changed=queries.compose("chat", f"{kind}_entries"))
        _check_archiving(plan_of(connection, text, WALK))
    # The existence check, the same for a sender with millions of conversations.
    pair = {"home_id": 7, "other_id": -1, "topic": topics.number("campaign/1")}
    _check_entries(plan_of(connection, queries.load("chat")["conversation"], pair))


WALK = {
    "task_id": 1000,
    "from_id": 0,
    "take": 500,
    "valid_until": NOON,
    "now": NOON,
    "peer_id": -1,
    "topic": 10**18,
    "archived_by": 1,
    "campaign_id": 1,
    "event_type": "batch.archived",
}
MEMBERS = (("person", "id"), ("consent", "person_id"), ("block", "owner_id"), ("list_member", "person_id"))


def _check_sending(plan: dict[str, Any], care: Care) -> None:
    assert scanned(plan) & GROWING == set()
    for table, key in MEMBERS:
        assert conditions(plan, table), table
        assert all(f"({key} = ANY" in condition for condition in conditions(plan, table)), table
    claim, update = conditions(plan, "batch")
    assert claim.startswith("((task_id = ") and "(id >= " in claim
    assert update.startswith("((task_id = ") and "(id = " in update
    if care is Care.EVERYTHING:
        _check_entries(plan)
    else:
        assert conditions(plan, "entry") == []


def _check_archiving(plan: dict[str, Any]) -> None:
    assert scanned(plan) & GROWING == set()
    claim, update = conditions(plan, "batch")
    assert claim.startswith("((task_id = ") and update.startswith("((task_id = ") and "(id = " in update
    _check_entries(plan)


def _check_entries(plan: dict[str, Any]) -> None:
    (condition,) = conditions(plan, "entry")
    assert all(f"{column} = " in condition for column in ("owner_id", "peer_id", "topic"))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "5")
    config.settings.cache_clear()
    yield
    config.settings.cache_clear()


def _statements_of_sending(engine: Engine, seen: Seen, watch: Stopwatch, people: int) -> int:
    """How many statements a sender executes for a campaign to so many people, all within one look at its allowances."""
    name = f"of {people}"
    list_id = lists.create(engine.tx, name, NOON)
    for person in add_people(engine.tx, people):
        engine.tx.execute("insert into list_member (person_id, list_id) values (%s, %s)", (person, list_id))
    campaign_id = launch(engine.tx, audience={"list": name})
    engine.plan()
    task_id = engine.task(campaign_id).id
    connection = engine.connect("sender")
    walker = Walker(connection, "sender", Sending(connection).step)
    walker.poll()
    engine.tx.execute("delete from allowance")
    engine.tx.execute(
        "insert into allowance (sender_id, task_id, slot, expires_at)"
        " select id, %s, 1, clock_timestamp() + interval '1 hour' from sender",
        (task_id,),
    )
    watch.now_s += 1
    seen.texts.clear()
    while len(engine.got(campaign_id)) < people:
        walker.poll()
    assert loading.get(engine.tx, campaign_id).state == "running"
    return len(seen.texts)


# A machine that is slow for a second makes the sender look once more at what it knows of a campaign.
@pytest.mark.alone
def test_every_further_batch_costs_one_statement(
    engine: Engine, seen: Seen, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Stopwatch.instead_of_time(monkeypatch)
    few = _statements_of_sending(engine, seen, watch, 50)
    many = _statements_of_sending(engine, seen, watch, 200)
    assert many - few == (200 - 50) / 5


def test_a_statement_is_planned_once_for_all_batches(engine: Engine, small_batches: None) -> None:
    add_people(engine.tx, 50)
    campaign_id = launch(engine.tx)
    engine.plan()
    connection = engine.connect("sender")
    walking.prepare(connection)
    own = Sending(connection)
    while engine.send(campaign_id, 5, own):
        pass
    found = connection.execute(
        "select generic_plans, custom_plans from pg_prepared_statements"
        " where statement like '%into entry%' and statement not like '%pg_prepared_statements%'"
    ).fetchall()
    # Ten batches, and that there is no further one is asked twice.
    assert found == [{"generic_plans": 12, "custom_plans": 0}]
