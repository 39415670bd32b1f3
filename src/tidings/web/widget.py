"""The chat as an element for pages of others: the files that bin/frontend built, below /widget, for every origin."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from tidings.web import panel

router = APIRouter(prefix="/widget", include_in_schema=False)
BUILT = panel.BUILT.with_name("_widget")
# A module is fetched by the rules of CORS; nothing in these files is anybody's.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get("/{path:path}")
async def show(request: Request, path: str) -> Response:
    """A file of the chat."""
    file = panel.find(BUILT, path)
    if file is None:
        raise HTTPException(404, "Not Found", {**ALWAYS, "Cache-Control": "no-store"})
    return panel.served(request, file, path.startswith(panel.HASHED), ALWAYS)
