"""The judge: recounts tables and inboxes at the end, and compares them with what clients were told."""

import time
from collections import Counter
from collections.abc import Sequence

from tests.chaos.calling import Unanswered
from tests.chaos.desk import Desk, Launched
from tests.chaos.findings import Findings
from tests.chaos.person import Person
from tests.flow.house import House
from tidings.core import db
from tidings.core.errors import Conflict
from tidings.delivery import progress, verifying
from tidings.events import bus
from tidings.events.bus import LocalBus

LONGEST_TELLING_S = 10.0
_TWICE = """
    select topic_name, count(*)::int as count from (
        select topic_name from entry group by owner_id, peer_id, topic_name having count(*) > 1
    ) as repeated
    group by topic_name
"""
_SAID = "select body, count(*)::int as count from message where body = any(%(texts)s) group by body"
# Of those who did nothing: left out otherwise than by the refusal that they were imported with.
_REASONS = """
    select outcome, count(*)::int as count from ledger join person on person.id = person_id
    where external_id is not null and external_id <> all(%(watched)s) and person_id <> all(%(erased)s)
        and not (outcome = 'skipped.opted_out' and exists (
            select from consent where consent.person_id = ledger.person_id and not is_allowed
        ))
    group by outcome
"""
_OWN = """
    select topic_name from entry join person on person.id = owner_id
    where external_id = %(external_id)s and topic_name like 'campaign/%%'
"""


def judge(made: House, desk: Desk, people: Sequence[Person], findings: Findings) -> None:
    """Find what was lost and what is there twice, once everything has come to its end."""
    with made.connect() as connection:
        _wait_for_events(connection, findings)
        for launched in desk.launched:
            _recount(connection, launched, findings)
        _compare_reasons(connection, desk, people, findings)
        for row in db.rows(connection, _TWICE):
            findings.add("twice", f"{row['count']} people have {row['topic_name']} twice", row["count"])
        for person in people:
            try:
                _compare_inbox(connection, person)
            except (AssertionError, Unanswered) as error:
                findings.add("complaint", f"{person.external_id} at the end: {error}")
        _compare_answers(connection, people, findings)
    for launched in desk.launched:
        if launched.stopped_at is not None and (grown := desk.count(launched.id) - launched.stopped_at) > 0:
            findings.add("after_stop", f"campaign {launched.id} was stopped and sent {grown} more", grown)
    for number, count in desk.erased.items():
        if (grown := desk.count_of(number) - count) > 0:
            findings.add("after_opt_out", f"{number} was erased and then got {grown} more", grown)


def _wait_for_events(connection: db.Connection, findings: Findings) -> None:
    """Every event is heard soon, or something is lost."""
    deadline_s = time.monotonic() + LONGEST_TELLING_S
    while not bus.has_heard_all(LocalBus(), connection, progress.GROUP):
        if time.monotonic() > deadline_s:
            findings.add("lost", f"events that are not heard within {LONGEST_TELLING_S:g} s")
            return
        time.sleep(0.1)


def _recount(connection: db.Connection, launched: Launched, findings: Findings) -> None:
    """Count a campaign anew from its rows: each difference is something lost, and so is a campaign that ended early."""
    try:
        recount = verifying.verify(connection, launched.id)
    except Conflict:
        # Not frozen yet: nothing of it can be lost.
        return
    for difference in recount.differences:
        findings.add("lost", f"campaign {launched.id}: {difference}")
    if recount.unsent_count and launched.stopped_at is None:
        findings.add("lost", f"campaign {launched.id} left {recount.unsent_count} people without a turn")


def _compare_reasons(connection: db.Connection, desk: Desk, people: Sequence[Person], findings: Findings) -> None:
    """Nobody is left out for a reason that they never gave: those who are not watched only refused before it began."""
    watched = [person.external_id for person in people]
    for row in db.rows(connection, _REASONS, watched=watched, erased=list(desk.erased)):
        findings.add(
            "lost", f"{row['count']} people were left out as {row['outcome']} and gave no reason", row["count"]
        )


def _compare_inbox(connection: db.Connection, person: Person) -> None:
    """An inbox as the API shows it, put away or not, beside its rows and beside what was ever seen in it."""
    kept = {int(row["topic_name"].split("/")[1]) for row in db.rows(connection, _OWN, external_id=person.external_id)}
    missing = person.seen | kept
    for _ in range(2):
        # Once more when something is missing: an archive or its undo may have moved it between the two lists.
        for is_archived in (False, True):
            shown = Counter(person.shown(archived=is_archived))
            for each, count in shown.items():
                if count > 1:
                    person.findings.add("twice", f"{person.external_id} is shown campaign {each} {count} times")
            missing -= set(shown)
        if not missing:
            break
    if person.is_refusing or person.is_blocking:
        for each in sorted(kept - person.seen):
            person.findings.add("after_opt_out", f"{person.external_id} refused and then got campaign {each}")
    for each in sorted(missing):
        person.findings.add("lost", f"{person.external_id} is not shown campaign {each} any more")
    for conversation_id in sorted(set(person.answers.values())):
        said = Counter(person.history(conversation_id))
        for text, place in person.answers.items():
            if place == conversation_id and said[text] != 1 and sum(said.values()) < 100:
                kind = "twice" if said[text] else "lost"
                person.findings.add(kind, f"{text!r} is shown {said[text]} times")


def _compare_answers(connection: db.Connection, people: Sequence[Person], findings: Findings) -> None:
    """Every message that was acknowledged is there once."""
    texts = [text for person in people for text in person.answers]
    found = {row["body"]: row["count"] for row in db.rows(connection, _SAID, texts=texts)}
    for text in texts:
        if found.get(text, 0) != 1:
            findings.add("twice" if found.get(text) else "lost", f"{text!r} is there {found.get(text, 0)} times")
