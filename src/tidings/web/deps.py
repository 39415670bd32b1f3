"""What a route asks for: who calls, and a connection of their own to read and write with.

What only computes is `async`, though nothing in it waits: everything else costs the change to a thread and back.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Request

from tidings.core import db
from tidings.web import admission, asking, callers, cursors, noting
from tidings.web.callers import READING, Caller, Scope, Shown
from tidings.web.pools import Pools


async def shown(request: Request) -> Shown:
    """What the request shows. Raises Unauthenticated."""
    return admission.shown(request)


AnyShown = Annotated[Shown, Depends(shown)]


async def connection(request: Request, known: AnyShown) -> AsyncIterator[db.Connection]:
    """A connection in autocommit, from those for people or those for servers."""
    pools: Pools = request.app.state.pools
    note = noting.of(request)
    async with pools.lend(for_person=known.is_person) as found:
        note.connection = found
        try:
            yield found
        finally:
            note.connection = None


Connection = Annotated[db.Connection, Depends(connection)]


def caller(request: Request, known: AnyShown, tx: Connection) -> Caller:
    """Who calls. Raises Unauthenticated or Forbidden."""
    found = callers.identify(tx, known, is_use=True)
    noting.of(request).who = found.name
    return found


AnyCaller = Annotated[Caller, Depends(caller)]


@asking.marked(asking.of_participant)
async def participant(known: AnyCaller) -> Caller:
    """Whoever may read and write messages: a person, or a server that speaks as a system participant."""
    known.participant()
    return known


Participant = Annotated[Caller, Depends(participant)]


def scoped(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency that lets only servers and members with the scope in.

    A route that asks for no more than to read changes nothing, whatever its method: `auditing` goes by that.
    """

    @asking.marked(partial(asking.of_scope, scope))
    async def check(known: AnyCaller) -> Caller:
        known.check_scope(scope)
        return known

    check.reads = scope in READING  # type: ignore[attr-defined]
    return check


Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
# What an account has some of, and a page of choices needs whole.
LongLimit = Annotated[int, Query(ge=1, le=1000, description="How many at most.")]
CursorText = Annotated[str | None, Query(max_length=cursors.LONGEST, description="`next` of the page before.")]
