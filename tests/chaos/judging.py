"""The judge: recounts tables and inboxes at the end, and compares them with what clients were told."""

import time
from collections import Counter
from collections.abc import Sequence

from tests.chaos.desk import Desk
from tests.chaos.findings import Findings
from tests.chaos.person import Person
from tests.flow.house import House
from tidings.core import db
from tidings.delivery import verifying

# The books may lag for a moment: events are still being heard.
LONGEST_TELLING_S = 10.0
_TWICE = """
    select topic_name, count(*)::int as count from (
        select topic_name from entry group by owner_id, peer_id, topic_name having count(*) > 1
    ) as repeated
    group by topic_name
"""
_SAID = "select body, count(*)::int as count from message where body = any(%(texts)s) group by body"
_OWN = """
    select topic_name from entry join person on person.id = owner_id
    where external_id = %(external_id)s and topic_name like 'campaign/%%'
"""


def judge(made: House, desk: Desk, people: Sequence[Person], findings: Findings) -> None:
    """Find what was lost and what is there twice, once everything has come to its end."""
    with made.connect() as connection:
        deadline_s = time.monotonic() + LONGEST_TELLING_S
        for launched in desk.launched:
            _recount(connection, launched.id, findings, deadline_s)
        for row in db.rows(connection, _TWICE):
            findings.add("twice", f"{row['count']} people have {row['topic_name']} twice", row["count"])
        for person in people:
            _compare_inbox(connection, person)
        _compare_answers(connection, people, findings)
    for launched in desk.launched:
        if launched.stopped_at is not None and (grown := desk.count(launched.id) - launched.stopped_at) > 0:
            findings.add("after_stop", f"campaign {launched.id} was stopped and sent {grown} more", grown)
    for number, count in desk.erased.items():
        if (grown := desk.count_of(number) - count) > 0:
            findings.add("after_opt_out", f"{number} was erased and then got {grown} more", grown)


def _recount(connection: db.Connection, campaign_id: int, findings: Findings, deadline_s: float) -> None:
    """Count a campaign anew from its rows, once every event of it was heard: each difference is something lost."""
    while True:
        recount = verifying.verify(connection, campaign_id)
        if recount.is_right or time.monotonic() > deadline_s:
            break
        time.sleep(0.5)
    for difference in recount.differences:
        findings.add("lost", f"campaign {campaign_id}: {difference}")


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
