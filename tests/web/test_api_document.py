"""docs/api.md holds: its commands run as they stand, and every address in it is a route."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import Response

from tests.delivery.engine import Engine, engine_of
from tests.web.calling import SECRET, Api
from tidings.core import config
from tidings.web import app, tokens
from tidings.web.callers import Scope

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ASSIGNED = re.compile(r"(\w+)=(?:\$\((.*)\)|(\S.*))", re.DOTALL)
_UNTIL = re.compile(r"until (curl .*) \| grep -q '(.*)'; do sleep 1; done", re.DOTALL)
_ADDRESS = re.compile(r"^(GET|POST|PUT|DELETE) (/v1/\S+)", re.MULTILINE)


class Shell:
    """The little of a shell that the document speaks."""

    def __init__(self, api: Api, engine: Engine) -> None:
        self._api = api
        self._engine = engine
        self._names: dict[str, str] = {}
        self.answers: list[Response] = []

    def run(self, command: str) -> None:
        """A line of the document."""
        if until := _UNTIL.fullmatch(command):
            self._engine.run(lambda: until[2] in self._curl(until[1]).text, until[2])
        elif assigned := _ASSIGNED.fullmatch(command):
            self._names[assigned[1]] = self._output(assigned[2]) if assigned[2] else shlex.split(assigned[3])[0]
        else:
            self.answers.append(self._curl(command))

    def _output(self, command: str) -> str:
        told, _, query = command.partition(" | jq -r ")
        if told.startswith("curl"):
            return str(_picked(self._curl(told).json(), query))
        words = shlex.split(told)
        if words[:3] == ["tidings", "key", "token"]:
            return tokens.sign(words[3], SECRET)
        assert words[:3] == ["tidings", "key", "create"] and query == ".key", command
        scopes = [Scope(words[number + 1]) for number, word in enumerate(words) if word == "--scope"]
        speaks_as = words[words.index("--participant") + 1] if "--participant" in words else ""
        return self._api.key(scopes, speaks_as)[1]

    def _curl(self, command: str) -> Response:
        words = shlex.split(re.sub(r"\$(\w+)", lambda found: self._names[found[1]], command))
        assert words[:2] == ["curl", "-sf"], command
        method, headers, body, address = "", {}, None, ""
        rest = iter(words[2:])
        for word in rest:
            if word == "-X":
                method = next(rest)
            elif word == "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(rest)
            else:
                address = word
        parts = urlsplit(address)
        method = method or ("POST" if body else "GET")
        told: Response = self._api.client.request(method, f"{parts.path}?{parts.query}", content=body, headers=headers)
        assert told.is_success, f"{command}\n{told.status_code} {told.text}"
        return told


def commands() -> Iterator[str]:
    """The document's commands, each whole however many lines it has."""
    for block in _BLOCK.findall(TEXT):
        command = ""
        for line in block.replace("\\\n", " ").splitlines():
            command = f"{command}\n{line}" if command else line
            if command.count("'") % 2 == 0:
                yield command
                command = ""
        assert not command, f"does not end: {command}"


def _picked(value: Any, query: str) -> Any:
    for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", query):
        value = value[name] if name else value[int(number)]
    return value


def test_its_commands_lead_from_a_token_to_a_conversation_and_from_a_draft_to_a_finished_campaign(
    api: Api, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An importer reads what it takes in by a connection of its own.
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()
    api.person("u0000001", name="Ada"), api.person("u0000002", name="Ben")
    with engine_of(database) as engine:
        shell = Shell(api, engine)
        for command in commands():
            shell.run(command)
    imported, rejects = (told for told in shell.answers if "/v1/imports/" in told.url.path)
    assert [imported.json()[f"{name}_count"] for name in ("new", "unchanged", "rejected")] == [1, 1, 1]
    assert "zone 'Atlantis' is not known" in rejects.text
    by_path = {told.url.path.removeprefix("/v1/campaigns/1/"): told for told in shell.answers}
    recount, explained, ledger = (by_path[name] for name in ("verification", "people/u0000001", "ledger"))
    assert (recount.json()["is_right"], recount.json()["opened_count"]) == (True, 3)
    assert explained.json()["outcome"] == "sent"
    assert [json.loads(line)["outcome"] for line in ledger.text.splitlines()] == ["sent"] * 3
    texts = [line["text"] for line in api.person("u0000001").get("/v1/conversations").json()["items"]]
    assert texts.count("Hi Ada, what is in your cellar?") == 2
    assert {"Yes, come and see it.", "Your parcel is on its way."} <= set(texts)


def test_every_address_in_it_is_a_route() -> None:
    routes = {
        (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)))
        for path, item in app.create("postgresql://nobody@127.0.0.1:1/none").openapi()["paths"].items()
        for method in item
    }
    named = _ADDRESS.findall(TEXT) + re.findall(r"`(GET|POST|PUT|DELETE) (/v1/[^`\s]+)`", TEXT)
    assert named
    for method, address in named:
        assert any(method == known and form.fullmatch(address) for known, form in routes), f"{method} {address}"


def test_every_problem_that_it_names_is_one_and_none_is_left_out() -> None:
    named = set(re.findall(r"^  \| \d{3} \| (.*?) \|", TEXT, re.MULTILINE))
    source = (Path(app.__file__).parent / "errors.py").read_text()
    known = set(re.findall(r'\d{3}, "([a-z-]+)"', source)) | {"no-such-route", "method-not-allowed"}
    assert {slug for cell in named for slug in re.findall(r"`([a-z-]+)`", cell)} == known
