"""A segment means in SQL what it means in words, and holds nothing from outside but as parameters."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.audience import trees
from tests.audience.people import NOON, add, days_ago
from tests.audience.trees import Person, Tree
from tidings.audience import catalogue, saving, segments, zones
from tidings.audience.catalogue import Catalogue, Question
from tidings.core import db
from tidings.core.errors import BadInput, InvalidFields, NotFound

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [*catalogue.COLUMNS, "attributes.a", "attributes.", "password", "person.id"]
OPERATORS = [*catalogue.NEGATIONS, *catalogue.NEGATIONS.values(), "<", ">=", "like", ""]
ANYTHING = st.recursive(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(FIELDS) | JSON,
            "operator": st.sampled_from(OPERATORS) | JSON,
            "value": JSON | st.lists(st.integers(-(10**40), 10**40) | st.dates().map(str), min_size=2, max_size=2),
        }
    )
    | JSON,
    lambda inner: st.fixed_dictionaries(
        {"rules": st.lists(inner, max_size=3) | JSON},
        optional={"combinator": st.sampled_from(["and", "or", "xor"]) | JSON, "not": st.booleans() | JSON, "id": JSON},
    ),
    max_leaves=6,
)
with_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)


def where(tx: db.Connection, tree: Tree, **more: Any) -> set[str]:
    """The external ids of the people whom a segment means."""
    text, parameters = segments.compile(tree, NOON, prefix="rule_", **more)
    return {found["external_id"] for found in db.rows(tx, f"select external_id from person where {text}", **parameters)}


def one(field: str, operator: str, value: Any = None) -> Tree:
    return {"rules": [{"field": field, "operator": operator, "value": value}]}


def faults(tree: Any, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFields) as raised:
        segments.compile(tree, NOON, prefix="rule_", **more)
    return [(fault.place, fault.problem) for fault in raised.value.faults]


def store(tx: db.Connection, number: int, person: Person, zone_ids: dict[str, int]) -> None:
    columns = "name, locale, zone_id, registered_at, last_active_at, attributes, external_id, updated_at"
    tx.execute(
        db.sql(f"insert into person ({columns}) values (%s, %s, %s, %s, %s, %s, %s, %s)"),
        (
            *(person["name"], person["locale"], zone_ids[person["zone"]]),
            *(person["registered_at"], person["last_active_at"], Jsonb(person["attributes"])),
            *(str(number), NOON),
        ),
    )


def test_every_condition_means_in_sql_what_it_means_in_plain_python(tx: db.Connection) -> None:
    zones.sync(tx)
    crowd = trees.everybody()
    for number, person in enumerate(crowd):
        store(tx, number, person, zones.ids(tx))
    for tree in trees.every_condition():
        assert where(tx, tree) == {str(number) for number, person in enumerate(crowd) if trees.matches(tree, person)}, (
            tree
        )


def test_every_tree_means_in_sql_what_it_means_in_plain_python(tx: db.Connection) -> None:
    zones.sync(tx)
    zone_ids = zones.ids(tx)

    @settings(deadline=None, max_examples=200)
    @given(crowd=st.lists(trees.people, min_size=1, max_size=6), tree=trees.trees)
    def agree(crowd: list[Person], tree: Tree) -> None:
        with tx.transaction(force_rollback=True):
            for number, person in enumerate(crowd):
                store(tx, number, person, zone_ids)
            meant = {str(number) for number, person in enumerate(crowd) if trees.matches(tree, person)}
            assert where(tx, tree) == meant

    agree()


@with_database
@given(tree=ANYTHING)
def test_any_tree_is_refused_with_places_or_runs(tx: db.Connection, tree: Any) -> None:
    try:
        text, parameters = segments.compile(tree, NOON, prefix="rule_")
    except InvalidFields as error:
        assert error.faults
        assert all(fault.place and fault.problem for fault in error.faults)
        return
    found = db.rows(tx, f"select ({text}) as holds from (select * from person) as person", **parameters)
    assert found == []


@settings(deadline=None)
@given(
    key=st.text(min_size=1, max_size=20).filter(str.isprintable),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
)
def test_no_key_and_no_value_changes_the_sql(key: str, value: str) -> None:
    rules: list[Tree] = [{"field": f"attributes.{key}", "operator": "contains", "value": value}]
    rules += [{"field": "name", "operator": "in", "value": [value, key]}]
    text, parameters = segments.compile({"rules": rules}, NOON, prefix="rule_")
    plain: list[Tree] = [{"field": "attributes.k", "operator": "contains", "value": "v"}]
    plain += [{"field": "name", "operator": "in", "value": ["v", "k"]}]
    assert text == segments.compile({"rules": plain}, NOON, prefix="rule_")[0]
    assert list(parameters.values()) == [key, value, [value, key]]


def test_every_operator_of_the_catalogue_runs(tx: db.Connection) -> None:
    """What there is no sensible value for would be an operator that nobody could use."""
    add(tx, "ada", name="Ada", attributes={"n": 1, "b": True, "d": "2026-03-01"}, last_active_at=days_ago(1))
    samples: dict[catalogue.Kind, tuple[str, Any]] = {
        catalogue.Kind.TEXT: ("name", "Ada"),
        catalogue.Kind.NUMBER: ("attributes.n", 1),
        catalogue.Kind.BOOLEAN: ("attributes.b", True),
        catalogue.Kind.DAY: ("attributes.d", "2026-03-01"),
        catalogue.Kind.INSTANT: ("last_active_at", "2026-03-01T12:00:00Z"),
    }
    for kind, operators in catalogue.OPERATORS.items():
        field, value = samples[kind]
        given = {"in": [value], "between": [value, value], "inLastDays": 2, "null": None}
        expected = {"<": False, ">": False, "null": False}
        for operator in operators:
            found = where(tx, one(field, operator, given.get(operator, value)))
            assert (found == {"ada"}) == expected.get(operator, True), (kind, operator)
            for negation in (name for name, of in catalogue.NEGATIONS.items() if of == operator):
                assert where(tx, one(field, negation, given.get(operator, value))) == {"ada"} - found


def test_whoever_lacks_an_attribute_is_among_all_the_others(tx: db.Connection) -> None:
    add(tx, "with", attributes={"town": "Porto"})
    add(tx, "other", attributes={"town": "Lund"})
    add(tx, "without")
    assert where(tx, one("attributes.town", "=", "Porto")) == {"with"}
    assert where(tx, one("attributes.town", "!=", "Porto")) == {"other", "without"}
    assert where(tx, {"not": True, **one("attributes.town", "=", "Porto")}) == {"other", "without"}
    assert where(tx, one("attributes.town", "null")) == {"without"}


def test_an_attribute_of_another_type_does_not_match_and_breaks_nothing(tx: db.Connection) -> None:
    for name, value in (("number", 7), ("text", "seven"), ("list", [7]), ("huge", 10**30), ("flag", True)):
        add(tx, name, attributes={"a": value})
    assert where(tx, one("attributes.a", ">", 5)) == {"number", "huge"}
    assert where(tx, one("attributes.a", "=", True)) == {"flag"}
    assert where(tx, one("attributes.a", ">", "2026-01-01")) == set()


def test_the_last_days_count_back_from_now(tx: db.Connection) -> None:
    for name, days in (("today", 0.1), ("week", 6.9), ("month", 7.1)):
        add(tx, name, last_active_at=days_ago(days))
    add(tx, "never")
    assert where(tx, one("last_active_at", "inLastDays", 7)) == {"today", "week"}
    assert where(tx, one("last_active_at", "notInLastDays", 7)) == {"month", "never"}


def test_a_zone_is_asked_by_its_name(tx: db.Connection) -> None:
    for zone in ("Europe/Lisbon", "America/Sao_Paulo", ""):
        add(tx, zone or "nowhere", zone=zone)
    assert where(tx, one("zone", "beginsWith", "Europe/")) == {"Europe/Lisbon"}
    assert where(tx, one("zone", "null")) == {"nowhere"}
    assert where(tx, one("zone", "doesNotBeginWith", "Europe/")) == {"America/Sao_Paulo", "nowhere"}


def test_a_package_above_may_answer_fields_of_its_own(tx: db.Connection) -> None:
    def older(value: object, prefix: str) -> tuple[str, dict[str, Any]]:
        if value == 0:
            raise BadInput("must not be nought")
        return f"person.id < %({prefix}value)s", {f"{prefix}value": value}

    fields = Catalogue((Question("older_than", older),))
    first, second = add(tx, "first"), add(tx, "second")
    assert first < second
    assert where(tx, one("older_than", "=", second), fields=fields) == {"first"}
    assert where(tx, one("older_than", "!=", second), fields=fields) == {"second"}
    assert faults(one("older_than", "=", 0), fields=fields) == [("rules[0].value", "must not be nought")]
    assert faults(one("older_than", ">", 1), fields=fields) == [
        ("rules[0].operator", "older_than is asked with = or !=")
    ]
    assert "older_than" in faults(one("nothing", "=", 1), fields=fields)[0][1]


def test_every_fault_is_named_with_its_place() -> None:
    tree = {
        "combinator": "xor",
        "not": "no",
        "extra": 1,
        "rules": [
            {"field": "password", "operator": "=", "value": "x"},
            {"combinator": "or", "rules": []},
            {"combinator": "or", "rules": [{"field": "name", "operator": "~", "value": "x"}, 5]},
            {"field": "last_active_at", "operator": "inLastDays", "value": -1},
            {"field": "attributes.n", "operator": "between", "value": [9, 1]},
            {"field": "name", "operator": "=", "value": "x", "valueSource": "field"},
            {"field": "name", "operator": ["="], "value": "x"},
            {"field": "name", "operator": "=", "value": "", "hint": 1},
            {"field": f"attributes.{'k' * 101}", "operator": "=", "value": "x"},
            {"field": "registered_at", "operator": "<", "value": "2026-02-30"},
        ],
    }
    places = [place for place, _ in faults(tree, place="audience.rule")]
    assert places == [
        "audience.rule.extra",
        "audience.rule.combinator",
        "audience.rule.not",
        "audience.rule.rules[0].field",
        "audience.rule.rules[1]",
        "audience.rule.rules[2].rules[0].operator",
        "audience.rule.rules[2].rules[1]",
        "audience.rule.rules[3].value",
        "audience.rule.rules[4].value",
        "audience.rule.rules[5].valueSource",
        "audience.rule.rules[6].operator",
        "audience.rule.rules[7].hint",
        "audience.rule.rules[7].value",
        "audience.rule.rules[8].field",
        "audience.rule.rules[9].value",
    ]


def test_a_tree_has_twelve_levels_and_two_hundred_conditions_at_most() -> None:
    condition = {"field": "name", "operator": "=", "value": "x"}

    def nested(levels: int) -> Tree:
        tree: Tree = {"rules": [condition]}
        for _ in range(levels - 1):
            tree = {"rules": [tree]}
        return tree

    segments.compile(nested(12), NOON, prefix="rule_")
    assert faults(nested(13)) == [(".".join(["rules[0]"] * 12), "is nested deeper than 12 groups")]
    assert len(faults(nested(5000))) == 1
    segments.compile({"rules": [condition] * 200}, NOON, prefix="rule_")
    assert faults({"rules": [condition] * 201}) == [("rules[200]", "is one condition too many: 200 at most")]
    assert len(faults({"rules": [condition] * 100_000})) <= 100
    assert len(faults({"rules": [5] * 100_000})) <= 100


def test_parameters_of_two_segments_in_one_statement_stay_apart(tx: db.Connection) -> None:
    add(tx, "ada", name="Ada")
    add(tx, "bob", name="Bob")
    rule, first = segments.compile(one("name", "=", "Ada"), NOON, prefix="rule_")
    excluded, second = segments.compile(one("name", "=", "Bob"), NOON, prefix="excluded_")
    assert not first.keys() & second.keys()
    found = db.rows(tx, f"select external_id from person where {rule} and not {excluded}", **first, **second)
    assert [line["external_id"] for line in found] == ["ada"]


def test_a_segment_is_saved_under_a_name_and_replaced(tx: db.Connection) -> None:
    saving.save(tx, "In Porto", one("attributes.town", "=", "Porto"), NOON)
    saving.save(tx, "Active", one("last_active_at", "inLastDays", 7), NOON)
    replaced = one("attributes.town", "=", "Lund") | {"id": "g-1", "path": [0, 1]}
    saving.save(tx, "In Porto", replaced, NOON)
    assert saving.names(tx) == [each.name for each in saving.every(tx)] == ["Active", "In Porto"]
    assert saving.load(tx, "In Porto") == replaced
    for name in ("Out", "\0", "\ud800"):
        with pytest.raises(NotFound, match="There is no segment"):
            saving.load(tx, name)


def test_a_segment_with_faults_or_without_a_name_is_not_saved(tx: db.Connection) -> None:
    notes: list[Tree] = [{"id": "\0"}, {"id": {}}, {"path": [[1]]}, {"id": float("nan")}, {"id": "\ud800"}]
    broken = [one("name", "=", "x") | note for note in notes]
    for rule in [*broken, one("password", "=", "x"), one("name", "null", "\0"), one("name", "=", "\0")]:
        with pytest.raises(InvalidFields):
            saving.save(tx, "Broken", rule, NOON)
    for name in ("", " x", "x" * 201, "a\nb", "a\0b"):
        with pytest.raises(BadInput):
            saving.save(tx, name, one("name", "=", "x"), NOON)
    assert saving.names(tx) == []
