"""What the shop has to be told: where its Tidings is, and the two secrets that it shares with it."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """As the environment says."""

    tidings_url: str
    tidings_key: str
    jwt_secret: str
    port: int
    database: Path

    @property
    def tidings_socket(self) -> str:
        """The address of its sockets, for the content policy."""
        address = urlsplit(self.tidings_url)
        return f"{'wss' if address.scheme == 'https' else 'ws'}://{address.netloc}"


def read() -> Settings:
    """Read them. Raises KeyError when one that is needed is missing."""
    return Settings(
        tidings_url=os.environ["TIDINGS_URL"].rstrip("/"),
        tidings_key=os.environ["TIDINGS_KEY"],
        jwt_secret=os.environ["TIDINGS_JWT_SECRET"],
        port=int(os.environ.get("SHOP_PORT", "8480")),
        database=Path(os.environ.get("SHOP_DB", ".tidings/rummage.sqlite")),
    )
