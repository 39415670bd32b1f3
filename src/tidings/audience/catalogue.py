"""The fields that a segment may ask about, the type of each, and what each type may be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tidings.audience.model import Predicate


class Kind(StrEnum):
    """How values of a field compare."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"


_ORDER = {
    "<": "{of} < {value}",
    "<=": "{of} <= {value}",
    ">": "{of} > {value}",
    ">=": "{of} >= {value}",
    "between": "{of} between {low} and {high}",
}
_SAME = {"=": "{of} = {value}", "in": "{of} = any({values})"}

# What can be asked of a kind, in the operators of react-querybuilder. What is missing is neither true nor
# false for PostgreSQL; for a segment it is false, so that `not` always means all the others.
OPERATORS: Mapping[Kind, Mapping[str, str]] = {
    Kind.TEXT: {
        **_SAME,
        "contains": "strpos({of}, {value}) > 0",
        "beginsWith": "starts_with({of}, {value})",
        "endsWith": "right({of}, length({value})) = {value}",
        "null": "coalesce({of}, '') = ''",
    },
    Kind.NUMBER: {**_SAME, **_ORDER},
    Kind.BOOLEAN: {"=": "{of} = {value}"},
    Kind.DAY: _ORDER,
    Kind.INSTANT: {**_ORDER, "inLastDays": "{of} > {value}", "null": "{of} is null"},
}
NEGATIONS = {
    "!=": "=",
    "notIn": "in",
    "doesNotContain": "contains",
    "doesNotBeginWith": "beginsWith",
    "doesNotEndWith": "endsWith",
    "notBetween": "between",
    "notNull": "null",
    "notInLastDays": "inLastDays",
}
TYPES = {
    Kind.TEXT: "text",
    Kind.NUMBER: "numeric",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "text",
    Kind.INSTANT: "timestamptz",
}

# The number of the person that a predicate is about.
PERSON_ID = "person.id"
COLUMNS: Mapping[str, tuple[Kind, str]] = {
    "name": (Kind.TEXT, "person.name"),
    "external_id": (Kind.TEXT, "person.external_id"),
    "locale": (Kind.TEXT, "person.locale"),
    "zone": (Kind.TEXT, "zone.name"),
    "registered_at": (Kind.INSTANT, "person.registered_at"),
    "last_active_at": (Kind.INSTANT, "person.last_active_at"),
}
# An attribute has the type of the value that it is compared with; of another type, it does not match. Days
# are compared as the first ten characters of ISO 8601, because a cast would fail on whatever else stands
# there.
ATTRIBUTES: Mapping[Kind, str] = {
    Kind.TEXT: "(person.attributes ->> {key})",
    Kind.NUMBER: "(case when jsonb_typeof(person.attributes -> {key}) = 'number' "
    "then (person.attributes -> {key})::numeric end)",
    Kind.BOOLEAN: "(case when jsonb_typeof(person.attributes -> {key}) = 'boolean' "
    "then (person.attributes -> {key})::boolean end)",
    Kind.DAY: "(substring(person.attributes ->> {key} from '^\\d{{4}}-\\d{{2}}-\\d{{2}}') collate \"C\")",
}


@dataclass(frozen=True)
class Question:
    """A field that a package above answers, asked with = and !=.

    `predicate(value, prefix)` gives SQL over `person` whose parameters begin with `prefix`; it raises
    BadInput when the value means nothing.
    """

    name: str
    predicate: Callable[[object, str], Predicate]


@dataclass(frozen=True)
class Catalogue:
    """Everything that a segment may ask: audience's own fields and what packages above add."""

    questions: tuple[Question, ...] = ()

    def question(self, name: str) -> Question | None:
        """The question of that name, if somebody above answers it."""
        return next((question for question in self.questions if question.name == name), None)

    def names(self) -> list[str]:
        """Every field's name, as one would list them for a person."""
        return [*COLUMNS, "attributes.KEY", *(question.name for question in self.questions)]


OWN = Catalogue()
