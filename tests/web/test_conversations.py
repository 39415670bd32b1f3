"""People and other entities write to each other by HTTP."""

from collections.abc import Callable

from httpx import Response

from tests.web.calling import NEWS, Api, Caller
from tidings.chat import participants, posting
from tidings.web.callers import Scope

LISTING = "listing/8841"


def begun(api: Api) -> tuple[Caller, Caller, str]:
    """Ada wrote to Ben about a listing: both of them, and the conversation's name for Ben."""
    ada, ben = api.person("ada"), api.person("ben")
    assert ada.post("/v1/messages", {"to": "person:ben", "topic": LISTING, "text": "Still there?"}).status_code == 201
    return ada, ben, ben.get("/v1/conversations").json()["items"][0]["id"]


def texts(caller: Caller, conversation: str) -> list[str]:
    return [each["text"] for each in caller.get(f"/v1/conversations/{conversation}/messages").json()["items"]]


def test_a_message_is_in_both_inboxes_and_unread_by_the_other(api: Api) -> None:
    ada, ben, _ = begun(api)
    [mine], [theirs] = (who.get("/v1/conversations").json()["items"] for who in (ada, ben))
    assert (mine["peer"], mine["topic"], mine["unread_count"]) == (
        {"ref": "person:ben", "name": "Ben", "picture_url": ""},
        LISTING,
        0,
    )
    assert (theirs["peer"]["ref"], theirs["text"], theirs["unread_count"]) == ("person:ada", "Still there?", 1)
    assert ben.get("/v1/unread").json() == {"conversation_count": 1, "message_count": 1}


def test_an_answer_from_either_side_goes_into_the_same_conversation(api: Api) -> None:
    ada, ben, conversation = begun(api)
    told = ben.post(f"/v1/conversations/{conversation}/messages", {"text": "Yes"})
    assert told.status_code == 201 and told.json() == {"conversation_id": conversation, "seq": 2}
    assert ben.post("/v1/messages", {"to": "person:ada", "topic": LISTING, "text": "Come by"}).json()["seq"] == 3
    [line] = ada.get("/v1/conversations").json()["items"]
    assert texts(ada, line["id"]) == texts(ben, conversation) == ["Still there?", "Yes", "Come by"]


def test_reading_is_noted_and_never_goes_back(api: Api) -> None:
    _, ben, conversation = begun(api)
    assert ben.put(f"/v1/conversations/{conversation}/read", {"seq": 1}).json() == {"seq": 1}
    assert ben.put(f"/v1/conversations/{conversation}/read", {"seq": 0}).json() == {"seq": 1}
    assert ben.get("/v1/unread").json()["message_count"] == 0


def test_whoever_writes_is_told_how_far_the_other_one_has_read(api: Api) -> None:
    ada, ben, conversation = begun(api)
    [line] = ada.get("/v1/conversations").json()["items"]

    def told() -> tuple[int, int, int]:
        [shown] = ada.get("/v1/conversations").json()["items"]
        history = ada.get(f"/v1/conversations/{line['id']}/messages").json()
        return shown["last_seq"], shown["others_read_seq"], history["others_read_seq"]

    assert told() == (1, 0, 0)
    ben.put(f"/v1/conversations/{conversation}/read", {"seq": 1})
    assert told() == (1, 1, 1)
    ben.post(f"/v1/conversations/{conversation}/messages", {"text": "Yes"})
    assert told() == (2, 2, 2)


def test_what_is_put_away_comes_back_by_hand_or_by_a_new_message(api: Api) -> None:
    ada, ben, conversation = begun(api)
    come_backs: list[Callable[[], Response]] = [
        lambda: ben.delete(f"/v1/conversations/{conversation}/archived"),
        lambda: ada.post("/v1/messages", {"to": "person:ben", "topic": LISTING, "text": "Hello?"}),
    ]
    for come_back in come_backs:
        assert ben.put(f"/v1/conversations/{conversation}/archived").status_code == 204
        assert ben.get("/v1/conversations").json()["items"] == []
        assert len(ben.get("/v1/conversations", archived=True).json()["items"]) == 1
        assert come_back().status_code in (201, 204)
        assert len(ben.get("/v1/conversations").json()["items"]) == 1


def test_a_block_holds_in_both_directions_until_it_is_taken_back(api: Api) -> None:
    ada, ben, conversation = begun(api)
    assert ben.put("/v1/blocks/person:ada").status_code == 204
    assert [each["ref"] for each in ben.get("/v1/blocks").json()["items"]] == ["person:ada"]
    message = {"to": "person:ben", "topic": LISTING, "text": "Hello?"}
    refused = ada.post("/v1/messages", message)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:tidings:problem:conflict")
    assert ben.post(f"/v1/conversations/{conversation}/messages", {"text": "Yes"}).status_code == 409
    assert ben.delete("/v1/blocks/person:ada").status_code == 204
    assert ada.post("/v1/messages", message).status_code == 201


def test_a_report_is_kept_once_a_conversation(api: Api) -> None:
    _, ben, conversation = begun(api)
    for reason in ("Rude", "Wants to be paid elsewhere"):
        assert ben.put(f"/v1/conversations/{conversation}/report", {"reason": reason}).status_code == 204
    found = api.tx.execute("select topic_name, reason from report").fetchall()
    assert found == [{"topic_name": LISTING, "reason": "Wants to be paid elsewhere"}]


def test_a_system_participant_speaks_by_a_key_and_sees_only_what_was_answered(api: Api) -> None:
    news, ada = api.server(Scope.CHAT, speaks_as=participants.DEFAULT_HANDLE), api.person("ada")
    assert news.post("/v1/messages", {"to": "person:ada", "topic": LISTING, "text": "New!"}).status_code == 201
    assert news.get("/v1/conversations").json()["items"] == []
    assert ada.post("/v1/messages", {"to": NEWS, "topic": LISTING, "text": "Thanks"}).status_code == 201
    [line] = news.get("/v1/conversations").json()["items"]
    assert (line["peer"]["ref"], line["text"]) == ("person:ada", "Thanks")


def test_pages_of_an_inbox_lose_and_double_nothing(api: Api) -> None:
    ada = api.person("ada")
    api.person("ben")
    for number in range(7):
        ada.post("/v1/messages", {"to": "person:ben", "topic": f"listing/{number}", "text": str(number)})
    seen: list[str] = []
    query: dict[str, object] = {"limit": 3}
    while True:
        page = ada.get("/v1/conversations", **query).json()
        seen += [line["text"] for line in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == [str(number) for number in range(6, -1, -1)]


def test_pages_of_a_history_go_back_to_its_beginning(api: Api) -> None:
    ada, _, conversation = begun(api)
    for number in range(6):
        ada.post("/v1/messages", {"to": "person:ben", "topic": LISTING, "text": str(number)})
    ben, seen, query = api.person("ben"), list[str](), dict[str, object](limit=3)
    while True:
        page = ben.get(f"/v1/conversations/{conversation}/messages", **query).json()
        seen = [each["text"] for each in page["items"]] + seen
        if page["before"] is None:
            break
        query["cursor"] = page["before"]
    assert seen == ["Still there?", *(str(number) for number in range(6))]


def test_a_conversation_of_others_is_not_found(api: Api) -> None:
    _, _, conversation = begun(api)
    eve = api.person("eve")
    for told in (
        eve.get(f"/v1/conversations/{conversation}/messages"),
        eve.put(f"/v1/conversations/{conversation}/read", {"seq": 1}),
        eve.put(f"/v1/conversations/{conversation}/archived"),
        eve.put(f"/v1/conversations/{conversation}/report", {"reason": "Rude"}),
    ):
        assert (told.status_code, told.json()["type"]) == (404, "urn:tidings:problem:not-found")
    assert eve.get("/v1/conversations").json()["items"] == []


def test_a_cursor_that_was_tampered_with_is_refused(api: Api) -> None:
    ada, _, _ = begun(api)
    for cursor in ("x", "AAAA", "W10", "WyJ4IiwxLDJd", "WyIyMDI2LTAzLTAyVDEyOjAwOjAwIiwxLDJd", "é", "0" * 1000):
        told = ada.get("/v1/conversations", cursor=cursor)
        assert (told.status_code, told.json()["type"]) == (400, "urn:tidings:problem:bad-input"), cursor


def test_texts_that_are_none_are_refused(api: Api) -> None:
    ada, _, conversation = begun(api)
    for text in ("", "   ", "x" * 4001, "nul\x00", "\ud800"):
        told = ada.client_raw(f"/v1/conversations/{conversation}/messages", text)
        assert told.status_code in (400, 422), text
        assert told.headers["content-type"] == "application/problem+json"


def test_the_document_says_how_long_a_message_may_be_and_it_may_be_no_longer(api: Api) -> None:
    ada, ben, conversation = begun(api)
    schemas = api.client.get("/v1/openapi.json").json()["components"]["schemas"]
    bodies = [each for name, each in schemas.items() if name.endswith(("NewMessage", "conversations__Answer"))]
    assert [each["properties"]["text"]["maxLength"] for each in bodies] == [posting.LONGEST_BODY] * 2
    longest = "ü" * posting.LONGEST_BODY
    place = f"/v1/conversations/{conversation}/messages"
    assert [ben.post(place, {"text": text}).status_code for text in (longest, longest + "!")] == [201, 422]
    body = {"to": "person:ben", "topic": LISTING, "text": longest + "!"}
    assert ada.post("/v1/messages", body).status_code == 422


def test_the_one_with_somebody_about_something_is_found_put_away_or_not(api: Api) -> None:
    ada, ben, _ = begun(api)
    [line] = ada.get("/v1/conversations").json()["items"]
    wanted = {"to": line["peer"]["ref"], "topic": line["topic"]}
    assert ada.get("/v1/conversations", **wanted).json() == {"items": [line], "next": None}
    ada.call("PUT", f"/v1/conversations/{line['id']}/archived")
    [found] = ada.get("/v1/conversations", **wanted).json()["items"]
    assert (found["id"], found["is_archived"]) == (line["id"], True)
    for other in ({"topic": "listing/none"}, {"topic": "\0"}, {"to": "system:marketplace-news"}):
        assert ada.get("/v1/conversations", **wanted | other).json() == {"items": [], "next": None}
    assert ada.get("/v1/conversations", to="person:nobody", topic="listing/1").status_code == 404
    assert ada.get("/v1/conversations", to="ada", topic="listing/1").status_code == 400
    assert ada.get("/v1/conversations", to=wanted["to"]).status_code == 400
    eve = api.person("eve")
    assert eve.get("/v1/conversations", **wanted).json()["items"] == []
    assert ben.get("/v1/conversations", **wanted).json()["items"] == []
