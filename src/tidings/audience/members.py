"""Whom an audience means: its rule and exclusions as SQL, how many they are, and a few of them to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from tidings.audience import catalogue, lists, saving, segments
from tidings.audience.catalogue import Catalogue
from tidings.audience.model import Person, Predicate, Selection
from tidings.core import db, queries
from tidings.core.errors import Fault, InvalidFields, NotFound

Q = queries.load("audience")


@dataclass(frozen=True)
class Count:
    """How many people an audience has, and how many of them would be left out if it were sent now."""

    matched_count: int
    excluded_count: int
    opted_out_count: int

    @property
    def reached_count(self) -> int:
        """Those who would be sent it, unless they blocked the sender."""
        return self.matched_count - self.excluded_count - self.opted_out_count


@dataclass(frozen=True)
class Outcome:
    """How many people of a zone would have an outcome."""

    zone_id: int
    outcome: str
    count: int


def included(tx: db.Connection, selection: Selection, now: datetime, fields: Catalogue = catalogue.OWN) -> Predicate:
    """For the slot `rule`: true for whoever is meant, excluded or not. Parameters begin with `rule_`.

    Raises InvalidFields when the rule has faults or names a list or segment that does not exist.
    """
    if selection.list is not None:
        with _fault_at("audience.list"):
            list_id = lists.find(tx, selection.list)
        text = f"person.id in ({Q.fill('members_of_list', prefix='rule_')})"
        return text, {"rule_list_id": list_id}
    if selection.segment is not None:
        with _fault_at("audience.segment"):
            rule = saving.load(tx, selection.segment)
        return segments.compile(rule, now, prefix="rule_", fields=fields, place="audience.segment")
    if selection.rule is not None:
        return segments.compile(selection.rule, now, prefix="rule_", fields=fields, place="audience.rule")
    return "true", {}


def excluded(selection: Selection, now: datetime, fields: Catalogue = catalogue.OWN) -> Predicate:
    """For the slot `excluded`: true for whom the excluding rule means. Parameters begin with `excluded_`."""
    if selection.exclude_rule is None:
        return "false", {}
    place = "audience.exclude_rule"
    return segments.compile(selection.exclude_rule, now, prefix="excluded_", fields=fields, place=place)


def excluded_list_ids(tx: db.Connection, selection: Selection) -> list[int]:
    """The lists whose members get nothing. Raises InvalidFields for one that does not exist."""
    found = []
    for number, name in enumerate(selection.exclude_lists):
        with _fault_at(f"audience.exclude_lists[{number}]"):
            found.append(lists.find(tx, name))
    return found


def faults(tx: db.Connection, selection: Selection, now: datetime, fields: Catalogue = catalogue.OWN) -> list[Fault]:
    """Everything that is wrong with an audience, each with its place; empty when nothing is."""
    found: list[Fault] = []
    for check in (
        lambda: included(tx, selection, now, fields),
        lambda: excluded(selection, now, fields),
        lambda: excluded_list_ids(tx, selection),
    ):
        try:
            check()
        except InvalidFields as error:
            found += error.faults
    return found


def count(
    tx: db.Connection,
    selection: Selection,
    category: str,
    now: datetime,
    fields: Catalogue = catalogue.OWN,
) -> Count:
    """How many people are meant now, and how many of them are excluded or opted out of `category`."""
    rule, rule_parameters = included(tx, selection, now, fields)
    excluding, excluding_parameters = excluded(selection, now, fields)
    found = db.row(
        tx,
        Q.fill("count_members", rule=rule, excluded=excluding),
        category=category,
        excluded_list_ids=excluded_list_ids(tx, selection),
        **rule_parameters,
        **excluding_parameters,
    )
    assert found is not None, "a count is one row"
    return Count(**found)


def outcomes_by_zone(
    tx: db.Connection,
    selection: Selection,
    category: str,
    blocked: Predicate,
    now: datetime,
    fields: Catalogue = catalogue.OWN,
) -> list[Outcome]:
    """What would become now of whoever is meant, as `sent` or a reason why not, by zone. Asks about everybody.

    `blocked` is true for whoever blocked the sender.
    """
    rule, rule_parameters = included(tx, selection, now, fields)
    excluding, excluding_parameters = excluded(selection, now, fields)
    blocking, blocking_parameters = blocked
    found = db.rows(
        tx,
        Q.fill("outcomes_by_zone", rule=rule, excluded=excluding, blocked=blocking),
        category=category,
        excluded_list_ids=excluded_list_ids(tx, selection),
        **rule_parameters,
        **excluding_parameters,
        **blocking_parameters,
    )
    return [Outcome(**each) for each in found]


def sample(
    tx: db.Connection,
    selection: Selection,
    now: datetime,
    fields: Catalogue = catalogue.OWN,
    *,
    size: int = 10,
) -> list[Person]:
    """A few people whom the audience means and does not exclude, drawn at random."""
    rule, rule_parameters = included(tx, selection, now, fields)
    excluding, excluding_parameters = excluded(selection, now, fields)
    found = db.rows(
        tx,
        Q.fill("sample_members", rule=rule, excluded=excluding),
        excluded_list_ids=excluded_list_ids(tx, selection),
        size=size,
        **rule_parameters,
        **excluding_parameters,
    )
    return [Person(**person) for person in found]


@contextmanager
def _fault_at(place: str) -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        raise InvalidFields([Fault(place, str(error))]) from error
