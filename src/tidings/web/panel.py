"""The panel: one page and the files that bin/frontend built for it, below /panel. What it shows comes from the API."""

import mimetypes
import secrets
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

router = APIRouter(prefix="/panel", include_in_schema=False)
BUILT = Path(__file__).parents[1] / "_panel"
# Their names change with what is in them.
HASHED = "assets/"
INDEX = "index.html"
# What the build writes wherever a style element that is made in the page has to name it.
NONCE = "__NONCE__"
MISSING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tidings: the panel is not built</title></head>
<body><h1>The panel is not built</h1>
<p>This Tidings runs from a working tree. Run <code>bin/frontend build</code> in it, then load this page again.</p>
</body></html>
"""
# Pictures of campaigns may come from anywhere.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-{nonce}'",
        "font-src 'self'",
        "img-src 'self' data: blob: https:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@router.get("")
async def enter() -> RedirectResponse:
    """Addresses of the panel begin with a slash after its name."""
    return RedirectResponse("/panel/", status_code=308)


@router.get("/{path:path}")
async def show(request: Request, path: str) -> Response:
    """A file of the panel; the page itself for every other address, which it reads itself."""
    file = find(BUILT, path)
    if file is not None and file.name != INDEX:
        return served(request, file, path.startswith(HASHED), ALWAYS)
    if path.startswith(HASHED):
        # A page that is open since before an update asks for what is not there any more.
        raise HTTPException(404, "Not Found", {**ALWAYS, "Cache-Control": "no-store"})
    return _page()


def _page() -> Response:
    nonce = secrets.token_urlsafe(16)
    headers = {**ALWAYS, "Cache-Control": "no-store", "Content-Security-Policy": POLICY.format(nonce=nonce)}
    try:
        text = (BUILT / INDEX).read_text(encoding="utf-8")
    except FileNotFoundError:
        return HTMLResponse(MISSING, status_code=503, headers=headers)
    return HTMLResponse(text.replace(NONCE, nonce), headers=headers)


def find(built: Path, path: str) -> Path | None:
    """The file at this address below those that were built, if it is one of them."""
    found = (built / path).resolve()
    is_inside = found.is_relative_to(built.resolve()) and "\0" not in path
    return found if is_inside and found.is_file() else None


def served(request: Request, file: Path, is_hashed: bool, always: dict[str, str]) -> Response:
    """A file that was built, compressed for whoever takes that; kept for good if its name changes with it."""
    kept = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    headers = {**always, "Cache-Control": kept, "Vary": "Accept-Encoding"}
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    compressed = file.with_name(f"{file.name}.gz")
    if "gzip" in request.headers.get("accept-encoding", "") and compressed.is_file():
        return FileResponse(compressed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(file, media_type=kind, headers=headers)
