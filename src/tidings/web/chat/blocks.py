"""Whom somebody blocked."""

from fastapi import APIRouter
from pydantic import BaseModel

from tidings.chat import blocking
from tidings.core import clock
from tidings.web.chat import refs
from tidings.web.deps import Connection, Participant

router = APIRouter(prefix="/v1", tags=["chat"])


class Blocked(BaseModel):
    """Everybody whom the caller blocked, first blocked first."""

    items: list[refs.Participant]


@router.get("/blocks")
def show(tx: Connection, caller: Participant) -> Blocked:
    """Whom the caller blocked."""
    ids = blocking.blocked_peers(tx, caller.participant())
    described = refs.describe(tx, ids)
    return Blocked(items=[described[each] for each in ids])


@router.put("/blocks/{ref}", status_code=204)
def block(tx: Connection, caller: Participant, ref: str) -> None:
    """Let a participant write nothing more to the caller, nor the other way round; it holds when this is answered."""
    blocking.block(tx, caller.participant(), refs.find(tx, ref), clock.now())


@router.delete("/blocks/{ref}", status_code=204)
def unblock(tx: Connection, caller: Participant, ref: str) -> None:
    """Let a participant write to the caller again."""
    blocking.unblock(tx, caller.participant(), refs.find(tx, ref))
