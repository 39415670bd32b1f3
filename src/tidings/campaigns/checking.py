"""Everything that can be wrong with a definition beyond its form, each fault with its place."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from tidings.audience import members, values
from tidings.campaigns import forms, selecting, templating, wording
from tidings.campaigns.model import Definition, Variant
from tidings.chat import participants
from tidings.core import db
from tidings.core.errors import BadInput, Fault, InvalidFields, NotFound


def formed(data: dict[str, Any]) -> Definition:
    """The definition that has this form. Raises InvalidFields with every fault of the form."""
    try:
        return Definition.model_validate(data)
    except ValidationError as error:
        faults = [Fault(forms.place(steps), words) for steps, words in wording.faults(error)]
        raise InvalidFields(faults) from error


def check(tx: db.Connection, definition: Definition, now: datetime) -> None:
    """Raises InvalidFields with every fault of the definition. `now` is what "the last days" count back from."""
    faults = [
        *_content_faults(definition),
        *_variable_faults(definition),
        *_time_faults(definition),
        *_sender_faults(tx, definition),
        *members.faults(tx, selecting.selection(definition), now, selecting.catalogue(tx)),
    ]
    if faults:
        raise InvalidFields(faults)


def variant_faults(place: str, variant: Variant, names: Collection[str]) -> list[Fault]:
    """The faults of one variant that may use the variables `names`."""
    found = _template_faults(f"{place}.text", variant.text, names)
    if variant.image_url and not templating.is_plain_link(variant.image_url):
        found.append(Fault(f"{place}.image_url", "is no address without variables, such as https://host/picture.jpg"))
    for number, button in enumerate(variant.buttons):
        found += _template_faults(f"{place}.buttons[{number}].label", button.label, names)
        found += _template_faults(f"{place}.buttons[{number}].url", button.url, names, is_link=True)
    return found


def _content_faults(definition: Definition) -> Iterator[Fault]:
    names = {variable.name for variable in definition.variables}
    for number, variant in enumerate(definition.content):
        yield from variant_faults(f"content[{number}]", variant, names)
    yield from _repeated("content", "locale", [variant.locale.lower() for variant in definition.content])


def _variable_faults(definition: Definition) -> Iterator[Fault]:
    for number, variable in enumerate(definition.variables):
        problem = values.problem(variable.field)
        if problem is not None:
            yield Fault(f"variables[{number}].field", problem)
    yield from _repeated("variables", "name", [variable.name for variable in definition.variables])


def _repeated(part: str, field: str, values: list[str]) -> Iterator[Fault]:
    counts = Counter(values)
    for number, value in enumerate(values):
        if counts[value] > 1 and values.index(value) != number:
            yield Fault(f"{part}[{number}].{field}", f"{value!r} stands in {part}[{values.index(value)}] already")


def _time_faults(definition: Definition) -> Iterator[Fault]:
    yield from archive_faults(definition)
    if definition.is_local and definition.send_at is None and definition.stop_at is None:
        yield Fault("is_local", "means nothing without send_at or stop_at")


def archive_faults(definition: Definition) -> Iterator[Fault]:
    """What is wrong with the time of its expiry."""
    # A local send time reaches its last zone a day after its first one.
    slack = timedelta(days=1) if definition.is_local else timedelta()
    if definition.archive_at and definition.send_at and definition.archive_at + slack <= definition.send_at:
        yield Fault("archive_at", "must be after send_at")


def _sender_faults(tx: db.Connection, definition: Definition) -> Iterator[Fault]:
    try:
        participants.find(tx, definition.sender)
    except (NotFound, BadInput) as error:
        yield Fault("sender", str(error))


def _template_faults(place: str, text: str, names: Collection[str], *, is_link: bool = False) -> list[Fault]:
    found = templating.check(text, names, is_link=is_link)
    return [Fault(f"{place} {fault.place}", fault.problem) for fault in found]
