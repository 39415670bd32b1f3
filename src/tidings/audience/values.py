"""The values that a message copies from a person: which fields there are, and the SQL that reads them."""

from collections.abc import Sequence

from psycopg import sql

from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("audience")
ATTRIBUTE = "attributes."
LONGEST_KEY = 100
# A cast to varchar cuts as left() does, and does not count the characters of a text that is short anyway.
_COLUMNS = {
    "name": "nullif(person.name::varchar(200), '')",
    "locale": "nullif(person.locale, '')",
}
# An object or a list is no text that a message could show: it counts as missing, like a key that is not there.
_ATTRIBUTE = (
    "case when person.has_plain_attributes then (person.attributes ->> {key})::varchar(200) "
    "when jsonb_typeof(person.attributes -> {key}) in ('string', 'number', 'boolean') "
    "then nullif((person.attributes ->> {key})::varchar(200), '') end"
)


def problem(field: str) -> str | None:
    """What is wrong with a variable's field, in words that follow its place; None when nothing is."""
    if field in _COLUMNS:
        return None
    if not field.startswith(ATTRIBUTE):
        known = ", ".join(_COLUMNS)
        return f"{field!r} is no field of a person: use {known} or {ATTRIBUTE}KEY"
    return key_problem(field.removeprefix(ATTRIBUTE))


def key_problem(key: str) -> str | None:
    """What is wrong with the key of an attribute; None when nothing is."""
    if not key or len(key) > LONGEST_KEY:
        return f"the key of an attribute has 1 to {LONGEST_KEY} characters"
    if not key.isprintable():
        return "the key of an attribute cannot hold characters that do not print"
    return None


def expression(fields: Sequence[str]) -> str:
    """SQL of type text[] over `person`: the fields' texts in this order, ready for the slot `values`.

    Each is cut at 200 characters; what a person does not have is null, for which rendering takes the default.
    Without fields it is null. The fields were checked with `problem` before.
    """
    if not fields:
        return "null::text[]"
    return f"array[{', '.join(_text(field) for field in fields)}]::text[]"


def of_person(tx: db.Connection, person_id: int, fields: Sequence[str]) -> list[str | None]:
    """The values that a message sent to the person now would copy. Raises NotFound."""
    found = db.row(tx, Q.fill("values_of_person", values=expression(fields)), person_id=person_id)
    if found is None:
        raise NotFound(f"There is no person number {person_id}.")
    return list(found["opening_values"] or [])


def _text(field: str) -> str:
    if field in _COLUMNS:
        return _COLUMNS[field]
    key = sql.Literal(field.removeprefix(ATTRIBUTE)).as_string(None).strip()
    # The statement around it has parameters, so that a bare percent sign would begin one.
    return _ATTRIBUTE.format(key=key.replace("%", "%%"))
