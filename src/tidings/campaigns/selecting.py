"""A campaign's audience in the words of `audience`, and what campaigns add to the fields that a segment may ask."""

from collections.abc import Callable
from typing import Any

from tidings.audience.catalogue import PERSON_ID, Catalogue, Question
from tidings.audience.model import Predicate, Selection
from tidings.campaigns import loading
from tidings.campaigns.model import Definition
from tidings.chat import predicates, topics
from tidings.core import db
from tidings.core.errors import BadInput, NotFound

_Told = Callable[[str, int, int, str], tuple[str, dict[str, Any]]]
# What a person did with a campaign's message, as chat can tell it.
QUESTIONS: dict[str, _Told] = {
    "got_campaign": predicates.got,
    "read_campaign": predicates.read,
    "answered_campaign": predicates.answered,
}


def selection(definition: Definition) -> Selection:
    """Whom the definition means."""
    return Selection(**dict(definition.audience))


def catalogue(tx: db.Connection) -> Catalogue:
    """The fields that a campaign's audience may ask: a person's own, and who got, read or answered campaign N."""
    return Catalogue(tuple(_question(tx, name, told) for name, told in QUESTIONS.items()))


def _question(tx: db.Connection, name: str, told: _Told) -> Question:
    def predicate(value: object, prefix: str) -> Predicate:
        campaign = _campaign(tx, value)
        return told(PERSON_ID, campaign.sender_id, topics.number(campaign.topic_name), prefix)

    return Question(name, predicate)


def _campaign(tx: db.Connection, value: object) -> loading.Campaign:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadInput("must be the number of a campaign")
    try:
        return loading.get(tx, int(text))
    except NotFound as error:
        raise BadInput(str(error)) from error
