"""A campaign's message sent to a few named people, to see it in a real inbox; it counts nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tidings.audience import consents, persons, values
from tidings.audience.model import ALL_CATEGORIES
from tidings.campaigns import choosing, contents, loading, moving
from tidings.campaigns.loading import Campaign
from tidings.chat import posting
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, Fault, InvalidFields, NotFound

Q = queries.load("campaigns")
MOST_PEOPLE = 50


@dataclass(frozen=True)
class Sent:
    """A test in a person's inbox: the conversation it opened and the locale it is in."""

    person_id: int
    topic_name: str
    locale: str


def send(connection: db.Connection, campaign_id: int, person_ids: Sequence[int], who: str, now: datetime) -> list[Sent]:
    """Send the message as it stands to up to 50 people; each gets a conversation of its own at every call.

    All of them get it or nobody. Raises InvalidFields naming each person who cannot get it: unknown, erased, opted out
    of the campaign's category, or has blocked the sender.
    """
    wanted = list(dict.fromkeys(person_ids))
    if not 0 < len(wanted) <= MOST_PEOPLE:
        raise BadInput(f"A test goes to 1 to {MOST_PEOPLE} people, not {len(wanted)}.")
    with db.transaction(connection) as tx:
        why = f"to person number {', '.join(map(str, wanted))}"
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        sent = list(_sent(tx, campaign, wanted, now))
        moving.record(tx, campaign_id, None, "test", campaign.state, campaign.state, who, why, now)
        return sent


def _sent(tx: db.Connection, campaign: Campaign, person_ids: Sequence[int], now: datetime) -> Iterator[Sent]:
    content_ids = _create_contents(tx, campaign, now)
    # Ids of contents are given once, so no two tests share a topic.
    topic_name = f"test/{campaign.id}-{content_ids[0]}"
    faults = []
    for person_id in person_ids:
        try:
            locale = _open(tx, campaign, person_id, topic_name, content_ids, now)
        except (NotFound, Conflict) as error:
            faults.append(Fault(f"person number {person_id}", str(error)))
        else:
            yield Sent(person_id, topic_name, locale)
    if faults:
        raise InvalidFields(faults)


def _create_contents(tx: db.Connection, campaign: Campaign, now: datetime) -> list[int]:
    definition = campaign.definition
    return [
        contents.create(tx, campaign.id, variant, definition.variables, now, is_test=True)
        for variant in definition.content
    ]


def _open(
    tx: db.Connection, campaign: Campaign, person_id: int, topic_name: str, content_ids: Sequence[int], now: datetime
) -> str:
    """Open the conversation; the locale of its variant."""
    # An erasure of the person takes this lock alone: it begins before, and is seen here, or after, and blanks this.
    db.row(tx, Q["lock_person_shared"], person_id=person_id)
    locale = _check_reachable(tx, campaign, person_id)
    definition = campaign.definition
    number = choosing.choose([variant.locale for variant in definition.content], locale)
    copied = values.of_person(tx, person_id, [variable.field for variable in definition.variables])
    posting.open_with_content(tx, person_id, campaign.sender_id, topic_name, content_ids[number], copied, now)
    return definition.content[number].locale


def _check_reachable(tx: db.Connection, campaign: Campaign, person_id: int) -> str:
    """The person's locale. Raises NotFound, or Conflict when they may not be written to."""
    person = persons.get(tx, person_id)
    if person.erased_at is not None:
        raise Conflict("was erased and is written to by nobody")
    for consent in consents.of_person(tx, person_id):
        if consent.category in (campaign.category, ALL_CATEGORIES) and not consent.is_allowed:
            raise Conflict(f"opted out of {campaign.category}: name somebody who did not")
    return person.locale
