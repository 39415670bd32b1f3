"""What a person's own page needs to know of them, and why they got what they got."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.audience import consents, persons
from tidings.audience.model import ALL_CATEGORIES
from tidings.campaigns import account, loading
from tidings.chat import conversations, participants
from tidings.core.errors import NotFound
from tidings.web.chat import refs
from tidings.web.deps import Connection, Participant
from tidings.web.people.access import Myself

router = APIRouter(prefix="/v1", tags=["chat"])


class Me(BaseModel):
    """Whose token it is, and how the account wants campaigns to be shown."""

    ref: str = Field(examples=["person:u0000001"])
    name: str = Field(examples=["Ada"])
    locale: str = Field(examples=["pt-PT"])
    campaigns_shown: int | None = Field(description=account.MEANINGS["campaigns_shown"], examples=[3])


class Reason(BaseModel):
    """Why a campaign's message came, and whether more of the kind may."""

    category: str = Field(examples=["promotions"])
    campaign: str = Field(description="What the campaign is called.", examples=["Spring cleaning"])
    is_allowed: bool = Field(description="Whether the caller gets more of this category; see PUT /v1/me/consents.")


@router.get("/me")
def me(tx: Connection, caller: Myself) -> Me:
    """Who calls."""
    found = persons.get(tx, caller.participant())
    shown = account.get(tx).campaigns_shown
    return Me(ref=caller.name, name=found.name, locale=found.locale, campaigns_shown=shown)


@router.get("/conversations/{conversation_id}/reason")
def reason(tx: Connection, caller: Participant, conversation_id: str) -> Reason:
    """Why the caller got this conversation, which a campaign opened."""
    peer_id, topic = refs.of_conversation(conversation_id)
    owner_id = caller.participant()
    conversations.get(tx, owner_id, peer_id, topic)
    kind, _, number = topic.partition("/")
    if kind != "campaign" or not participants.is_person(owner_id):
        raise NotFound("No campaign opened this conversation.")
    campaign = loading.get(tx, int(number))
    category = campaign.definition.category
    refused = {each.category for each in consents.of_person(tx, owner_id) if not each.is_allowed}
    is_allowed = not refused & {category, ALL_CATEGORIES}
    return Reason(category=category, campaign=campaign.definition.name, is_allowed=is_allowed)
