"""Answers that are written while they are read: whoever reads slowly holds neither memory nor a connection."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import Request

from tidings.core import db
from tidings.web import admission, callers
from tidings.web.callers import Scope
from tidings.web.pools import Pools


@contextmanager
def admitted(request: Request, scope: Scope) -> Iterator[db.Connection]:
    """A connection for the beginning of a stream, when its caller has the scope; given back before the first byte.

    Raises Unauthenticated or Forbidden.
    """
    with connection(request) as tx:
        callers.identify(tx, admission.shown(request)).check_scope(scope)
        yield tx


@contextmanager
def connection(request: Request) -> Iterator[db.Connection]:
    """A connection for the next piece of a stream, which ends with the session that it was begun with.

    Raises Unauthenticated when that ended.
    """
    pools: Pools = request.app.state.pools
    shown = admission.shown(request)
    with pools.connection(for_person=shown.is_person) as tx:
        if shown.session:
            callers.identify(tx, shown)
        yield tx


def pieces(
    request: Request, read: Callable[[db.Connection, int], bytes | None], first: bytes | None
) -> Iterator[bytes]:
    """What is kept in numbered pieces, each read when it is wanted; `first` has number 0, None: there are none."""
    number, piece = 0, first
    while piece is not None:
        yield piece
        number += 1
        with connection(request) as tx:
            piece = read(tx, number)
