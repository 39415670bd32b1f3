"""The Python client: its README's example against a running Tidings, and what it does when no answer comes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.flow.house import House, house
from tests.waiting import until
from tidings_client import Invalid, NotFound, Problem, Tidings, Unauthenticated, Unavailable, Unreachable, sign_token

README = (Path(__file__).parents[2] / "clients" / "python" / "README.md").read_text(encoding="utf-8")
SECRET = "a secret of the test's own, long enough"
SCOPES = ("people:read", "people:write", "campaigns:read", "campaigns:write", "campaigns:launch", "chat")


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    with house(TIDINGS_JWT_SECRET=SECRET) as made:
        until(lambda: _answers(made.api), "the API")
        yield made


@pytest.fixture(scope="module")
def key(running: House) -> str:
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    return str(running.tell("key", "create", "shop", *scopes, "--participant", "marketplace-news")["key"])


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").is_success
    except httpx.TransportError:
        return False


@pytest.mark.beside
def test_the_readmes_example_runs_as_it_stands(
    running: House, key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"URL": running.api, "KEY": key, "JWT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"TIDINGS_{name}", value)
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert "2 new" in told
    assert "['Thank you!', 'Your parcel is on its way.']" in told
    assert "Inês Ferreira about order/17 said Thank you!" in told
    assert "for 2" in told
    assert "urn:tidings:problem:conflict" in told
    assert told.splitlines()[-1] == "completed 1"


@pytest.mark.beside
def test_what_is_refused_carries_the_problem(running: House, key: str, tmp_path: Path) -> None:
    with Tidings(running.api, key) as tidings:
        file = tmp_path / "people.csv"
        file.write_text("external_id,name,zone\nada,Ada,Europe/Lisbon\ntom,Tom,Atlantis\n")
        report = tidings.people.upload(file)
        assert (report.state, report.rejected_count) == ("done", 1)
        with pytest.raises(NotFound, match="nobody-here") as gone:
            tidings.chat.post("person:nobody-here", "order/1", "Hello?")
        assert (gone.value.status, gone.value.type) == (404, "urn:tidings:problem:not-found")
        with pytest.raises(Invalid) as faulty:
            tidings.campaigns.create({"name": "Nothing in it"})
        assert {str(fault) for fault in faulty.value.faults}
    with Tidings(running.api, "tdg_none") as stranger, pytest.raises(Unauthenticated):
        stranger.chat.unread()


@pytest.mark.beside
def test_an_inbox_of_more_than_a_page_is_read_whole(running: House, key: str) -> None:
    with Tidings(running.api, key) as tidings:
        tidings.people.add([{"external_id": "paula", "name": "Paula"}])
        for number in range(103):
            tidings.chat.post("person:paula", f"order/{number}", f"No. {number}")
        for number in range(103):
            tidings.chat.post("person:paula", "order/0", f"Again {number}")
    with Tidings(running.api, sign_token("paula", SECRET)) as paula:
        inbox = list(paula.chat.inbox())
        assert sorted(each.topic for each in inbox) == sorted(f"order/{number}" for number in range(103))
        newest = inbox[0]
        texts = [each.text for each in paula.chat.history(newest.id)]
        assert texts == [f"Again {number}" for number in reversed(range(103))] + ["No. 0"]
        paula.chat.mark_read(newest.id, newest.last_seq)
        assert paula.chat.unread() == 102


Answer = Callable[[httpx.Request], httpx.Response]


def scripted(*answers: httpx.Response | Exception) -> tuple[Tidings, list[httpx.Request], list[float]]:
    """A client whose requests get these answers, the requests, and how long it waited between them."""
    asked: list[httpx.Request] = []
    waited: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        told = answers[len(asked) - 1]
        if isinstance(told, Exception):
            raise told
        return told

    return Tidings("http://tidings", "key", transport=httpx.MockTransport(answer), sleep=waited.append), asked, waited


def busy(seconds: str = "7") -> httpx.Response:
    told = {"type": "urn:tidings:problem:overloaded", "title": "Busy", "detail": "Come again."}
    return httpx.Response(503, json=told, headers={"Retry-After": seconds})


POSTED: dict[str, Any] = {"conversation_id": "c", "seq": 0}


def test_a_message_whose_answer_is_lost_is_sent_again_with_the_same_key() -> None:
    tidings, asked, waited = scripted(httpx.ReadError("gone"), busy(), httpx.Response(201, json=POSTED))
    assert tidings.chat.post("person:a", "order/1", "Hi").seq == 0
    assert len({request.headers["Idempotency-Key"] for request in asked}) == 1 and len(asked) == 3
    assert waited[1] == 7


def test_two_messages_have_two_keys() -> None:
    tidings, asked, _ = scripted(*(httpx.Response(201, json=POSTED) for _ in range(2)))
    for _ in range(2):
        tidings.chat.post("person:a", "order/1", "Hi")
    assert asked[0].headers["Idempotency-Key"] != asked[1].headers["Idempotency-Key"]


def test_a_launch_whose_answer_is_lost_is_not_sent_again() -> None:
    tidings, asked, _ = scripted(httpx.ReadError("gone"))
    with pytest.raises(Unreachable):
        tidings.campaigns.launch(1)
    assert len(asked) == 1
    tidings, asked, _ = scripted(busy())
    with pytest.raises(Unavailable) as told:
        tidings.campaigns.launch(1)
    assert told.value.retry_after_s == 7 and len(asked) == 1


def test_a_launch_that_never_left_is_sent_again() -> None:
    tidings, asked, _ = scripted(httpx.ConnectError("refused"), httpx.Response(202, json={"state": "scheduled"}))
    assert tidings.campaigns.launch(1) == "scheduled"
    assert len(asked) == 2


def test_it_gives_up_with_what_it_was_told_last() -> None:
    tidings, asked, _ = scripted(*(busy() for _ in range(5)))
    with pytest.raises(Unavailable):
        tidings.chat.unread()
    assert len(asked) == 5


def test_an_answer_of_something_in_between_is_a_problem_too() -> None:
    tidings, _, _ = scripted(httpx.Response(502, text="<html>bad gateway</html>"))
    with pytest.raises(Problem) as told:
        tidings.chat.unread()
    assert told.value.status == 502 and "bad gateway" in told.value.detail


def test_a_name_with_a_slash_stays_one_name() -> None:
    tidings, asked, _ = scripted(httpx.Response(200, json={"items": []}))
    assert tidings.people.consents("a/b") == []
    assert asked[0].url.raw_path == b"/v1/people/a%2Fb/consents"


def test_a_token_is_short_lived_and_its_secret_long() -> None:
    claims = jwt.decode(sign_token("ines", SECRET), SECRET, algorithms=["HS256"], audience="tidings")
    assert claims["sub"] == "ines" and claims["exp"] - claims["iat"] == 600
    with pytest.raises(ValueError, match="32 bytes"):
        sign_token("ines", "short")
    with pytest.raises(ValueError, match="somebody"):
        sign_token("", SECRET)
