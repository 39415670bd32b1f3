"""What a route asks for: who calls, and a connection of their own to read and write with."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Query, Request

from tidings.core import db
from tidings.web import callers, keys
from tidings.web.callers import Caller, Scope
from tidings.web.pools import Pools


def connection(request: Request) -> Iterator[db.Connection]:
    """A connection in autocommit, from those for people or those for servers."""
    pools: Pools = request.app.state.pools
    shown = request.headers.get("authorization", "").partition(" ")[2].strip()
    with pools.connection(for_person=not shown.startswith(keys.PREFIX)) as found:
        yield found


Connection = Annotated[db.Connection, Depends(connection)]


def caller(request: Request, tx: Connection) -> Caller:
    """Who calls. Raises Unauthenticated or Forbidden."""
    return callers.identify(tx, request.headers.get("authorization"))


AnyCaller = Annotated[Caller, Depends(caller)]


def participant(known: AnyCaller) -> Caller:
    """Whoever may read and write messages: a person, or a server that speaks as a system participant."""
    known.participant()
    return known


Participant = Annotated[Caller, Depends(participant)]


def scoped(scope: Scope) -> Callable[[Caller], Caller]:
    """A dependency that lets only servers with the scope in."""

    def check(known: AnyCaller) -> Caller:
        known.check_scope(scope)
        return known

    return check


Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
CursorText = Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")]
