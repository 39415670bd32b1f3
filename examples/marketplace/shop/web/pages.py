"""What all pages share: the database, who looks, and how a template becomes a page."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shop import listings, people
from shop.listings import Listing
from shop.people import Person
from shop.store import Tx

COOKIE = "rummage_person"
FIRST = "ines"
LOOPBACK = ("127.0.0.1", "localhost")
# Everything that anybody wrote is text in a page, whatever it looks like.
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["price"] = listings.price


class NotHere(Exception):
    """There is no such page for whoever asks."""


def _work(request: Request) -> Iterator[Tx]:
    with request.app.state.store.work() as tx:
        yield tx


# Ended before the answer is sent: whoever reads it sees what was changed.
Work = Annotated[Tx, Depends(_work, scope="function")]


def _me(request: Request, tx: Work) -> Person:
    """Who looks: this shop believes its cookie, which a real one would not."""
    found = people.find(tx, request.cookies.get(COOKIE, FIRST)) or people.find(tx, FIRST)
    assert found is not None, "a shop has its first person"
    return found


Me = Annotated[Person, Depends(_me)]


def page(request: Request, tx: Tx, me: Person, name: str, shown: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page as somebody sees it."""
    host, port = request.url.hostname or "", request.url.port
    other = next((each for each in LOOPBACK if host in LOOPBACK and each != host), None)
    text = TEMPLATES.get_template(name).render(
        me=me,
        everyone=people.everyone(tx),
        tidings=request.app.state.settings.tidings_url,
        # Cookies belong to a host name: the other name of this machine is somebody else's window.
        beside=f"http://{other}:{port}" if other else None,
        path=request.url.path,
        **shown,
    )
    return HTMLResponse(text, status, {"Cache-Control": "no-store"})


def go(request: Request, address: str) -> RedirectResponse:
    """After something was changed: wake the worker, and show what came of it."""
    request.app.state.worker.wake()
    return RedirectResponse(address, status_code=303)


def listing_of(tx: Tx, listing_id: int) -> Listing:
    """A listing by its number. Raises NotHere."""
    found = listings.find(tx, listing_id)
    if found is None:
        raise NotHere
    return found


async def not_here(request: Request, _: Exception) -> Response:
    """The page for what is not there."""
    with request.app.state.store.work() as tx:
        return page(request, tx, _me(request, tx), "missing.html", {}, 404)
