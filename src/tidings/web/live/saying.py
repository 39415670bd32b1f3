"""What is said over a socket or a stream, and what clients say: each kind once, from which the document is made."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, TypeAdapter

from tidings.web.chat.telling import Conversation, Message


class Hello(BaseModel):
    """The first that a client says, and what it says again before its token expires."""

    type: Literal["hello"] = "hello"
    token: str = Field(max_length=8192, description="A person's token, or an API key that speaks as somebody.")


class Welcome(BaseModel):
    """Whoever asked is known. Changes after this one are told: look at everything anew, now."""

    type: Literal["welcome"] = "welcome"
    ref: str = Field(examples=["person:u0000001"])
    expires_at: datetime | None = Field(description="When a new token has to have come; null: never.")


class Changed(BaseModel):
    """A conversation of yours as it is now: it is new, or takes the place of what you have under its id."""

    type: Literal["conversation"] = "conversation"
    conversation: Conversation
    message: Message = Field(description="Its last message. When you lack those before it, ask for the history.")


class Waits(BaseModel):
    """What is unread now, archived conversations aside."""

    type: Literal["unread"] = "unread"
    conversation_count: int
    message_count: int


class Reset(BaseModel):
    """Something was not told: look at everything anew."""

    type: Literal["reset"] = "reset"


HELLO = TypeAdapter(Hello)
RESET = Reset().model_dump_json()
