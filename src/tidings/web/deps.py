"""What a route asks for: who calls, and a connection of their own to read and write with.

What only computes is `async`, though nothing in it waits: everything else costs the change to a thread and back.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Query, Request

from tidings.core import db
from tidings.web import admission, callers
from tidings.web.callers import Caller, Scope, Shown
from tidings.web.pools import Pools


async def shown(request: Request) -> Shown:
    """What the request shows. Raises Unauthenticated."""
    return admission.shown(request)


AnyShown = Annotated[Shown, Depends(shown)]


async def connection(request: Request, known: AnyShown) -> AsyncIterator[db.Connection]:
    """A connection in autocommit, from those for people or those for servers."""
    pools: Pools = request.app.state.pools
    async with pools.lend(for_person=known.is_person) as found:
        yield found


Connection = Annotated[db.Connection, Depends(connection)]


def caller(known: AnyShown, tx: Connection) -> Caller:
    """Who calls. Raises Unauthenticated or Forbidden."""
    return callers.identify(tx, known, is_use=True)


AnyCaller = Annotated[Caller, Depends(caller)]


async def participant(known: AnyCaller) -> Caller:
    """Whoever may read and write messages: a person, or a server that speaks as a system participant."""
    known.participant()
    return known


Participant = Annotated[Caller, Depends(participant)]


def scoped(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency that lets only servers and members with the scope in."""

    async def check(known: AnyCaller) -> Caller:
        known.check_scope(scope)
        return known

    return check


Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
CursorText = Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")]
