"""A topic is what a conversation is about, written `kind/id`; keys hold a number computed from that name."""

import hashlib
import re

from tidings.core.errors import BadInput, Conflict

LONGEST = 120
RESERVED = frozenset({"campaign", "test"})
_FORM = re.compile(r"[a-z][a-z0-9-]{0,39}/[A-Za-z0-9._:-]+")


def number(name: str) -> int:
    """The topic's number: BLAKE2b (RFC 7693) of the UTF-8 name, 8 bytes long, as a big-endian signed integer.

    It fits PostgreSQL's bigint and is the same in every process and for ever. Two names share a number once
    in 2**64 pairs, and would have to do so between the same two participants to matter.
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def check_name(name: str) -> str:
    """The name, when a person or an integration may begin a conversation about it.

    Raises BadInput for a name that is not `kind/id`, Conflict for a kind that only the engine may begin.
    """
    if len(name) > LONGEST or not _FORM.fullmatch(name):
        raise BadInput(
            f"The topic {name[:LONGEST]!r} is not of the form kind/id, such as listing/8841: a kind of "
            f"small letters, digits and hyphens, an id of letters, digits and . _ : -, "
            f"{LONGEST} characters at most."
        )
    if is_reserved(name):
        raise Conflict(f"Only campaigns begin conversations about {name.partition('/')[0]}/…: choose another topic.")
    return name


def is_reserved(name: str) -> bool:
    """Whether only the engine may begin a conversation about this topic; answering in it is open to all."""
    return name.partition("/")[0] in RESERVED
