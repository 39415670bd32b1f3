"""People and segments drawn at random, and what a segment means in plain Python."""

import itertools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.audience.people import NOON, days_ago

Person = dict[str, Any]
Tree = dict[str, Any]

TEXTS = ["Porto", "porto", "Po", "to", "%", "_o%", "O'Brien", "日本", "5", "true", "2026-03-01", "\\", "a, b"]
NUMBERS = [0, 1, 5, -3, 2.5, 10**20]
DAYS = ["2025-12-31", "2026-02-28", "2026-03-01", "2026-03-02"]
ZONES = ["", "Europe/Lisbon", "Europe/Paris", "Asia/Tokyo"]
INSTANTS = [None, days_ago(0), days_ago(0.5), days_ago(1), days_ago(30), days_ago(400)]
KEYS = ["town", "count", '50%\'s "key"']
VALUES = [*TEXTS, *NUMBERS, *DAYS, "2026-03-01T10:00:00Z", "", True, False, None, [1, 2], {"a": 1}]

people = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", *TEXTS]),
        "locale": st.sampled_from(["", "pt", "pt-BR"]),
        "zone": st.sampled_from(ZONES),
        "registered_at": st.sampled_from(INSTANTS),
        "last_active_at": st.sampled_from(INSTANTS),
        "attributes": st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3),
    }
)

_ORDERED = ["<", "<=", ">", ">="]
_BETWEEN = ["between", "notBetween"]
_TEXT = ["=", "contains", "beginsWith", "endsWith", "!=", "doesNotContain", "doesNotBeginWith", "doesNotEndWith"]
_COLUMNS = ["name", "locale", "zone"]
_ATTRIBUTES = [f"attributes.{key}" for key in KEYS]
_INSTANTS = ["registered_at", "last_active_at"]
# What can be asked: of which fields, by which operators, with which values.
FORMS: list[tuple[list[str], list[str], list[Any]]] = [
    (_COLUMNS + _ATTRIBUTES, _TEXT, [*TEXTS, "pt", "Europe/Lisbon"]),
    (_COLUMNS + _ATTRIBUTES, ["in", "notIn"], [["Porto"], ["5", "pt", "true", "Europe/Paris"], "Porto, 5,pt"]),
    (_COLUMNS + _ATTRIBUTES + _INSTANTS, ["null", "notNull"], [None]),
    (_ATTRIBUTES, _ORDERED, [*NUMBERS, "5", "-3", "2.5"]),
    (_ATTRIBUTES, ["=", "!="], [*NUMBERS, True, False]),
    (_ATTRIBUTES, ["in", "notIn"], [[0], [1, 2.5], [10**20, -3, 5]]),
    (_ATTRIBUTES, _BETWEEN, [[-3, 5], [0, 0], [1, 2.5], "-3, 5"]),
    (_ATTRIBUTES, _ORDERED, list(DAYS)),
    (_ATTRIBUTES, _BETWEEN, [[DAYS[0], DAYS[2]], [DAYS[1], DAYS[1]]]),
    (_INSTANTS, _ORDERED, [*DAYS, "2026-03-01T12:00:00Z", "2026-02-28T23:00:00-13:00"]),
    (_INSTANTS, _BETWEEN, [[DAYS[0], DAYS[2]], ["2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"]]),
    (_INSTANTS, ["inLastDays", "notInLastDays"], [0, 1, 30, "400"]),
]
conditions = st.one_of(
    [
        st.fixed_dictionaries(
            {
                "field": st.sampled_from(fields),
                "operator": st.sampled_from(operators),
                "value": st.sampled_from(values),
            }
        )
        for fields, operators, values in FORMS
    ]
)


def every_condition() -> Iterator[Tree]:
    """Each operator of each field with each value."""
    for fields, operators, values in FORMS:
        for field, operator, value in itertools.product(fields, operators, values):
            yield {"rules": [{"field": field, "operator": operator, "value": value}]}


def everybody() -> list[Person]:
    """People who have every value between them, each in every attribute."""
    return [
        {
            "name": ["", *TEXTS][number % (len(TEXTS) + 1)],
            "locale": ["", "pt", "pt-BR"][number % 3],
            "zone": ZONES[number % len(ZONES)],
            "registered_at": INSTANTS[number % len(INSTANTS)],
            "last_active_at": INSTANTS[-number % len(INSTANTS)],
            "attributes": dict.fromkeys(KEYS, value),
        }
        for number, value in enumerate(VALUES)
    ]


trees: st.SearchStrategy[Tree] = st.recursive(
    conditions,
    lambda inner: st.fixed_dictionaries(
        {
            "combinator": st.sampled_from(["and", "or"]),
            "not": st.booleans(),
            "rules": st.lists(inner, min_size=1, max_size=3),
        }
    ),
    max_leaves=6,
).map(lambda tree: tree if "rules" in tree else {"rules": [tree]})

NEGATED: dict[Any, str] = {
    "!=": "=",
    "notIn": "in",
    "doesNotContain": "contains",
    "doesNotBeginWith": "beginsWith",
    "doesNotEndWith": "endsWith",
    "notBetween": "between",
    "notNull": "null",
    "notInLastDays": "inLastDays",
}
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda of, value: of == value,
    "<": lambda of, value: of < value,
    "<=": lambda of, value: of <= value,
    ">": lambda of, value: of > value,
    ">=": lambda of, value: of >= value,
    "in": lambda of, value: of in value,
    "between": lambda of, value: value[0] <= of <= value[1],
    "contains": lambda of, value: value in of,
    "beginsWith": lambda of, value: of.startswith(value),
    "endsWith": lambda of, value: of.endswith(value),
    "inLastDays": lambda of, value: of > NOON - timedelta(days=int(value)),
}


def matches(tree: Tree, person: Person) -> bool:
    """Whether a segment means a person. What is missing matches nothing, and its negation therefore everything."""
    if "rules" in tree:
        parts = [matches(part, person) for part in tree["rules"]]
        found = all(parts) if tree.get("combinator", "and") == "and" else any(parts)
        return found is not tree.get("not", False)
    if tree["operator"] in NEGATED:
        return not matches(tree | {"operator": NEGATED[tree["operator"]]}, person)
    return _holds(tree["field"], tree["operator"], tree["value"], person)


def _holds(field: str, operator: str, value: Any, person: Person) -> bool:
    if field in ("registered_at", "last_active_at"):
        return _instant_holds(person[field], operator, value)
    if field.startswith("attributes."):
        of = person["attributes"].get(field.removeprefix("attributes."))
        return _attribute_holds(of, operator, value)
    return _text_holds(person[field], operator, value)


def _instant_holds(of: datetime | None, operator: str, value: Any) -> bool:
    if operator == "null":
        return of is None
    if operator == "between":
        value = [_moment(end) for end in value]
    elif operator != "inLastDays":
        value = _moment(value)
    return of is not None and COMPARED[operator](of, value)


def _attribute_holds(of: Any, operator: str, value: Any) -> bool:
    if operator == "null":
        return _text_of(of) in (None, "")
    if isinstance(value, bool):
        return isinstance(of, bool) and of == value
    values = value.split(",") if isinstance(value, str) and operator in ("in", "between") else value
    values = [one.strip() if isinstance(one, str) else one for one in values] if isinstance(values, list) else [values]
    is_order = operator in ("<", "<=", ">", ">=", "between")
    if is_order and values[0] in DAYS:
        day = str(_text_of(of))[:10]
        return day in DAYS and COMPARED[operator](day, values if operator == "between" else values[0])
    if is_order or not any(isinstance(one, str) for one in values):
        numbers = [float(one) for one in values]
        is_number = isinstance(of, int | float) and not isinstance(of, bool)
        return is_number and COMPARED[operator](of, numbers if operator in ("in", "between") else numbers[0])
    return _text_holds(_text_of(of), operator, value)


def _text_holds(of: str | None, operator: str, value: Any) -> bool:
    if operator == "null":
        return not of
    meant = [one.strip() for one in value.split(",")] if operator == "in" and isinstance(value, str) else value
    return of is not None and COMPARED[operator](of, meant)


def _text_of(value: Any) -> str | None:
    """A value of JSON as PostgreSQL gives it as text."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
