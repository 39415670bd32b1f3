"""The values that a message copies from a person are texts of bounded length, read as they are now."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audience.people import add
from tidings.audience import values
from tidings.core import db
from tidings.core.errors import NotFound

KEYS = [
    "50% off",
    "%s",
    "%(person_id)s",
    "%%",
    "it's",
    '"q"',
    "back\\slash",
    "'; drop table person; --",
    "{{:x}}",
    "{key}",
]
NO_FIELDS = ["", "zone", "external_id", "Name", "attributes", "attributes.", "attributes.a\0", "attributes.\n"]


def test_fields_are_read_in_the_order_that_is_asked(tx: db.Connection) -> None:
    attributes = {"town": "Porto", "count": 2.5, "flag": False, "list": [1], "none": None, "object": {}}
    ada = add(tx, "ada", name="Ada", locale="pt", attributes=attributes)
    fields = ["name", "locale", *(f"attributes.{key}" for key in ("town", "count", "flag", "list", "none"))]
    assert values.of_person(tx, ada, fields) == ["Ada", "pt", "Porto", "2.5", "false", None, None]
    assert values.of_person(tx, ada, ["attributes.town", "name", "name"]) == ["Porto", "Ada", "Ada"]
    assert values.of_person(tx, ada, ["attributes.object", "attributes.missing"]) == [None, None]
    assert values.of_person(tx, ada, []) == []


def test_what_is_empty_is_missing(tx: db.Connection) -> None:
    nobody = add(tx, "nobody", attributes={"town": ""})
    assert values.of_person(tx, nobody, ["name", "locale", "attributes.town"]) == [None, None, None]


def test_a_value_is_cut_at_200_characters_not_bytes(tx: db.Connection) -> None:
    ada = add(tx, "ada", name="é" * 300, attributes={"town": "日" * 201, "short": "x" * 200})
    fields = ["name", "attributes.town", "attributes.short"]
    assert values.of_person(tx, ada, fields) == ["é" * 200, "日" * 200, "x" * 200]


SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**300), 10**300),
    st.booleans(),
    st.none(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(value=SCALARS)
def test_a_value_is_the_same_text_whatever_else_is_known_of_the_person(tx: db.Connection, value: object) -> None:
    alone = add(tx, "alone", attributes={"key": value})
    beside = add(tx, "beside", attributes={"key": value, "list": [1]})
    [found] = values.of_person(tx, alone, ["attributes.key"])
    assert values.of_person(tx, beside, ["attributes.key"]) == [found]
    assert found is None or 1 <= len(found) <= 200
    tx.execute("set session_replication_role = replica")
    tx.execute("delete from person")


def test_a_key_is_a_key_whatever_stands_in_it(tx: db.Connection) -> None:
    ada = add(tx, "ada", attributes={key: f"found {key}" for key in KEYS})
    fields = [f"attributes.{key}" for key in KEYS]
    assert [values.problem(field) for field in fields] == [None] * len(fields)
    assert values.of_person(tx, ada, fields) == [f"found {key}" for key in KEYS]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(key=st.text(min_size=1, max_size=100))
def test_every_key_that_is_not_refused_is_read(tx: db.Connection, key: str) -> None:
    if values.problem(f"attributes.{key}"):
        assert not key.isprintable()
        return
    with tx.transaction(force_rollback=True):
        assert values.of_person(tx, add(tx, "ada", attributes={key: "found"}), [f"attributes.{key}"]) == ["found"]


@pytest.mark.parametrize("field", [*NO_FIELDS, f"attributes.{'k' * 101}"])
def test_what_is_no_field_of_a_variable_is_said(field: str) -> None:
    problem = values.problem(field)
    assert problem is not None
    assert "field of a person" in problem or "key of an attribute" in problem


def test_values_of_nobody_are_not_found(tx: db.Connection) -> None:
    with pytest.raises(NotFound, match="number 7"):
        values.of_person(tx, 7, ["name"])
