"""ETags of what two may edit: a change names the revision that it was made from (RFC 9110, section 13.1.1)."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Header

from tidings.campaigns.adjusting import as_it_is
from tidings.campaigns.loading import Campaign
from tidings.core.errors import BadInput
from tidings.web.refusals import PreconditionFailed, PreconditionRequired

ANY = "*"
SEEN = "The ETag of what was looked at: when it is given, nothing is done if it was changed meanwhile."
IfSeen = Annotated[str | None, Header(alias="If-Match", max_length=1000, description=SEEN)]
IfMatch = Annotated[str | None, Header(max_length=1000, description="The ETag of what was edited.")]
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


def tag(revision: int | str) -> str:
    """The ETag of a revision: its number, or what stands for it."""
    return f'"{revision}"'


def expected(if_match: str | None) -> frozenset[str]:
    """The ETags of an `If-Match`, `*` for any. Raises PreconditionRequired without one, BadInput for none at all.

    Weak ones never match, as `If-Match` compares strongly.
    """
    if if_match is None:
        raise PreconditionRequired("Say with If-Match which revision you edited: it is the ETag of the answer to GET.")
    if if_match.strip() == ANY:
        return frozenset({ANY})
    parts = [_TAG.fullmatch(part.strip()) for part in if_match.split(",")]
    if not all(parts):
        raise BadInput(f'If-Match is no list of ETags such as "3": {if_match[:100]!r}')
    return frozenset(part[0] for part in parts if part and not part[1])


def seen(if_match: str | None) -> Callable[[Campaign], None]:
    """What raises PreconditionFailed for a campaign of another revision; without an `If-Match` any will do."""
    if if_match is None:
        return as_it_is
    wanted = expected(if_match)
    return lambda found: check(wanted, found.revision)


def check(wanted: frozenset[str], revision: int | str | None) -> None:
    """Raises PreconditionFailed when the revision is another one than those wanted, or None: there is none."""
    if revision is None:
        raise PreconditionFailed("It is not there: what does not exist yet is made without If-Match.")
    if ANY not in wanted and tag(revision) not in wanted:
        raise PreconditionFailed(f"Somebody else saved it: its ETag is {tag(revision)} now. Look at it and edit again.")
