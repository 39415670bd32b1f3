import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tidings.web import panel
from tidings.web.addresses import AsSent

COMPRESSED = gzip.compress(b"let a", mtime=0)
PAGE = '<!doctype html><meta property="csp-nonce" nonce="__NONCE__"><script src="/panel/assets/a-1.js"></script>'


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "_panel"
    (place / "assets").mkdir(parents=True)
    (place / "index.html").write_text(PAGE)
    (place / "icon.svg").write_text("<svg/>")
    (place / "assets" / "a-1.js").write_text("let a")
    (place / "assets" / "a-1.js.gz").write_bytes(COMPRESSED)
    (tmp_path / "secret.txt").write_text("not of the panel")
    monkeypatch.setattr(panel, "BUILT", place)
    return place


@pytest.fixture
def browser() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(panel.router)
    app.add_middleware(AsSent)
    with TestClient(app) as client:
        yield client


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/panel/", "/panel/campaigns/12", "/panel/people/a%2Fb", "/panel/index.html"])
def test_every_address_of_the_panel_gives_its_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("built")
def test_the_address_without_a_slash_leads_to_the_one_with_it(browser: TestClient) -> None:
    answer = browser.get("/panel", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/panel/")


@pytest.mark.usefixtures("built")
def test_the_policy_lets_in_no_inline_script_and_only_styles_that_know_this_answer(browser: TestClient) -> None:
    answers = [browser.get("/panel/") for _ in range(2)]
    nonces = set()
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        told = re.search(r"style-src 'self' 'nonce-([^']{20,})'", policy)
        assert told and f'nonce="{told[1]}"' in answer.text
        nonces.add(told[1])
    assert len(nonces) == 2


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/panel/", "/panel/icon.svg", "/panel/assets/a-1.js", "/panel/assets/gone-2.js"])
def test_nothing_of_the_panel_is_taken_for_something_else(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.usefixtures("built")
def test_files_whose_names_change_with_them_are_kept_for_good(browser: TestClient) -> None:
    answer = browser.get("/panel/assets/a-1.js", headers={"Accept-Encoding": "identity"})
    assert answer.text == "let a"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert browser.get("/panel/icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.usefixtures("built")
def test_whoever_takes_compressed_files_gets_them(browser: TestClient) -> None:
    with browser.stream("GET", "/panel/assets/a-1.js", headers={"Accept-Encoding": "gzip"}) as answer:
        assert b"".join(answer.iter_raw()) == COMPRESSED
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.usefixtures("built")
def test_a_file_that_an_update_took_away_is_missing_and_not_a_page(browser: TestClient) -> None:
    answer = browser.get("/panel/assets/gone-2.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path", ["/panel/../secret.txt", "/panel/%2e%2e/secret.txt", "/panel/..%2fsecret.txt", "/panel/%00"]
)
def test_nothing_outside_of_the_panel_is_served(browser: TestClient, path: str) -> None:
    assert "not of the panel" not in browser.get(path).text


def test_without_a_build_the_page_says_what_to_run(
    browser: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "BUILT", tmp_path / "nothing")
    answer = browser.get("/panel/campaigns")
    assert answer.status_code == 503
    assert "bin/frontend build" in answer.text
