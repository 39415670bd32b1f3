"""Pictures by HTTP: kept once, served to everybody, and never as anything but a picture."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.campaigns import drafts
from tests.web.calling import Api, Caller
from tidings.campaigns import loading, rendering
from tidings.core import config
from tidings.web.callers import Scope


def a_png(size: tuple[int, int] = (30, 20)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(written, "PNG")
    return written.getvalue()


def send(caller: Caller, content: bytes, kind: str = "image/png") -> Any:
    return caller.client.post("/v1/images", content=content, headers={**caller.headers, "Content-Type": kind})


def test_a_picture_is_kept_once_and_served_to_everybody(api: Api) -> None:
    mia = api.server(Scope.CAMPAIGNS_WRITE)
    told = send(mia, a_png())
    assert (told.status_code, told.json()["width"], told.json()["height"]) == (201, 30, 20)
    assert send(mia, a_png()).json() == told.json()
    path = f"/images/{told.json()['hash']}"
    assert told.json()["url"].endswith(path)
    seen = api.nobody().get(path)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/png")
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in seen.headers["content-security-policy"]
    assert "immutable" in seen.headers["cache-control"]
    with Image.open(io.BytesIO(seen.content)) as image:
        assert image.size == (30, 20)
    again = api.nobody().call("GET", path, If_None_Match=seen.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert api.nobody().get(f"/images/{'0' * 64}").status_code == 404


def test_its_address_is_one_that_a_campaign_takes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_PUBLIC_URL", "https://tidings.example")
    config.settings.cache_clear()
    url = send(api.server(Scope.CAMPAIGNS_WRITE), a_png()).json()["url"]
    assert url.startswith("https://tidings.example/images/")
    campaign = loading.get(api.tx, drafts.a_draft(api.tx, content=[drafts.variant(image_url=url)]))
    variant, variables = campaign.definition.content[0], campaign.definition.variables
    assert rendering.render_variant(variant, variables, []).image_url == url


def test_what_is_no_picture_is_refused(api: Api) -> None:
    mia = api.server(Scope.CAMPAIGNS_WRITE)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert send(mia, svg, "image/svg+xml").status_code == 415
    assert send(mia, svg).status_code == 400
    assert send(mia, b"{}", "application/json").status_code == 415
    assert send(mia, b"x" * 1_000_001).status_code == 413
    assert send(api.server(Scope.CAMPAIGNS_READ), a_png()).status_code == 403
    assert send(api.nobody(), a_png()).status_code == 401
