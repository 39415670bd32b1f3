"""Settings as people may see them: without secrets, and without the password in a server's address."""

import re
from dataclasses import dataclass
from pathlib import Path

from tidings.core import config
from tidings.core.config import Settings

SECRETS = ("jwt_secret", "oidc_client_secret")
HIDDEN = "***"
_PASSWORD = re.compile(r"(?P<before>://[^/@:]*:)[^@/\s]+(?=@)|(?P<name>\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)")


@dataclass(frozen=True)
class Shown:
    """A setting by its variable, with its default, its meaning and what it is in this process."""

    name: str
    default: str | int | float
    meaning: str
    value: str | int | float


def every() -> list[Shown]:
    """Every setting of this process. Raises BadInput for one that cannot be read."""
    current = config.settings()
    return [
        Shown(
            config.variable(name),
            _plain(field.get_default()),
            field.description or "",
            _without_secrets(name, getattr(current, name)),
        )
        for name, field in Settings.model_fields.items()
    ]


def _without_secrets(name: str, value: object) -> str | int | float:
    if name in SECRETS:
        return HIDDEN if value else ""
    plain = _plain(value)
    if not isinstance(plain, str):
        return plain
    return _PASSWORD.sub(lambda match: f"{match['before'] or match['name']}{HIDDEN}", plain)


def _plain(value: object) -> str | int | float:
    if isinstance(value, Path):
        return str(value)
    assert isinstance(value, str | int | float), "a setting of a kind that is not shown yet"
    return value
