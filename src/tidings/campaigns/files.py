"""A campaign as a YAML file, so that it can be reviewed and repeated."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tidings.campaigns import forms, wording
from tidings.campaigns.model import Definition
from tidings.core.errors import BadInput, Fault, InvalidFields

LARGEST_BYTES = 256 * 1024
_Lines = dict[wording.Steps, int]


class _Loader(yaml.SafeLoader):
    """YAML without what surprises: `21:00` stays a time, `no` a locale, and nothing refers to anything else."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise BadInput(f"line {mark.line + 1}: a campaign file holds no references (*name); write it out")
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if event.tag is not None:
            raise BadInput(f"line {event.start_mark.line + 1}: a campaign file holds no tags ({event.tag})")
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as such, and in quotes what YAML would take for the end of one."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        lines = text.split("\n")
        plain = "|" if len(lines) > 1 else None
        style = plain if all(line.isprintable() for line in lines) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)
for _tag, _form, _first in (
    ("null", r"(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"[-+]?(0|[1-9][0-9]{0,29})$", list("-+0123456789")),
    ("float", r"[-+]?[0-9]{1,30}\.[0-9]{1,30}(e[-+][0-9]{1,3})?$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_form), _first)


def read(path: Path) -> Definition:
    """The definition in a file. Raises BadInput when it cannot be read, InvalidFields with lines for its faults."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST_BYTES:
        raise BadInput(f"{path} is larger than {LARGEST_BYTES // 1024} kB, which no campaign needs.")
    try:
        return parse(data.decode())
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text: byte {error.start} cannot be read.") from error
    except InvalidFields as error:
        raise InvalidFields([Fault(f"{path}: {fault.place}", fault.problem) for fault in error.faults]) from error
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error


def parse(text: str) -> Definition:
    """The definition in a file's text. Raises BadInput or InvalidFields; places say the line where there is one."""
    data, lines = _load(text)
    if not isinstance(data, dict):
        raise BadInput("a campaign file is a mapping that begins with lines such as `name: Spring sale`")
    try:
        return Definition.model_validate(data)
    except ValidationError as error:
        faults = [Fault(_place(steps, lines), words) for steps, words in wording.faults(error)]
        raise InvalidFields(faults) from error


def write(definition: Definition) -> str:
    """The definition as a file's text that `parse` reads back; what is at its default is left out."""
    data = definition.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def schema() -> str:
    """The JSON Schema (2020-12) of a campaign file, as it is published."""
    form = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Definition.model_json_schema(),
        "title": "A campaign of Tidings",
    }
    return json.dumps(form, indent=2, ensure_ascii=False) + "\n"


def _load(text: str) -> tuple[Any, _Lines]:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines = dict(_lines(node, ()))
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1} column {mark.column + 1}: " if mark else ""
        raise BadInput(f"{place}this is not YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadInput(f"line {line}: this is not YAML: it holds the character {error.character:#04x}") from error
    except (RecursionError, ValueError) as error:
        raise BadInput("this is nested too deeply, or holds a value that cannot be read") from error


def _lines(node: yaml.Node, path: wording.Steps) -> Iterator[tuple[wording.Steps, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*path, number))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise BadInput(f"line {key.start_mark.line + 1}: a key must be a text: put it in quotes")
            if key.value in seen:
                raise BadInput(f"line {key.start_mark.line + 1}: {key.value!r} stands here for the second time")
            seen.add(key.value)
            yield from _lines(value, (*path, str(key.value)))


def _place(steps: wording.Steps, lines: _Lines) -> str:
    known = next(steps[:length] for length in range(len(steps), -1, -1) if steps[:length] in lines)
    return f"line {lines[known]}, {forms.place(steps)}"
