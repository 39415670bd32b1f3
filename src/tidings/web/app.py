"""The API put together: routes, errors, documentation, and the process that serves all of it or only sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.types import Lifespan

from tidings.core import config, db, log
from tidings.web import collecting, describing, errors, health, panel, tidying, widget
from tidings.web.addresses import AsSent
from tidings.web.admission import Admission
from tidings.web.auditing import Auditing
from tidings.web.bodies import Bodies
from tidings.web.bounds import Bounds
from tidings.web.chat import blocks, conversations
from tidings.web.feed import Feed
from tidings.web.heads import BoundedHeads
from tidings.web.live import stream
from tidings.web.live.connection import SocketConnection
from tidings.web.live.hub import Hub
from tidings.web.live.socket import Sockets
from tidings.web.live.writer import Writer
from tidings.web.marketing import (
    account,
    apikeys,
    campaigns,
    charting,
    comparing,
    counting,
    decisions,
    events,
    forecasting,
    form,
    listing,
    lists,
    omitting,
    pictures,
    segments,
    senders,
    settings,
    trying,
    watching,
)
from tidings.web.origins import Origins
from tidings.web.people import answers, consents, exporting, imports, me, people, reports, searching, uploading
from tidings.web.people import blocks as people_blocks
from tidings.web.people import watching as people_watching
from tidings.web.pools import Pools
from tidings.web.signin import audit, members, oidc, session, ways
from tidings.web.whole import Whole

TITLE = "Tidings"
DOCS = "/docs"
ROUTERS = (
    conversations.router,
    stream.router,
    blocks.router,
    me.router,
    people.router,
    searching.router,
    people_watching.router,
    consents.router,
    people_blocks.router,
    exporting.router,
    reports.router,
    answers.router,
    uploading.router,
    imports.router,
    form.router,
    listing.router,
    events.router,
    forecasting.router,
    campaigns.router,
    trying.router,
    decisions.router,
    watching.router,
    charting.router,
    comparing.router,
    omitting.router,
    pictures.router,
    lists.router,
    segments.router,
    counting.router,
    account.router,
    senders.router,
    apikeys.router,
    settings.router,
    ways.router,
    session.router,
    oidc.router,
    members.router,
    audit.router,
    health.router,
    panel.router,
)
# What a gateway has: sockets are served by a middleware of their own.
SOCKETS_ONLY = (stream.router, health.router)
# Of what a client says on a socket.
LARGEST_WORDS = 64 * 1024
# For whoever needs no connection.
SPARE_THREADS = 16
logger = log.get(__name__)


class Doors(Enum):
    """What a process serves."""

    ALL = "api"
    SOCKETS = "gateway"


def create(database_url: str, doors: Doors = Doors.ALL) -> FastAPI:
    """The application on this database."""
    connections = config.settings().api_connections

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.pools = Pools(database_url, connections)
        app.state.pools.open()
        app.state.campaigns_feed = Feed(app.state.pools, events.look)
        app.state.live = Hub(app.state.pools)
        app.state.writer = Writer(app.state.pools, app.state.live.touch)
        to_thread.current_default_thread_limiter().total_tokens = app.state.pools.threads + SPARE_THREADS
        tidying_up = asyncio.create_task(tidying.tidy(app.state.pools))
        yield
        tidying_up.cancel()
        _let_go(app)
        app.state.pools.close()

    app = _documented(life) if doors is Doors.ALL else _undocumented(life)
    errors.add_to(app)
    # The last one is the first that a request meets.
    for guard in (Auditing, Bodies, Bounds, Admission, Origins, AsSent, Whole, Sockets):
        app.add_middleware(guard)
    return app


def _documented(life: Lifespan[FastAPI]) -> FastAPI:
    app = FastAPIOffline(
        title=TITLE,
        version="1",
        description="Chat and campaigns of a marketplace. People show a token, servers an API key, as a Bearer; "
        "members sign in, and show the cookie of their session.",
        lifespan=life,
        docs_url=DOCS,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        # What was typed to try routes is still there after the page is loaded anew.
        swagger_ui_parameters={"persistAuthorization": True},
    )
    for router in (*ROUTERS, widget.router):
        app.include_router(router)
    app.openapi = describing.completed(app.openapi, _routes())  # type: ignore[method-assign]
    return app


def _undocumented(life: Lifespan[FastAPI]) -> FastAPI:
    app = FastAPI(title=TITLE, lifespan=life, openapi_url=None, redirect_slashes=False)
    for router in SOCKETS_ONLY:
        app.include_router(router)
    return app


class Server(uvicorn.Server):
    """Serves the application, and ends what would otherwise never end before it waits for requests under way."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        _let_go(self.config.app)  # type: ignore[arg-type]
        await super().shutdown(sockets)


def server(database_url: str, host: str, port: int, doors: Doors = Doors.ALL) -> Server:
    """What serves the application on this database there."""
    configured = uvicorn.Config(
        create(database_url, doors),
        host=host,
        port=port,
        http=BoundedHeads,
        loop="uvloop",
        ws=SocketConnection,
        ws_max_size=LARGEST_WORDS,
        # A compressor a connection is more memory than all the rest of it.
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return Server(configured)


def serve(host: str, port: int, doors: Doors = Doors.ALL) -> None:
    """Answer requests there until SIGTERM or SIGINT; those under way are finished first."""
    ready = server(db.database_url(), host, port, doors)
    collecting.start()
    logger.info(f"{doors.value}.up", address=f"http://{host}:{port}")
    ready.run()


def _let_go(app: FastAPI) -> None:
    """End what would last as long as whoever is at its other end."""
    for each in (app.state.campaigns_feed, app.state.writer, app.state.live):
        each.close()


def _routes() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0] if route.tags else 'api'}-{route.name}".replace("_", "-")
