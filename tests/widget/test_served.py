"""The files of the chat are there for every origin, and nothing else is."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tidings.web import widget
from tidings.web.addresses import AsSent

COMPRESSED = gzip.compress(b"let chat", mtime=0)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A page that asks for files of a build."""
    place = tmp_path / "_widget"
    (place / "assets").mkdir(parents=True)
    (place / "tidings-chat.js").write_text("let chat")
    (place / "tidings-chat.js.gz").write_bytes(COMPRESSED)
    (place / "assets" / "de-1.js").write_text("let de")
    (tmp_path / "secret.txt").write_text("a secret")
    monkeypatch.setattr(widget, "BUILT", place)
    app = FastAPI()
    app.include_router(widget.router)
    app.add_middleware(AsSent)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/widget/tidings-chat.js", "/widget/assets/de-1.js", "/widget/gone.js"])
def test_every_origin_may_load_it(page: TestClient, path: str) -> None:
    answer = page.get(path)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_element_is_looked_for_anew_and_its_parts_are_kept(page: TestClient) -> None:
    with page.stream("GET", "/widget/tidings-chat.js", headers={"Accept-Encoding": "gzip"}) as answer:
        assert b"".join(answer.iter_raw()) == COMPRESSED
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "no-cache"
    assert "immutable" in page.get("/widget/assets/de-1.js").headers["cache-control"]


@pytest.mark.parametrize("path", ["/widget/../secret.txt", "/widget/..%2fsecret.txt", "/widget/%00", "/widget/"])
def test_nothing_else_is_served(page: TestClient, path: str) -> None:
    answer = page.get(path)
    assert (answer.status_code, "a secret" in answer.text) == (404, False)
