"""Pictures that campaigns show, kept under a hash of what they are: the same one is kept once, and none changes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns.picturing import Picture
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("campaigns")


@dataclass(frozen=True)
class Image:
    """A picture that is kept; `hash` is the SHA-256 of its content."""

    hash: str
    media_type: str
    width: int
    height: int


def keep(tx: db.Connection, picture: Picture, who: str, now: datetime) -> Image:
    """Keep a picture, unless it is kept already."""
    found = Image(hashlib.sha256(picture.content).hexdigest(), picture.media_type, picture.width, picture.height)
    db.run(tx, Q["keep_image"], **vars(found), content=picture.content, who=who, now=now)
    return found


def content(tx: db.Connection, image_hash: str) -> tuple[str, bytes]:
    """The media type and the bytes of a picture. Raises NotFound."""
    found = db.row(tx, Q["image_content"], hash=image_hash)
    if found is None:
        raise NotFound("There is no such picture.")
    return found["media_type"], found["content"]
