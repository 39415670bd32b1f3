"""Tidings for servers: `sign_token` for a marketplace's people, `Tidings` for everything that its server does."""

from tidings_client.campaigns import Campaigns
from tidings_client.chat import Chat
from tidings_client.client import Tidings
from tidings_client.people import ImportFailed, People
from tidings_client.problems import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    TidingsError,
    Unauthenticated,
    Unavailable,
    Unreachable,
)
from tidings_client.shapes import Campaign, Consent, Conversation, Import, Message, Participant, Posted, Status, Task
from tidings_client.tokens import sign_token

__all__ = [
    "Campaign",
    "Campaigns",
    "Chat",
    "Conflict",
    "Consent",
    "Conversation",
    "Forbidden",
    "Import",
    "ImportFailed",
    "Invalid",
    "Message",
    "NotFound",
    "Participant",
    "People",
    "Posted",
    "Problem",
    "Status",
    "Task",
    "Tidings",
    "TidingsError",
    "Unauthenticated",
    "Unavailable",
    "Unreachable",
    "sign_token",
]
