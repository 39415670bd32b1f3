"""The shop as one application: its pages, its policy, its worker."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from shop import jobs, stock
from shop.settings import Settings
from shop.store import Store
from shop.web import browsing, chat, offering, pictures, policy, selling, switching
from shop.web.pages import NotHere, not_here
from shop.worker import Worker

STATIC = Path(__file__).parents[1] / "static"


def create(settings: Settings) -> FastAPI:
    """A shop with these settings."""
    store = Store(settings.database)
    worker = Worker(store, settings)
    always = policy.headers(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        with store.work() as tx:
            stock.fill(tx)
            jobs.add(tx, "register")
        worker.start()
        yield
        worker.stop()

    app = FastAPI(title="Rummage", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings, app.state.store, app.state.worker = settings, store, worker
    for each in (browsing, selling, offering, switching, chat, pictures):
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_exception_handler(NotHere, not_here)
    app.add_exception_handler(404, not_here)

    @app.middleware("http")
    async def guard(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        for name, value in always.items():
            response.headers.setdefault(name, value)
        return response

    return app
