"""What people write back to campaigns, and what the marketplace writes to them."""

from datetime import timedelta
from typing import Any

from tests.campaigns import drafts
from tests.delivery.plans import conditions, plan_of
from tests.web.calling import NOON, Api, Caller
from tidings.audience import persons
from tidings.campaigns import erasing, loading
from tidings.chat import answering, posting, topics
from tidings.core import clock, db, queries
from tidings.web import cursors
from tidings.web.callers import Scope


def desk(api: Api) -> Caller:
    return api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)


def answer(api: Api, campaign_id: int, external_id: str, text: str, minutes: int = 0) -> None:
    """A person gets the campaign and writes back."""
    api.person(external_id)
    person_id = persons.find(api.tx, external_id).id
    campaign = loading.get(api.tx, campaign_id)
    drafts.deliver(api.tx, campaign_id, person_id)
    at = NOON + timedelta(minutes=minutes)
    with db.transaction(api.tx):
        posting.post(api.tx, person_id, campaign.sender_id, campaign.topic_name, text, at)


def texts(told: Any) -> list[str]:
    return [each["text"] for each in told.json()["items"]]


def test_answers_come_latest_first_with_who_wrote_them(api: Api) -> None:
    first, second = drafts.a_running(api.tx), drafts.a_running(api.tx)
    answer(api, first, "ada", "How much?", 1)
    answer(api, second, "ben", "No, thanks", 3)
    answer(api, second, "eve", "<b>Yes</b>", 2)
    told = desk(api).get("/v1/answers")
    assert texts(told) == ["No, thanks", "<b>Yes</b>", "How much?"]
    [ada] = desk(api).get("/v1/answers", campaign=first).json()["items"]
    assert (ada["person"]["ref"], ada["sender"]["ref"]) == ("person:ada", "system:marketplace-news")
    assert (ada["campaign_id"], ada["is_theirs"], ada["is_waiting"]) == (first, True, True)
    assert told.json()["waiting_count"] == 3
    assert desk(api).get("/v1/answers", campaign=second).json()["waiting_count"] == 2


def test_answers_are_paged_without_a_gap(api: Api) -> None:
    campaign_id = drafts.a_running(api.tx)
    for number in range(5):
        answer(api, campaign_id, f"p{number}", f"{number}", minutes=number // 2)
    for query in ({}, {"campaign": campaign_id}):
        found: list[str] = []
        cursor = None
        while not found or cursor:
            told = desk(api).get("/v1/answers", limit=2, **query, **({"cursor": cursor} if cursor else {}))
            found, cursor = found + texts(told), told.json()["next"]
        assert sorted(found) == ["0", "1", "2", "3", "4"] and len(found) == 5


def test_a_reply_comes_once_from_whom_the_campaign_came(api: Api) -> None:
    answer(api, drafts.a_running(api.tx), "ada", "How much?")
    mia = desk(api)
    [line] = mia.get("/v1/answers").json()["items"]
    path = f"/v1/answers/{line['id']}"
    assert [each["text"] for each in mia.get(path).json()["items"]][-1] == "How much?"
    for _ in range(2):
        told = mia.post(path, {"text": "Ten euros"}, idempotency_key="k")
        assert (told.status_code, told.json()["seq"]) == (201, 2)
    [seen] = api.person("ada").get("/v1/conversations").json()["items"]
    assert (seen["text"], seen["peer"]["ref"]) == ("Ten euros", "system:marketplace-news")
    told = mia.get("/v1/answers").json()
    assert (told["waiting_count"], told["items"][0]["is_waiting"], told["items"][0]["is_theirs"]) == (0, False, False)
    assert mia.get("/v1/answers", waiting=True).json()["items"] == []


def test_an_answer_that_needs_no_reply_is_noted(api: Api) -> None:
    answer(api, drafts.a_running(api.tx), "ada", "Thanks")
    mia = desk(api)
    [line] = mia.get("/v1/answers", waiting=True).json()["items"]
    assert mia.put(f"/v1/answers/{line['id']}/read", {"seq": 1}).json() == {"seq": 1}
    assert mia.get("/v1/answers", waiting=True).json() == {"items": [], "next": None, "waiting_count": 0}


def test_nobody_is_written_to_who_was_erased_blocked_it_or_was_never_written_to(api: Api) -> None:
    campaign_id = drafts.a_running(api.tx)
    answer(api, campaign_id, "ada", "How much?")
    answer(api, campaign_id, "ben", "Never again")
    mia = desk(api)
    ada, ben = sorted(mia.get("/v1/answers").json()["items"], key=lambda each: each["person"]["ref"])
    api.person("ben").put("/v1/blocks/system:marketplace-news")
    assert mia.post(f"/v1/answers/{ben['id']}", {"text": "Sorry"}).status_code == 409
    erasing.erase(api.tx, "ada", clock.now())
    assert mia.post(f"/v1/answers/{ada['id']}", {"text": "Ten"}).status_code == 409
    assert sorted(texts(mia.get("/v1/answers"))) == ["", "Never again"]
    api.person("eve")
    eve = answering_id(api, "eve", campaign_id)
    assert mia.post(f"/v1/answers/{eve}", {"text": "Hello"}).status_code == 404
    assert mia.get("/v1/answers/none").status_code == 404


def answering_id(api: Api, external_id: str, campaign_id: int) -> str:
    campaign = loading.get(api.tx, campaign_id)
    return cursors.encode(campaign.sender_id, persons.find(api.tx, external_id).id, campaign.topic_name)


def test_answers_to_one_campaign_are_found_by_an_index_of_theirs(api: Api) -> None:
    top = answering.TOP
    given = {
        "owner_id": -1,
        "topic": topics.number("campaign/1"),
        "before_at": top.last_message_at,
        "before_peer_id": top.peer_id,
        "before_topic": top.topic,
        "is_waiting": False,
        "limit": 20,
    }
    api.tx.execute("set enable_seqscan = off; set enable_bitmapscan = off")
    plan = plan_of(api.tx, queries.load("chat")["answers_about_topic"], given)
    assert any("topic = " in condition and "owner_id" in condition for condition in conditions(plan, "entry"))
