"""Pictures of things and of people, drawn when they are asked for."""

from fastapi import APIRouter
from fastapi.responses import Response

from shop.drawing.faces import face
from shop.drawing.scene import scene
from shop.web.pages import NotHere

router = APIRouter()
# The address says all that is in it.
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Security-Policy": "default-src 'none'"}
LARGEST = 1_000_000


@router.get("/pictures/{kind}/{colour}/{number}.svg")
def thing(kind: str, colour: str, number: int) -> Response:
    """A thing."""
    if not 0 <= number <= LARGEST:
        raise NotHere
    try:
        return Response(scene(kind, colour, number), media_type="image/svg+xml", headers=KEPT)
    except KeyError:
        raise NotHere from None


@router.get("/faces/{number}.svg")
def somebody(number: int) -> Response:
    """A face."""
    return Response(face(number), media_type="image/svg+xml", headers=KEPT)
