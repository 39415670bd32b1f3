"""Bringing people in, and what they agreed to."""

import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tidings_client.calling import Caller, name
from tidings_client.problems import TidingsError
from tidings_client.shapes import Consent, Import, take

KINDS = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}
LOOK_S = 0.2


class ImportFailed(TidingsError):
    """A file was given up, or is not in yet; `report` says how far it was."""

    def __init__(self, report: Import, why: str) -> None:
        self.report = report
        super().__init__(f"import {report.id}: {why}")


class People:
    """The marketplace's people, as Tidings knows them. Needs the scopes people:read and people:write."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def upload(self, file: Path, *, to_list: str | None = None, key: str | None = None, wait_s: float = 600) -> Import:
        """Import a .csv or .ndjson file, as docs/import.md describes it, and wait until everybody is in."""
        if file.suffix not in KINDS:
            raise ValueError(f"{file.name}: a file of people ends in {', '.join(KINDS)}")
        return self._take_in(file.read_bytes(), KINDS[file.suffix], to_list, key, wait_s)

    def add(
        self,
        people: Iterable[Mapping[str, Any]],
        *,
        to_list: str | None = None,
        key: str | None = None,
        wait_s: float = 600,
    ) -> Import:
        """Import people who are at hand, and wait until they are in. Whoever is known already is brought up to date."""
        lines = "".join(json.dumps(dict(person), ensure_ascii=False) + "\n" for person in people)
        return self._take_in(lines.encode(), KINDS[".ndjson"], to_list, key, wait_s)

    def import_report(self, import_id: int) -> Import:
        """How far an import is, and what came of it."""
        return take(Import, self._caller.ask("GET", f"/v1/imports/{import_id}"))

    def consents(self, person: str) -> list[Consent]:
        """What somebody said to each category that they were asked about."""
        told = self._caller.ask("GET", f"/v1/people/{name(person)}/consents")
        return [take(Consent, each) for each in told["items"]]

    def set_consent(self, person: str, category: str, *, is_allowed: bool, source: str) -> list[Consent]:
        """Note what somebody said elsewhere, and where: `settings page`. Once answered, no message it forbids comes."""
        body = {"is_allowed": is_allowed, "source": source}
        told = self._caller.ask("PUT", f"/v1/people/{name(person)}/consents/{name(category)}", body=body)
        return [take(Consent, each) for each in told["items"]]

    def erase(self, person: str) -> None:
        """Erase somebody and what they wrote, for good."""
        self._caller.ask("DELETE", f"/v1/people/{name(person)}")

    def _take_in(self, content: bytes, kind: str, to_list: str | None, key: str | None, wait_s: float) -> Import:
        taken = self._caller.ask(
            "POST",
            "/v1/imports",
            query={"list": to_list},
            content=content,
            kind=kind,
            key=key or str(uuid.uuid4()),
        )
        report = self.import_report(taken["id"])
        waited_s = 0.0
        while report.state not in ("done", "failed"):
            if waited_s >= wait_s:
                raise ImportFailed(report, f"still {report.state} after {wait_s:g} s")
            self._caller.wait(LOOK_S)
            waited_s += LOOK_S
            report = self.import_report(report.id)
        if report.state == "failed":
            raise ImportFailed(report, report.error or "it was given up")
        return report
