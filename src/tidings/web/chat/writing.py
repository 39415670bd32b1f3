"""Writing messages, each once by its key: one of a request, or what came from many in a moment, all at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import psycopg
from pydantic import BaseModel, Field

from tidings.campaigns import erasing
from tidings.chat import participants, posting
from tidings.chat.model import Place
from tidings.chat.posting import Draft
from tidings.core import clock, db
from tidings.core.errors import TidingsError
from tidings.web import idempotency
from tidings.web.chat import refs
from tidings.web.chat.telling import EXAMPLE_ID
from tidings.web.idempotency import Claim
from tidings.web.refusals import Overloaded

# What one of many can do to all of them, and what somebody who holds a lock can; each alone then fares as it does.
TORN = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.IntegrityError,
)


class Posted(BaseModel):
    """Where a message stands now."""

    conversation_id: str = Field(examples=[EXAMPLE_ID])
    seq: int


@dataclass(frozen=True)
class Post:
    """A message into a conversation that is there, by whoever was let in as `caller`.

    `check` raises when they would not be let in any more; None for people, who are erased instead.
    """

    caller: str
    author_id: int
    conversation_id: str
    peer_id: int
    topic: str
    text: str
    key: str
    check: Callable[[db.Connection], object] | None = None

    @property
    def places(self) -> tuple[Place, Place]:
        """Both views of it."""
        return Place(self.author_id, self.peer_id, self.topic), Place(self.peer_id, self.author_id, self.topic)

    @property
    def is_plain(self) -> bool:
        """Whether a person writes to somebody else."""
        return participants.is_person(self.author_id) and self.peer_id not in (0, self.author_id)

    @property
    def claim(self) -> Claim:
        """As the request that asks for the same by HTTP claims it: whoever loses a socket repeats it there."""
        path = f"/v1/conversations/{self.conversation_id}/messages"
        return Claim(self.caller, self.key, idempotency.fingerprint("POST", path, {"text": self.text}))


def write(tx: db.Connection, author_id: int, peer_id: int, topic: str, text: str, *, begins: bool) -> Posted:
    """Write a message inside a transaction. Raises what `post` raises, and Conflict when one of the two was erased."""
    erasing.keep_off(tx, (author_id, peer_id))
    seq = posting.post(tx, author_id, peer_id, topic, text, clock.now(), begins=begins)
    return Posted(conversation_id=refs.conversation_id(peer_id, topic), seq=seq)


def write_together(connection: db.Connection, posts: Sequence[Post]) -> dict[Post, Posted]:
    """Write messages of people, each into another conversation, in one transaction; where those that are written stand.

    It costs little more than one of them does. Whatever is not as plain, or refused, or held up by somebody else for
    longer than a moment, is left out, as if it had not been asked for: `write_alone` does it or says why not. Raises
    what psycopg raises when the database goes away: then it is not known what was written.
    """
    plain = [post for post in posts if post.is_plain]
    try:
        return _together(connection, plain) if plain else {}
    except TORN:
        return {}


def write_alone(connection: db.Connection, post: Post) -> Posted | TidingsError:
    """Write one message, as a request for it would; what is answered."""

    def work(tx: db.Connection) -> Posted:
        if post.check:
            post.check(tx)
        return write(tx, post.author_id, post.peer_id, post.topic, post.text, begins=False)

    try:
        return Posted.model_validate(idempotency.do(connection, post.claim, work).answer)
    except TidingsError as error:
        return error
    except TORN:
        return Overloaded("Somebody else is at the same place: say it again.")


def _together(connection: db.Connection, posts: Sequence[Post]) -> dict[Post, Posted]:
    claims = {post: post.claim for post in posts}
    with db.transaction(connection) as tx:
        taken = idempotency.claim_all(tx, list(claims.values()))
        ours = _distinct(post for post in posts if claims[post] in taken)
        gone = erasing.hold_off(tx, {number for post in ours for number in (post.author_id, post.peer_id)})
        wanted = [post for post in ours if not gone & {post.author_id, post.peer_id}]
        drafts = [Draft(post.author_id, post.peer_id, post.topic, post.text) for post in wanted]
        seqs = posting.post_all(tx, drafts, clock.now())
        done = {
            post: Posted(conversation_id=refs.conversation_id(post.peer_id, post.topic), seq=seq)
            for post, seq in zip(wanted, seqs, strict=True)
            if isinstance(seq, int)
        }
        idempotency.keep_all(tx, {claims[post]: posted.model_dump() for post, posted in done.items()}, 201)
        left = taken - {claims[post] for post in done}
        if left:
            idempotency.release_all(tx, left)
    return done


def _distinct(posts: Iterable[Post]) -> list[Post]:
    """One of each key: a repetition is answered as what it repeats was."""
    found: dict[tuple[str, str], Post] = {}
    for post in posts:
        found.setdefault((post.caller, post.key), post)
    return list(found.values())
