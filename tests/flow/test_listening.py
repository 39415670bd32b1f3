"""What campaigns do to an inbox is told to whoever has it open: sent, archived, and brought back; by the bus alone."""

from urllib.parse import urlsplit

from tests.panel import place as places
from tests.waiting import until
from tests.web.calling import SECRET
from tests.web.listening import client


def test_a_campaign_comes_goes_and_comes_back_in_an_open_inbox() -> None:
    with places.place(TIDINGS_JWT_SECRET=SECRET) as place:
        port = urlsplit(place.address).port
        assert port is not None
        with client(port, place.people[0]) as somebody:
            sent = place.campaign("Spring offers", archive_after_days=0)
            place.launch(sent)
            place.wait_for(sent, "completed")
            somebody.check()
            [line] = somebody.lines.values()
            assert line["topic"] == f"campaign/{sent}"
            place.wait_for(sent, "archived")
            somebody.check()
            assert [each["is_archived"] for each in somebody.lines.values()] == [True]
            assert somebody.unread == {"conversation_count": 0, "message_count": 0}
            place.house.tell("campaign", "undo-archive", str(sent), "--why", "too early")
            until(lambda: place.in_inboxes(sent) > 0, "a conversation that is back", seconds=30)
            somebody.check()
            assert [each["is_archived"] for each in somebody.lines.values()] == [False]
