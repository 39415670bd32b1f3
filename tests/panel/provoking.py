"""What others than Tidings say in its name, said by themselves: Pydantic, the library of templates, Python."""

import re
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from tidings.audience import comparing
from tidings.audience.catalogue import Kind
from tidings.campaigns import account, templating
from tidings.core.errors import BadInput

_TIMES = ["2026-13-01T10:00", "2026-02-30T10:00", "2026-02-03T25:00", "2026-02-03T10:61", "2026-02-03T10:00:61"]
_TEXTS = ["", "x", "1.5", "-1", "1" * 19, "x" * 20_000, "\0", "2026-02-03", "20", "10:61", "25:00", "10:00:61", *_TIMES]
_VALUES: list[Any] = [*_TEXTS, None, -1, 0, 10**30, 1.5, True, [], [None], [{}], ["x"] * 20_001, {}, {"x": 1}]
_WRITTEN = (
    "{{ name | default: 'x' | truncate: 20, '…' }}",
    "{% if name == 'a' and town != 'b' or name contains 'c' %}x{% elsif town %}y{% else %}z{% endif %}",
    "{% unless name %}x{% else %}y{% endunless %}",
)
_SIGNS = "{{ }} {% %} | : , ' \" . [ ] ( ) == < = - .. ? !"
_NAMES = "and or not contains name 'a' 1 1.5 a.b a[0] if else endif true empty"
_WHOLE = "{{ }};{% %};{% if %};{% else %};{% elsif name %};{% endif %};{% else name %};{% for x in y %}"
_PIECES = ("", *_SIGNS.split(), *_NAMES.split(), *_WHOLE.split(";"))
_PIECE = re.compile(r"\w+|'[^']*'|[^\w\s]+|\s+")
_UNREAD = (
    lambda: comparing.read(Kind.DAY, "0000-01-01"),
    lambda: comparing.read(Kind.DAY, "2026-13-01"),
    lambda: comparing.read(Kind.DAY, "2026-02-30"),
    lambda: comparing.read(Kind.INSTANT, "soon"),
    lambda: comparing.read(Kind.INSTANT, "2026-02-03T25:00:00Z"),
    lambda: comparing.read(Kind.INSTANT, "2026-02-03T10:61:00Z"),
    lambda: comparing.read(Kind.INSTANT, "2026-02-03T10:00:61Z"),
    lambda: comparing.read(Kind.INSTANT, "0001-01-01T00:00:00+14:00"),
    lambda: account.check("quiet_hours", "25:00-07:00"),
    lambda: account.check("quiet_hours", "21:61-07:00"),
)


def of_forms(routes: Iterable[APIRoute]) -> set[str]:
    """What is said of the forms of requests: of each parameter as a text, of each field as any JSON value."""
    found: set[str] = set()
    models: set[type[BaseModel]] = set()
    for route in routes:
        for parameter in _parameters(route.dependant):
            for text in _TEXTS:
                _, faults = parameter.validate(text, {}, loc=("query",))
                found |= _words(faults)
        if route.body_field is not None:
            _, faults = route.body_field.validate([], {}, loc=("body",))
            found |= _words(faults)
            _gather(route.body_field.field_info.annotation, models)
    return found.union(*map(_of_model, models))


def of_templates() -> set[str]:
    """What is said of templates in which a piece is put, or put in place of another, at each place."""
    broken = {text for written in _WRITTEN for text in _broken(_PIECE.findall(written))}
    return {fault.problem for text in broken for fault in templating.check(text, ("name", "town"))}


def of_times() -> set[str]:
    """What Python says of days and times that are none."""
    return {_told(read) for read in _UNREAD}


def _parameters(asked: Dependant) -> Iterator[Any]:
    yield from (*asked.path_params, *asked.query_params, *asked.header_params)
    for part in asked.dependencies:
        yield from _parameters(part)


def _gather(kind: Any, models: set[type[BaseModel]]) -> None:
    for part in typing.get_args(kind):
        _gather(part, models)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in models:
        models.add(kind)
        for field in kind.model_fields.values():
            _gather(field.annotation, models)


def _of_model(model: type[BaseModel]) -> set[str]:
    given: list[dict[str, Any]] = [{}, {"surplus": 1}]
    given += [{name: value} for name in model.model_fields for value in _VALUES]
    return set().union(*(_refused(model, each) for each in given))


def _refused(model: type[BaseModel], given: dict[str, Any]) -> set[str]:
    try:
        model.model_validate(given)
    except ValidationError as error:
        return _words(error.errors())
    return set()


def _words(faults: Any) -> set[str]:
    found = faults if isinstance(faults, list) else [faults] if faults else []
    return {each["msg"].removeprefix("Value error, ") for each in found}


def _broken(pieces: Sequence[str]) -> Iterator[str]:
    for place in range(len(pieces)):
        for piece in _PIECES:
            yield "".join([*pieces[:place], piece, *pieces[place + 1 :]])
            yield "".join([*pieces[:place], f"{piece} ", *pieces[place:]])


def _told(read: Callable[[], object]) -> str:
    try:
        read()
    except BadInput as error:
        return str(error)
    raise AssertionError("was taken")
