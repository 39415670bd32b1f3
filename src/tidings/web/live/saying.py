"""What is said over a socket or a stream, and what clients say: each kind once, from which the document is made."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

from tidings.chat import posting
from tidings.web import idempotency
from tidings.web.chat.telling import EXAMPLE_ID, Conversation, Message


class Hello(BaseModel):
    """The first that a client says, and what it says again before its token expires."""

    type: Literal["hello"] = "hello"
    token: str = Field(max_length=8192, description="A person's token, or an API key that speaks as somebody.")


class Post(BaseModel):
    """A message into a conversation that is there. Each is answered by `posted` or `refused` with its key."""

    type: Literal["post"] = "post"
    key: str = Field(
        min_length=1,
        max_length=idempotency.LONGEST_KEY,
        pattern=idempotency.KEY,
        description="As `Idempotency-Key`: a repetition with the same one, here or by HTTP, writes nothing again.",
    )
    conversation_id: str = Field(max_length=300, examples=[EXAMPLE_ID])
    text: str = Field(max_length=posting.LONGEST_BODY, examples=["Is it still there?"])


class Posted(BaseModel):
    """The message of that key is written."""

    type: Literal["posted"] = "posted"
    key: str
    conversation_id: str = Field(examples=[EXAMPLE_ID])
    seq: int = Field(description="The message's number.")


class Problem(BaseModel):
    """Why not, as HTTP would answer it (RFC 9457). After a `status` of 503 it may be said again, with the same key."""

    type: str = Field(examples=["urn:tidings:problem:conflict"])
    title: str
    status: int = Field(examples=[409])
    detail: str


class Refused(BaseModel):
    """The message of that key is not written, as far as is known."""

    type: Literal["refused"] = "refused"
    key: str
    problem: Problem


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


WORDS: TypeAdapter[Hello | Post] = TypeAdapter(Annotated[Hello | Post, Field(discriminator="type")])
RESET = Reset().model_dump_json()
