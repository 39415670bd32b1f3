"""Answers that are written while they are read: whoever reads slowly holds neither memory nor a connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from tidings.core import db
from tidings.web import callers
from tidings.web.callers import Scope
from tidings.web.pools import Pools


@contextmanager
def admitted(request: Request, scope: Scope) -> Iterator[db.Connection]:
    """A connection for the beginning of a stream, when its caller has the scope; given back before the first byte.

    Raises Unauthenticated or Forbidden.
    """
    with connection(request) as tx:
        callers.identify(tx, request.headers.get("authorization")).check_scope(scope)
        yield tx


@contextmanager
def connection(request: Request) -> Iterator[db.Connection]:
    """A connection for the next piece of a stream."""
    pools: Pools = request.app.state.pools
    with pools.connection(for_person=False) as tx:
        yield tx
