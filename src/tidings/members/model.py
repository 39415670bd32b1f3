"""What a member is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member does here; each may do what those before it may."""

    VIEWER = "viewer"
    AUTHOR = "author"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Member:
    """Somebody who may sign in unless disabled, known by their e-mail in lower case.

    `has_password` is false for whoever signs in elsewhere only.
    """

    id: int
    email: str
    name: str
    role: Role
    has_password: bool
    created_at: datetime
    created_by: str
    disabled_at: datetime | None
