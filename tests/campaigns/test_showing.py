from typing import Any

import pytest

from tests.campaigns.drafts import MIA, NOON, a_person, a_running, a_scheduled, after, deliver, variant
from tidings.campaigns import correcting, loading, showing
from tidings.campaigns.model import Variant
from tidings.campaigns.rendering import RenderedButton
from tidings.chat import archiving, blocking, posting, reading
from tidings.core import db
from tidings.core.errors import NotFound

BIKE = "listing/8841"


def say(tx: db.Connection, author: int, peer: int, topic: str, body: str, minutes: int) -> None:
    with db.transaction(tx):
        posting.post(tx, author, peer, topic, body, after(minutes=minutes))


def statement_count(tx: db.Connection, monkeypatch: pytest.MonkeyPatch, owner: int, limit: int) -> int:
    """How many statements a page of the inbox takes."""
    texts: list[str] = []
    execute = db._execute

    def noted(inner: db.Connection, text: str, parameters: dict[str, Any]) -> Any:
        texts.append(text)
        return execute(inner, text, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(db, "_execute", noted)
        showing.inbox(tx, owner, limit)
    return len(texts)


def test_an_inbox_shows_people_and_campaigns_newest_first(tx: db.Connection) -> None:
    ada, boris, campaign = a_person(tx, "ada"), a_person(tx, "boris"), a_running(tx)
    deliver(tx, campaign, ada)
    say(tx, boris, ada, BIKE, "Is it still there?", 5)
    newest, oldest = showing.inbox(tx, ada)
    assert (newest.peer_id, newest.peer_name, newest.topic_name) == (boris, "Boris", BIKE)
    assert (newest.text, newest.image_url, newest.buttons) == ("Is it still there?", "", ())
    assert (newest.unread_count, newest.last_message_at) == (1, after(minutes=5))
    assert (oldest.peer_name, oldest.topic_name) == ("Marketplace News", f"campaign/{campaign}")
    assert oldest.text == "Hi Ada, what is in your cellar in Porto?"
    assert oldest.image_url == "https://images.example.com/spring.jpg"
    assert oldest.buttons == (RenderedButton("Offer, Ada", "https://market.example.com/new?near=Porto"),)
    assert (oldest.unread_count, oldest.is_edited, oldest.is_archived, oldest.is_answered) == (1, False, False, False)


def test_an_answer_takes_the_place_of_the_opening(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), loading.get(tx, a_running(tx))
    deliver(tx, campaign.id, ada)
    say(tx, ada, campaign.sender_id, campaign.topic_name, "An old tent", 5)
    [line] = showing.inbox(tx, ada)
    assert (line.text, line.image_url, line.buttons, line.unread_count) == ("An old tent", "", (), 0)
    assert line.is_answered
    [theirs] = showing.inbox(tx, campaign.sender_id)
    assert (theirs.peer_name, theirs.text, theirs.unread_count) == ("Ada", "An old tent", 1)


def test_a_corrected_opening_reads_anew_and_says_so(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), loading.get(tx, a_running(tx))
    deliver(tx, campaign.id, ada)
    mended = Variant.model_validate(variant(text="Dear {{ first_name }}, see you in {{ town }}", buttons=[]))
    correcting.correct(tx, campaign.id, "en", mended, MIA, "a typo", NOON)
    [line] = showing.inbox(tx, ada)
    assert (line.text, line.is_edited, line.buttons) == ("Dear Ada, see you in Porto", True, ())
    [message] = showing.conversation(tx, ada, campaign.sender_id, campaign.topic_name)
    assert (message.text, message.is_edited) == ("Dear Ada, see you in Porto", True)
    say(tx, ada, campaign.sender_id, campaign.topic_name, "Thanks", 5)
    assert not showing.inbox(tx, ada)[0].is_edited, "her own answer was not edited"


def test_what_was_put_away_shows_in_the_archive_only(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), loading.get(tx, a_running(tx))
    deliver(tx, campaign.id, ada)
    archiving.archive(tx, ada, campaign.sender_id, campaign.topic_name, after(minutes=1))
    assert showing.inbox(tx, ada) == []
    [line] = showing.inbox(tx, ada, is_archived=True)
    assert line.is_archived and line.text.startswith("Hi Ada")


def test_a_page_goes_on_where_the_last_one_ended(tx: db.Connection) -> None:
    ada, boris = a_person(tx, "ada"), a_person(tx, "boris")
    for number in range(5):
        say(tx, boris, ada, f"listing/{number}", f"Message {number}", number)
    first = showing.inbox(tx, ada, 2)
    second = showing.inbox(tx, ada, 2, first[-1].cursor)
    third = showing.inbox(tx, ada, 2, second[-1].cursor)
    assert [line.text for line in (*first, *second, *third)] == [f"Message {number}" for number in (4, 3, 2, 1, 0)]


def test_a_page_takes_the_same_few_statements_whatever_is_on_it(
    tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = a_person(tx, "ada")
    for number in range(8):
        deliver(tx, a_running(tx, name=f"Campaign {number}"), ada, now=after(minutes=number))
        say(tx, a_person(tx, f"friend-{number}"), ada, BIKE, "Hello", number)
    counts = {statement_count(tx, monkeypatch, ada, limit) for limit in (2, 8, 16)}
    assert counts == {4}


def test_an_empty_inbox_is_empty(tx: db.Connection) -> None:
    assert showing.inbox(tx, a_person(tx, "ada")) == []


def test_a_read_message_is_not_unread(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), loading.get(tx, a_running(tx))
    deliver(tx, campaign.id, ada)
    reading.read(tx, ada, campaign.sender_id, campaign.topic_name, NOON)
    assert showing.inbox(tx, ada)[0].unread_count == 0


def test_a_conversation_reads_from_its_opening_on_the_same_from_both_sides(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), loading.get(tx, a_running(tx))
    deliver(tx, campaign.id, ada)
    say(tx, ada, campaign.sender_id, campaign.topic_name, "An old tent", 5)
    say(tx, campaign.sender_id, ada, campaign.topic_name, "Lovely", 6)
    said = showing.conversation(tx, ada, campaign.sender_id, campaign.topic_name)
    assert [(message.seq, message.author_name, message.text) for message in said] == [
        (0, "Marketplace News", "Hi Ada, what is in your cellar in Porto?"),
        (1, "Ada", "An old tent"),
        (2, "Marketplace News", "Lovely"),
    ]
    assert (len(said[0].buttons), said[0].image_url) == (1, "https://images.example.com/spring.jpg")
    assert said == showing.conversation(tx, campaign.sender_id, ada, campaign.topic_name)


def test_a_long_conversation_is_read_in_parts(tx: db.Connection) -> None:
    ada, boris = a_person(tx, "ada"), a_person(tx, "boris")
    for number in range(1, 6):
        say(tx, ada, boris, BIKE, f"Message {number}", number)
    last = showing.conversation(tx, ada, boris, BIKE, 2)
    assert [message.text for message in last] == ["Message 4", "Message 5"]
    before = showing.conversation(tx, ada, boris, BIKE, 3, last[0].seq)
    assert [message.text for message in before] == ["Message 1", "Message 2", "Message 3"]


def test_a_conversation_that_is_none_cannot_be_read(tx: db.Connection) -> None:
    ada, boris, campaign = a_person(tx, "ada"), a_person(tx, "boris"), loading.get(tx, a_scheduled(tx))
    for peer, topic in ((boris, BIKE), (campaign.sender_id, campaign.topic_name)):
        with pytest.raises(NotFound):
            showing.conversation(tx, ada, peer, topic)


def test_a_blocked_peer_and_their_old_texts_stay_readable(tx: db.Connection) -> None:
    ada, boris = a_person(tx, "ada"), a_person(tx, "boris")
    say(tx, boris, ada, BIKE, "Hello", 1)
    blocking.block(tx, ada, boris, NOON)
    assert [(line.peer_name, line.text) for line in showing.inbox(tx, ada)] == [("Boris", "Hello")]


def test_values_are_those_of_the_moment_of_sending(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_running(tx)
    deliver(tx, campaign, ada)
    a_person(tx, "ada", name="Countess", attributes={"town": "Ockham"})
    assert showing.inbox(tx, ada)[0].text == "Hi Ada, what is in your cellar in Porto?"
