"""Whom a person blocked, as a server sees and changes it for them."""

from fastapi import APIRouter

from tidings.audience import persons
from tidings.chat import blocking
from tidings.core import clock
from tidings.web.chat import refs
from tidings.web.chat.blocks import Blocked
from tidings.web.deps import Connection
from tidings.web.people.access import External, PeopleReader, PeopleWriter

router = APIRouter(prefix="/v1/people/{person}/blocks", tags=["people-blocks"])


@router.get("")
def show(tx: Connection, _caller: PeopleReader, person: External) -> Blocked:
    """Whom a person blocked."""
    ids = blocking.blocked_peers(tx, persons.find(tx, person).id)
    described = refs.describe(tx, ids)
    return Blocked(items=[described[each] for each in ids])


@router.put("/{ref}", status_code=204)
def block(tx: Connection, _caller: PeopleWriter, person: External, ref: str) -> None:
    """Let a participant write nothing more to a person; it holds when this is answered."""
    blocking.block(tx, persons.find(tx, person).id, refs.find(tx, ref), clock.now())


@router.delete("/{ref}", status_code=204)
def unblock(tx: Connection, _caller: PeopleWriter, person: External, ref: str) -> None:
    """Let a participant write to a person again."""
    blocking.unblock(tx, persons.find(tx, person).id, refs.find(tx, ref))
