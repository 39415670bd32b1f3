"""A whole Tidings on a real Kafka: campaigns count exactly and come into open inboxes, whatever the broker meets."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.panel import place as places
from tests.panel.place import Place
from tests.waiting import until
from tests.web.calling import SECRET
from tests.web.listening import client
from tidings.core import broker

# Two processes of the server, a broker, and all of Tidings take their time to begin.
pytestmark = [pytest.mark.patient, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with places.place(with_kafka=True, TIDINGS_JWT_SECRET=SECRET) as made:
        yield made


def waiting(place: Place) -> int:
    """How many records wait for anybody."""
    return sum(each["waiting_count"] for each in place.house.tell("topics", "lag")["places"])


def check(place: Place, campaign: int) -> None:
    """Everybody is accounted for, what was told by events too."""
    until(lambda: waiting(place) == 0, "nothing waiting", seconds=60)
    assert place.house.tell("campaign", "verify", str(campaign))["is_right"]


def test_a_campaign_comes_into_an_open_inbox_and_its_events_count_exactly(place: Place) -> None:
    port = urlsplit(place.address).port
    assert port is not None
    assert place.house.tell("topics", "plan") == []
    with client(port, place.people[0]) as somebody:
        sent = place.campaign("Spring offers")
        place.launch(sent)
        place.wait_for(sent, "completed")
        somebody.check()
        assert [line["topic"] for line in somebody.lines.values()] == [f"campaign/{sent}"]
    check(place, sent)


def test_a_campaign_goes_on_while_the_broker_is_killed_and_is_told_afterwards(place: Place) -> None:
    sent = place.campaign("Summer offers")
    assert place.house.kill("kafka") == 1
    place.launch(sent)
    place.wait_for(sent, "completed")
    assert place.in_inboxes(sent) > 0
    until(lambda: broker.answers(int(place.house.environment["TIDINGS_KAFKA_PORT"])), "a broker again", seconds=60)
    check(place, sent)


def test_a_tidings_that_was_ended_goes_on_where_it_was(place: Place) -> None:
    assert place.house.end() == 0
    assert not broker.answers(int(place.house.environment["TIDINGS_KAFKA_PORT"]))
    place.house.begin()
    until(place.is_served, "the API")
    sent = place.campaign("Autumn offers")
    place.launch(sent)
    place.wait_for(sent, "completed")
    check(place, sent)
