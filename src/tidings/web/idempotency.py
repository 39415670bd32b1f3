"""`Idempotency-Key`: a request that is repeated, because its answer was lost, is answered again and not done again.

The key is claimed and the answer kept in the transaction that does the work, so either all of it happened or nothing.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

import orjson
from fastapi import Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from tidings.core import clock, db, queries
from tidings.web.callers import Caller
from tidings.web.refusals import KeyReused, ToldOnce

Q = queries.load("web")
KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 10_000
REPLAYED = "Idempotency-Replayed"
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",
        description="Any text of your own: a repetition with the same one is answered the same and does nothing again.",
    ),
]


def once(
    connection: db.Connection,
    caller: Caller,
    request: Request,
    body: Any,
    key: str | None,
    work: Callable[[db.Connection], Any],
    *,
    status: int = 201,
    secret: str | None = None,
) -> JSONResponse:
    """Do the work in a transaction and answer with what it returns; or answer what was answered to this key before.

    The field of the answer that is called `secret` is kept nowhere: a repetition of such a request raises ToldOnce.
    Raises KeyReused when the key came with another request.
    """
    with db.transaction(connection) as tx:
        if key is None:
            return JSONResponse(jsonable_encoder(work(tx)), status)
        place = {"caller": caller.name, "key": key}
        fingerprint = _fingerprint(request, body)
        now = clock.now()
        claim = {**place, "fingerprint": fingerprint, "now": now, "old": now - KEPT}
        if db.row(tx, Q["claim_idempotency"], **claim) is None:
            return _again(tx, place, fingerprint, secret)
        answer = jsonable_encoder(work(tx))
        kept = {name: value for name, value in answer.items() if name != secret}
        db.run(tx, Q["keep_answer"], **place, status=status, answer=orjson.dumps(kept).decode())
        return JSONResponse(answer, status)


def forget_old(tx: db.Connection) -> int:
    """Take away answers that are kept no longer, some at a time; how many there were."""
    return db.run(tx, Q["forget_old"], old=clock.now() - KEPT, limit=FORGOTTEN_AT_ONCE)


def _again(tx: db.Connection, place: dict[str, str], fingerprint: bytes, secret: str | None) -> JSONResponse:
    kept = db.row(tx, Q["idempotent_answer"], **place)
    assert kept is not None, "a key that was claimed before"
    if bytes(kept["fingerprint"]) != fingerprint:
        raise KeyReused("The Idempotency-Key came with another request before: take a new one.")
    if secret is not None:
        raise ToldOnce(
            f"This was done before and made {kept['answer']['id']}. Its {secret} was told once and is kept nowhere: "
            "when that answer was lost, take what was made back, and make another with a new Idempotency-Key."
        )
    return JSONResponse(kept["answer"], kept["status"], {REPLAYED: "true"})


def _fingerprint(request: Request, body: Any) -> bytes:
    told = [request.method, request.url.path, jsonable_encoder(body)]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()
