"""Writing and reading as the participant that the key speaks for, or as the person of a token."""

import uuid
from collections.abc import Iterator

from tidings_client.calling import Caller, name
from tidings_client.shapes import Conversation, Message, Posted, take

LARGEST_PAGE = 100


class Chat:
    """What one participant says, and what is said to them."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self, to: str, topic: str, text: str, *, key: str | None = None) -> Posted:
        """Write to `person:ID` or `system:HANDLE` about a topic, such as `listing/8841`.

        Sent again by itself, it is written once. Give a key of your own, such as `offer-7`, when your program may ask
        again after it was stopped.
        """
        body = {"to": to, "topic": topic, "text": text}
        return take(Posted, self._caller.ask("POST", "/v1/messages", body=body, key=key or str(uuid.uuid4())))

    def answer(self, conversation_id: str, text: str, *, key: str | None = None) -> Posted:
        """Write in a conversation that is there."""
        path = f"/v1/conversations/{name(conversation_id)}/messages"
        return take(Posted, self._caller.ask("POST", path, body={"text": text}, key=key or str(uuid.uuid4())))

    def inbox(self, *, archived: bool = False) -> Iterator[Conversation]:
        """All conversations, the newest first, fetched a page at a time as they are wanted."""
        cursor = None
        while True:
            query = {"limit": LARGEST_PAGE, "cursor": cursor, "archived": "true" if archived else None}
            page = self._caller.ask("GET", "/v1/conversations", query=query)
            yield from (take(Conversation, each) for each in page["items"])
            cursor = page["next"]
            if cursor is None:
                return

    def history(self, conversation_id: str) -> Iterator[Message]:
        """All messages of a conversation, the newest first, fetched a page at a time as they are wanted."""
        path = f"/v1/conversations/{name(conversation_id)}/messages"
        cursor = None
        while True:
            page = self._caller.ask("GET", path, query={"limit": LARGEST_PAGE, "cursor": cursor})
            yield from (take(Message, each) for each in reversed(page["items"]))
            cursor = page["before"]
            if cursor is None:
                return

    def mark_read(self, conversation_id: str, seq: int) -> None:
        """Say that everything up to this message was read."""
        self._caller.ask("PUT", f"/v1/conversations/{name(conversation_id)}/read", body={"seq": seq})

    def unread(self) -> int:
        """How many messages wait."""
        return int(self._caller.ask("GET", "/v1/unread")["message_count"])
