"""Taking a file of people from a request, a piece at a time; one that does not come whole leaves nothing behind."""

import asyncio
import contextlib
import hashlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import anyio
import psycopg
import psycopg_pool
from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from tidings.audience import uploading
from tidings.audience.sources import Form
from tidings.audience.uploads import UploadState
from tidings.core import clock, db, log
from tidings.core.errors import BadInput, TidingsError
from tidings.web import admission, asking, callers, streams
from tidings.web.callers import Caller, Scope
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.refusals import Overloaded, TooSlow, WrongMediaType
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/imports", tags=["imports"])
FORMS: dict[str, Form] = {
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
}
# Of an API process: each holds a piece or two in memory.
MOST_AT_ONCE = 4
ROOM = threading.BoundedSemaphore(MOST_AT_ONCE)
LONGEST_PAUSE_S = 30.0
AGAIN_S = 0.1
CSV = "external_id,name,zone\nu0000001,Ada,Europe/Lisbon\n"
NDJSON = '{"external_id": "u0000001", "name": "Ada", "zone": "Europe/Lisbon"}\n'
BODY = {
    "required": True,
    "description": "A file of people, as docs/import.md says; 2,000,000,000 bytes at most unless it is set otherwise.",
    "content": {
        "text/csv": {"schema": {"type": "string"}, "example": CSV},
        "application/x-ndjson": {"schema": {"type": "string"}, "example": NDJSON},
    },
}
ListName = Annotated[
    Text | None,
    Query(
        alias="list",
        max_length=200,
        description="Puts everybody in the file into this list; needs the scope campaigns:write as well.",
        examples=["spring"],
    ),
]
logger = log.get(__name__)


class Accepted(BaseModel):
    """A file that is kept and will be taken in; `place` says how far it is."""

    id: int = Field(examples=[3])
    state: UploadState
    place: str = Field(examples=["/v1/imports/3"])


@router.post(
    "",
    status_code=202,
    response_model=Accepted,
    openapi_extra={"requestBody": BODY, "security": asking.of_scope(Scope.PEOPLE_WRITE, "POST")},
)
async def upload(request: Request, list_name: ListName = None, key: IdempotencyKey = None) -> JSONResponse:
    """Have a file of people imported. It is kept whole before this is answered; `Location` says what comes of it."""
    caller = await to_thread.run_sync(_admit, request, list_name)
    form = _form(request)
    with _room():
        upload_id = await to_thread.run_sync(_begin, request, form, list_name, caller)
        try:
            digest = await _receive(request, upload_id)
            told = {"form": form, "list": list_name, "sha256": digest}
            return await to_thread.run_sync(_complete, request, caller, upload_id, told, key)
        except ClientDisconnect as error:
            raise BadInput("The file ended before it was whole.") from error
        finally:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(_discard, request, upload_id)


def _admit(request: Request, list_name: str | None) -> Caller:
    with streams.connection(request) as tx:
        caller = callers.identify(tx, admission.shown(request))
    caller.check_scope(Scope.PEOPLE_WRITE)
    if list_name is not None:
        caller.check_scope(Scope.CAMPAIGNS_WRITE)
    return caller


def _form(request: Request) -> Form:
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = FORMS.get(named)
    if form is None:
        raise WrongMediaType(
            f"The Content-Type says how the file is read: text/csv or application/x-ndjson, not {named!r}."
        )
    return form


@contextlib.contextmanager
def _room() -> Iterator[None]:
    if not ROOM.acquire(blocking=False):
        raise Overloaded("Other files are being uploaded: come again.")
    try:
        yield
    finally:
        ROOM.release()


def _begin(request: Request, form: Form, list_name: str | None, caller: Caller) -> int:
    with streams.connection(request) as tx:
        return uploading.begin(tx, form, list_name, caller.name, clock.now())


async def _receive(request: Request, upload_id: int) -> str:
    """Keep the body piece by piece; a hash of it."""
    digest, number = hashlib.sha256(), 0
    async for content in _pieces(request):
        await to_thread.run_sync(_keep, request, upload_id, number, content)
        digest.update(content)
        number += 1
    if not number:
        raise BadInput("The file is empty.")
    return digest.hexdigest()


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """All but the last have PART_BYTES. The time in which they are kept is not the client's."""
    gathered = bytearray()
    chunks = request.stream()
    left_s = uploading.LONGEST_PAUSE_S
    while True:
        began_s = time.monotonic()
        chunk = await _next(chunks, left_s)
        if chunk is None:
            break
        left_s -= time.monotonic() - began_s
        gathered += chunk
        while len(gathered) >= uploading.PART_BYTES:
            yield bytes(gathered[: uploading.PART_BYTES])
            del gathered[: uploading.PART_BYTES]
            left_s = uploading.LONGEST_PAUSE_S
    if gathered:
        yield bytes(gathered)


async def _next(chunks: AsyncIterator[bytes], left_s: float) -> bytes | None:
    """What comes next, in so many seconds at most."""
    try:
        async with asyncio.timeout(min(LONGEST_PAUSE_S, left_s)):
            return await anext(chunks, None)
    except TimeoutError as error:
        if left_s < LONGEST_PAUSE_S:
            raise TooSlow(
                f"{uploading.PART_BYTES:,} bytes of the file did not come within {uploading.LONGEST_PAUSE_S:g} seconds."
            ) from error
        raise TooSlow(f"Nothing more of the file came for {LONGEST_PAUSE_S:g} seconds.") from error


def _keep(request: Request, upload_id: int, number: int, content: bytes) -> None:
    """A file that is nearly whole does not fail because others have all connections for a moment."""
    deadline_s = time.monotonic() + LONGEST_PAUSE_S
    while True:
        try:
            with streams.connection(request) as tx:
                uploading.keep(tx, upload_id, number, content)
            return
        except (psycopg_pool.PoolTimeout, psycopg_pool.TooManyRequests):
            if time.monotonic() > deadline_s:
                raise
        time.sleep(AGAIN_S)


def _complete(
    request: Request, caller: Caller, upload_id: int, told: dict[str, str | None], key: str | None
) -> JSONResponse:
    def work(inside: db.Connection) -> Accepted:
        uploading.complete(inside, upload_id, clock.now())
        return Accepted(id=upload_id, state=UploadState.WAITING, place=f"/v1/imports/{upload_id}")

    with streams.connection(request) as tx:
        answer = once(tx, caller, request, told, key, work, status=202)
    answer.headers["Location"] = Accepted.model_validate_json(bytes(answer.body)).place
    return answer


def _discard(request: Request, upload_id: int) -> None:
    """Nothing happens to a file that is whole; what cannot be taken away now, an importer takes away later."""
    try:
        with streams.connection(request) as tx:
            uploading.discard(tx, upload_id)
    except (TidingsError, psycopg.Error) as error:
        logger.warning("upload.not_discarded", upload_id=upload_id, error=str(error).strip())
