"""Pictures of campaigns: taken in by whoever writes them, and served to everybody who reads them."""

import threading
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from tidings.campaigns import images, picturing
from tidings.core import clock, config
from tidings.web.deps import Connection
from tidings.web.marketing.access import Writer
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded, WrongMediaType

router = APIRouter(tags=["images"])
# A picture takes up to a hundred megabytes while it is read.
ROOM = threading.BoundedSemaphore(1)
KINDS = tuple(picturing.MEDIA_TYPES.values())
BODY = {
    "required": True,
    "description": "A PNG, JPEG, WebP or GIF of a million bytes at most.",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
Hash = Annotated[str, Path(alias="image_hash", pattern="^[0-9a-f]{64}$", description="As `POST /v1/images` told it.")]


class Kept(BaseModel):
    """A picture that is kept; `url` is what an `image_url` takes."""

    hash: str
    url: str = Field(examples=["https://tidings.example/images/9f86d0…"])
    media_type: str = Field(examples=["image/png"])
    width: int
    height: int


async def body(request: Request) -> bytes:
    """A body that is no JSON. Raises WrongMediaType."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named not in KINDS:
        raise WrongMediaType(f"A picture is {', '.join(KINDS)}, not {named!r}.")
    return await request.body()


@router.post("/v1/images", status_code=201, openapi_extra={"requestBody": BODY})
def upload(request: Request, tx: Connection, caller: Writer, content: Annotated[bytes, Depends(body)]) -> Kept:
    """Keep a picture, read and written anew: upright, 2,048 pixels on each side at most, without what cameras and
    programs add. The same picture is kept once, so that it needs no Idempotency-Key.
    """
    if not ROOM.acquire(blocking=False):
        raise Overloaded("Another picture is being read: send it again.")
    try:
        picture = picturing.read(content)
    finally:
        ROOM.release()
    found = images.keep(tx, picture, caller.name, clock.now())
    host = config.settings().public_url or str(request.base_url).rstrip("/")
    return Kept(**vars(found), url=f"{host}/images/{found.hash}")


@router.get(
    "/images/{image_hash}",
    response_class=Response,
    responses={200: {"description": "The picture", "content": {kind: {} for kind in KINDS}}, 304: {}},
)
def show(request: Request, image_hash: Hash) -> Response:
    """A picture, for everybody; it never changes."""
    tag = f'"{image_hash}"'
    pools: Pools = request.app.state.pools
    with pools.connection(for_person=False) as tx:
        media_type, content = images.content(tx, image_hash)
    headers = {**HEADERS, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
