"""`Idempotency-Key`: a request that is repeated, because its answer was lost, is answered again and not done again.

The key is claimed and the answer kept in the transaction that does the work, so either all of it happened or nothing.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
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
LONGEST_KEY = 200
KEY = "^[!-~]+$"
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        pattern=KEY,
        description="Any text of your own: a repetition with the same one is answered the same and does nothing again.",
    ),
]


@dataclass(frozen=True)
class Claim:
    """A key of a caller's, and what they ask with it."""

    caller: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True)
class Done:
    """What was answered; `is_replay`: to an earlier request with this key."""

    status: int
    answer: Any
    is_replay: bool = False


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
    claim = None if key is None else Claim(caller.name, key, fingerprint(request.method, request.url.path, body))
    done = do(connection, claim, work, status=status, secret=secret)
    return JSONResponse(done.answer, done.status, {REPLAYED: "true"} if done.is_replay else None)


def do(
    connection: db.Connection,
    claim: Claim | None,
    work: Callable[[db.Connection], Any],
    *,
    status: int = 201,
    secret: str | None = None,
) -> Done:
    """The same for whoever is asked by something else than a request."""
    with db.transaction(connection) as tx:
        if claim is None:
            return Done(status, jsonable_encoder(work(tx)))
        now = clock.now()
        if db.row(tx, Q["claim_idempotency"], **vars(claim), now=now, old=now - KEPT) is None:
            return _again(tx, claim, secret)
        answer = jsonable_encoder(work(tx))
        kept = {name: value for name, value in answer.items() if name != secret}
        keep_all(tx, {claim: kept}, status)
        return Done(status, answer)


def claim_all(tx: db.Connection, claims: Sequence[Claim]) -> set[Claim]:
    """Take those of these keys that nobody took before; the others need a look at what was answered."""
    place = {"callers": [each.caller for each in claims], "keys": [each.key for each in claims]}
    marks = [each.fingerprint for each in claims]
    taken = db.rows(tx, Q["claim_all"], **place, fingerprints=marks, now=clock.now())
    return {Claim(each["caller"], each["key"], bytes(each["fingerprint"])) for each in taken}


def keep_all(tx: db.Connection, answers: Mapping[Claim, Any], status: int) -> None:
    """Keep what is answered to these keys, which this transaction claimed."""
    db.run(
        tx,
        Q["keep_answers"],
        callers=[each.caller for each in answers],
        keys=[each.key for each in answers],
        answers=[orjson.dumps(answer).decode() for answer in answers.values()],
        status=status,
    )


def release_all(tx: db.Connection, claims: Collection[Claim]) -> None:
    """Give back keys that this transaction claimed and does nothing for."""
    db.run(tx, Q["release_all"], callers=[each.caller for each in claims], keys=[each.key for each in claims])


def forget_old(tx: db.Connection) -> int:
    """Take away answers that are kept no longer, some at a time; how many there were."""
    return db.run(tx, Q["forget_old"], old=clock.now() - KEPT, limit=FORGOTTEN_AT_ONCE)


def fingerprint(method: str, path: str, body: Any) -> bytes:
    """What tells a request from another one with the same key."""
    told = [method, path, jsonable_encoder(body)]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()


def _again(tx: db.Connection, claim: Claim, secret: str | None) -> Done:
    kept = db.row(tx, Q["idempotent_answer"], caller=claim.caller, key=claim.key)
    assert kept is not None, "a key that was claimed before"
    if bytes(kept["fingerprint"]) != claim.fingerprint:
        raise KeyReused("The Idempotency-Key came with another request before: take a new one.")
    if secret is not None:
        raise ToldOnce(
            f"This was done before and made {kept['answer']['id']}. Its {secret} was told once and is kept nowhere: "
            "when that answer was lost, take what was made back, and make another with a new Idempotency-Key."
        )
    return Done(kept["status"], kept["answer"], is_replay=True)
