"""Importing people: a file is kept as it comes, taken in by an importer once it is whole, and asked after here."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tidings.audience import uploads
from tidings.audience.sources import Form
from tidings.audience.uploads import Upload, UploadState
from tidings.core.errors import Conflict, NotFound
from tidings.web import asking, cursors, streams
from tidings.web.callers import Scope
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.people.access import PeopleReader

router = APIRouter(prefix="/v1/imports", tags=["imports"])
Id = Annotated[int, Path(alias="import_id", ge=1, le=cursors.LARGEST_ID, description="The import's number.")]
MEDIA_TYPES: dict[Form, str] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
REJECTS = {
    MEDIA_TYPES["csv"]: {"example": "line,reason,external_id,zone\n3,\"zone 'Mars' is not known\",u0000002,Mars\n"},
    MEDIA_TYPES["ndjson"]: {
        "example": '{"external_id": "u0000002", "line": 3, "reason": "zone \'Mars\' is not known"}\n'
    },
}


class Progress(BaseModel):
    """How far it is: bytes of the file while `reading`, lines of it while `storing`."""

    phase: str = Field(examples=["reading"])
    done: int
    total: int


class Import(BaseModel):
    """A file of people on its way in. Counts are of its records, null until everybody is in."""

    id: int = Field(examples=[3])
    state: UploadState = Field(
        description="waiting, running, stored (everybody is in; senders that began before are waited for), done or "
        "failed (nobody of it is in, `error` says why)"
    )
    form: Literal["csv", "ndjson"]
    list: str | None = Field(description="Everybody in the file is put into this list.", examples=["spring"])
    size_bytes: int
    uploaded_by: str = Field(examples=["key:0a1b2c3d4e5f"])
    uploaded_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: Progress | None
    read_count: int | None = Field(description="new + changed + unchanged + rejected")
    new_count: int | None
    changed_count: int | None
    unchanged_count: int | None
    rejected_count: int | None
    consent_count: int | None
    error: str | None


class Imports(BaseModel):
    """Imports, newest first; `next` is the cursor of the page after it, null at the end."""

    items: list[Import]
    next: str | None


@router.get("")
def show_all(tx: Connection, _caller: PeopleReader, limit: Limit = 20, cursor: CursorText = None) -> Imports:
    """All imports by HTTP, newest first."""
    found, following = cursors.newest_first(cursor, limit, partial(uploads.page, tx))
    return Imports(items=[_import(each) for each in found], next=following)


@router.get("/{import_id}")
def show(tx: Connection, _caller: PeopleReader, import_id: Id) -> Import:
    """Where an import is, and what came of it."""
    return _import(uploads.get(tx, import_id))


@router.get(
    "/{import_id}/rejects",
    response_class=StreamingResponse,
    responses={200: {"description": "A record a line, in the form of the file", "content": REJECTS}},
    openapi_extra={"security": asking.of_scope(Scope.PEOPLE_READ)},
)
def rejects(request: Request, import_id: Id) -> StreamingResponse:
    """What was refused, with its line and the reason: mend it and import it as it is. Kept for seven days."""
    with streams.admitted(request, Scope.PEOPLE_READ) as tx:
        found = uploads.get(tx, import_id)
        first = uploads.part(tx, import_id, "rejects", 0)
    if found.rejected_count is None:
        raise Conflict(f"Import {import_id} is {found.state}: what is rejected is known when everybody is in.")
    if found.rejected_count and first is None:
        days = uploads.REJECTS_KEPT.days
        raise NotFound(f"The rejects of import {import_id} are gone: they are kept for {days} days.")
    pieces = streams.pieces(request, lambda tx, number: uploads.part(tx, import_id, "rejects", number), first)
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[found.form])


def _import(found: Upload) -> Import:
    own = {name: getattr(found, name) for name in Import.model_fields if name not in ("list", "progress")}
    return Import(**own, list=found.list_name, progress=_progress(found))


def _progress(found: Upload) -> Progress | None:
    if found.phase is None or found.phase_done is None or found.phase_total is None or found.is_over:
        return None
    return Progress(phase=found.phase, done=found.phase_done, total=found.phase_total)
