"""Campaigns as they change, told to whoever watches."""

from datetime import timedelta
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter

from tidings.campaigns import listing as campaigns
from tidings.core import clock, db
from tidings.web import asking, streams
from tidings.web.callers import Scope
from tidings.web.eventstream import MEDIA_TYPE, EventStream
from tidings.web.marketing.listing import Item, items

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])
EVENT = "campaigns"
MOST = 200
# Real time.
LATELY = timedelta(minutes=5)
SCHEMA = {
    "type": "string",
    "description": "Server-sent events. `data` of an event `campaigns` is a list of items as in GET /v1/campaigns.",
}


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {MEDIA_TYPE: {"schema": SCHEMA}}}},
    openapi_extra={"security": asking.of_scope(Scope.CAMPAIGNS_READ)},
)
def follow(request: Request) -> EventStream:
    """Campaigns that are under way or were changed lately, the latest 200: all of them at first, and then those that
    changed, at most once a second; comments come while nothing does.

    It ends when the key or session does, and `503` says that too many listen: ask for the list now and then instead.
    """
    _admit(request)
    return EventStream(request.app.state.campaigns_feed, EVENT, partial(_admit, request))


def look(tx: db.Connection) -> dict[int, bytes]:
    """Each of those campaigns as it is told."""
    since = clock.now() - LATELY * clock.current().speed
    found = items(tx, campaigns.under_way(tx, since, MOST))
    return {each.id: _ITEM.dump_json(each) for each in found}


def _admit(request: Request) -> None:
    with streams.admitted(request, Scope.CAMPAIGNS_READ):
        pass


_ITEM = TypeAdapter(Item)
