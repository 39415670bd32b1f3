"""A segment: a JSON tree of conditions, as react-querybuilder exports it, compiled to SQL over `person`.

    {"combinator": "and", "not": false, "rules": [
        {"field": "attributes.town", "operator": "=", "value": "Porto"},
        {"field": "last_active_at", "operator": "inLastDays", "value": 30}]}

What came from outside becomes a parameter. Every condition is true or false, never null.
"""

from datetime import datetime
from typing import Any

from tidings.audience import catalogue, comparing, values
from tidings.audience.catalogue import ATTRIBUTES, COLUMNS, NEGATIONS, OPERATORS, TYPES, Catalogue, Kind
from tidings.audience.model import Predicate
from tidings.core import queries
from tidings.core.errors import BadInput, Fault, InvalidFields

Q = queries.load("audience")
DEEPEST = 12
MOST_CONDITIONS = 200
MOST_FAULTS = 100
# What a query builder writes for itself: kept with the rule, and means nothing.
_NOTES = {"id", "path"}
_GROUP_KEYS = {"combinator", "not", "rules"} | _NOTES
_CONDITION_KEYS = {"field", "operator", "value", "valueSource"} | _NOTES


def compile(tree: Any, now: datetime, *, prefix: str, fields: Catalogue = catalogue.OWN, place: str = "") -> Predicate:
    """SQL that is true or false for a row of alias `person`, and its parameters, all beginning with `prefix`.

    `now` is what "the last days" count back from. Raises InvalidFields with the place of every fault below
    `place`, of the first hundred when there are more.
    """
    compiler = _Compiler(fields, now, prefix)
    text = compiler.group(tree, place, 1)
    if compiler.faults:
        raise InvalidFields(compiler.faults)
    return text, compiler.parameters


class _Compiler:
    """One pass over a tree: collects the parameters and every fault."""

    def __init__(self, fields: Catalogue, now: datetime, prefix: str) -> None:
        self.fields = fields
        self.now = now
        self.prefix = prefix
        self.parameters: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.condition_count = 0

    def group(self, tree: Any, place: str, depth: int) -> str:
        if not isinstance(tree, dict) or not isinstance(tree.get("rules"), list) or not tree["rules"]:
            return self._refuse(place, 'is no group of conditions: {"combinator": "and", "rules": [one or more]}')
        if depth > DEEPEST:
            return self._refuse(place, f"is nested deeper than {DEEPEST} groups")
        self._check_keys(tree, _GROUP_KEYS, place)
        combinator, negated = tree.get("combinator", "and"), tree.get("not", False)
        if combinator not in ("and", "or"):
            self._refuse(_at(place, "combinator"), "must be and, or or")
        if not isinstance(negated, bool):
            self._refuse(_at(place, "not"), "must be true or false")
        parts = [self._part(part, _at(place, f"rules[{number}]"), depth) for number, part in enumerate(tree["rules"])]
        text = f"({f' {combinator} '.join(parts)})"
        return f"(not {text})" if negated else text

    def _part(self, part: Any, place: str, depth: int) -> str:
        if isinstance(part, dict) and "rules" in part:
            return self.group(part, place, depth + 1)
        if not isinstance(part, dict) or not isinstance(part.get("field"), str):
            return self._refuse(place, 'is no condition: {"field": "locale", "operator": "=", "value": "pt"}')
        self.condition_count += 1
        if self.condition_count > MOST_CONDITIONS:
            return self._refuse(place, f"is one condition too many: {MOST_CONDITIONS} at most")
        self._check_keys(part, _CONDITION_KEYS, place)
        if part.get("valueSource", "value") != "value":
            return self._refuse(_at(place, "valueSource"), "must be value: fields are not compared with fields")
        return self._condition(part, place)

    def _condition(self, part: dict[str, Any], place: str) -> str:
        operator = part.get("operator", "=")
        if not isinstance(operator, str):
            return self._refuse(_at(place, "operator"), "must be a text")
        positive = NEGATIONS.get(operator, operator)
        try:
            text = self._comparison(part["field"], positive, part.get("value"), place)
        except BadInput as error:
            return self._refuse(_at(place, "value"), str(error))
        return f"(not {text})" if positive != operator else text

    def _comparison(self, field: str, operator: str, value: Any, place: str) -> str:
        prefix = f"{self.prefix}{self.condition_count}_"
        question = self.fields.question(field)
        if question is not None:
            if operator != "=":
                return self._refuse(_at(place, "operator"), f"{field} is asked with = or !=")
            text, parameters = question.predicate(value, prefix)
            self.parameters |= parameters
            return f"coalesce({text}, false)"
        kind, of = self._field(field, operator, value, place, prefix)
        if kind is None:
            return of
        template = OPERATORS[kind].get(operator)
        if template is None:
            return self._refuse(_at(place, "operator"), f"{field} ({kind}) is asked with {_operators(kind)}")
        text = template.format(of=of, **self._values(kind, operator, value, prefix))
        if field == "zone":
            text = f"person.zone_id in ({Q.fill('zones_where', condition=text)})"
        return f"coalesce({text}, false)"

    def _field(self, field: str, operator: str, value: Any, place: str, prefix: str) -> tuple[Kind | None, str]:
        if field in COLUMNS:
            return COLUMNS[field]
        key = field.removeprefix(values.ATTRIBUTE)
        if key == field:
            known = ", ".join(self.fields.names())
            return None, self._refuse(_at(place, "field"), f"{field!r} is not known; known: {known}")
        if problem := values.key_problem(key):
            return None, self._refuse(_at(place, "field"), problem)
        kind = comparing.kind_of_attribute(operator, value)
        self.parameters[f"{prefix}key"] = key
        return kind, ATTRIBUTES[kind].format(key=f"%({prefix}key)s::text")

    def _values(self, kind: Kind, operator: str, value: Any, prefix: str) -> dict[str, str]:
        """The operator's values as parameters, by the names that its template gives them."""
        if operator == "null":
            if not comparing.is_plain(value):
                raise BadInput("must be left out")
            return {}
        read: dict[str, Any]
        if operator == "inLastDays":
            read = {"value": comparing.days_before(value, self.now)}
        elif operator == "between":
            ends = [comparing.read(kind, end) for end in comparing.several(value)]
            if len(ends) != 2 or ends[0] > ends[1]:
                raise BadInput("must be two values, the lower one first")
            read = {"low": ends[0], "high": ends[1]}
        elif operator == "in":
            read = {"values": [comparing.read(kind, item) for item in comparing.several(value)]}
        else:
            read = {"value": comparing.read(kind, value)}
        self.parameters |= {f"{prefix}{name}": given for name, given in read.items()}
        return {name: f"%({prefix}{name})s::{TYPES[kind]}{'[]' if name == 'values' else ''}" for name in read}

    def _check_keys(self, part: dict[str, Any], known: set[str], place: str) -> None:
        for key in part:
            if key not in known:
                self._refuse(_at(place, str(key)), "this key is not known")
            elif key in _NOTES and not comparing.is_plain(part[key]):
                self._refuse(_at(place, key), "must be a text, a number, or a list of them")

    def _refuse(self, place: str, problem: str) -> str:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(place or "rule", problem))
        return "false"


def _at(place: str, step: str) -> str:
    return f"{place}.{step}" if place else step


def _operators(kind: Kind) -> str:
    positive = list(OPERATORS[kind])
    return ", ".join([*positive, *(name for name, of in NEGATIONS.items() if of in positive)])
