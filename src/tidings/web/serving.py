"""The processes that serve, where the API is, and its secret when it was given none; light: every command loads it."""

import os
import secrets
import socket
from pathlib import Path

from tidings.core import config, log
from tidings.core.errors import Unavailable

HOST = "127.0.0.1"
_SECRET = "jwt_secret"


def serve() -> None:
    """Answer requests until SIGTERM or SIGINT."""
    # FastAPI takes most of a second to load, which no other process and no command needs to wait for.
    from tidings.web import app  # noqa: PLC0415

    log.configure("api")
    app.serve(HOST, config.settings().api_port)


def serve_sockets() -> None:
    """Hold people's sockets and streams, and nothing else of the API, until SIGTERM or SIGINT."""
    from tidings.web import app  # noqa: PLC0415

    log.configure("gateway")
    data_dir = config.settings().data_dir
    if (data_dir / _SECRET).exists():
        # Beside a `tidings up` that made one.
        os.environ["TIDINGS_JWT_SECRET"] = secret(data_dir)
        config.settings.cache_clear()
    app.serve(HOST, config.settings().gateway_port, app.Doors.SOCKETS)


def address() -> str:
    """Where the API answers."""
    return f"http://{HOST}:{config.settings().api_port}"


def check_port() -> None:
    """Raises Unavailable when somebody else listens where the API is to answer."""
    port = config.settings().api_port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Unavailable(
                f"Port {port} of {HOST} is taken by another program: end it, or name a free port with TIDINGS_API_PORT."
            ) from error


def secret(data_dir: Path) -> str:
    """The secret of people's tokens: the one of the settings, else one made once and kept in the data directory.

    Empty when people's tokens are checked by public keys.
    """
    settings = config.settings()
    if settings.jwt_secret or settings.jwt_jwks:
        return settings.jwt_secret
    place = data_dir / _SECRET
    if not place.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        draft.replace(place)
    return place.read_text().strip()
