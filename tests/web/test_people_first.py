"""Whether people ask an API is seen where campaigns look before they go at full speed; servers by HTTP are none."""

import pytest

from tests.waiting import until
from tests.web.calling import Api
from tests.web.listening import client, settle
from tests.web.sockets import served
from tidings.core import db
from tidings.delivery import pacing
from tidings.web.callers import Scope


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PEOPLE_STAY_S", 0.5)


def test_a_person_is_noticed_and_a_server_is_not(api: Api, tx: db.Connection) -> None:
    ada, server = api.person("ada"), api.server(Scope.PEOPLE_READ)
    until(lambda: not pacing.people_are_there(tx), "nobody there any more")
    assert server.get("/v1/people").status_code == 200
    assert not pacing.people_are_there(tx)
    assert ada.get("/v1/conversations").status_code == 200
    assert pacing.people_are_there(tx)


def test_whoever_talks_on_a_socket_is_noticed_and_whoever_only_listens_is_not(
    database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(tx, monkeypatch, ("ada", "ben"))
    with served(database, does_stream=True) as port, client(port, "ada") as ada:
        told = ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Hello"})
        until(lambda: not pacing.people_are_there(tx), "only an open socket")
        ada.say(told.json()["conversation_id"], "Still there?", "k1")
        assert ada.answer("k1")["seq"] == 2
        assert pacing.people_are_there(tx)
