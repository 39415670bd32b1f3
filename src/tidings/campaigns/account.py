"""What the account decides for all campaigns, changeable while they run: its zone, its quiet hours, its ceiling."""

import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from tidings.audience.model import is_storable
from tidings.campaigns import moving
from tidings.campaigns.forms import LARGEST_CEILING
from tidings.campaigns.model import QuietHours
from tidings.core import config, db, queries
from tidings.core.errors import BadInput

Q = queries.load("campaigns")
NONE = "none"
REQUIRED = "required"
LONGEST_GRACE_S = 3600
LONGEST_NAME = 100
# Messages a second of a new installation: the highest ceiling tried beside which the slowest of a hundred of people's
# requests is at most a quarter slower than without campaigns, by `bin/bench foreground --ceilings …` on two cores.
DEFAULT_CEILING = 10_000
NIGHT = QuietHours(begins_at=time(21), ends_at=time(7))
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")  # noqa: RUF001


@dataclass(frozen=True)
class Account:
    """`zone` is an IANA name; `quiet_hours` None: no hour is quiet; `ceiling` is messages a second, None: without.

    `grace_s` is as the process's settings say until somebody chose it. `typed_above` None: nobody repeats a number.
    `campaigns_shown` None: all of them.
    """

    zone: str = "UTC"
    quiet_hours: QuietHours | None = NIGHT
    ceiling: int | None = None
    grace_s: float = field(default_factory=lambda: config.settings().launch_grace_seconds)
    typed_above: int | None = None
    review: bool = False
    name: str = ""
    campaigns_shown: int | None = 3

    @property
    def grace(self) -> timedelta:
        """How much product time lies between a launch and the first message, in which it can be taken back."""
        return timedelta(seconds=self.grace_s)

    def text(self, name: str) -> str:
        """A setting as `change` would take it."""
        value = getattr(self, name)
        if isinstance(value, QuietHours):
            return f"{value.begins_at:%H:%M}-{value.ends_at:%H:%M}"
        if name == "grace_s":
            return f"{value:g}"
        if name == "review":
            return REQUIRED if value else NONE
        return NONE if value is None else str(value)


@dataclass(frozen=True)
class SettingChange:
    """What a setting was and became, each as a text that `change` takes; who did it, and when."""

    name: str
    before: str
    after: str
    who: str
    changed_at: datetime


# Settings that change how fast or when running campaigns go.
PACING = ("ceiling", "quiet_hours", "zone")
MOST_CHANGES = 500
MEANINGS = {
    "zone": "IANA zone of the account: for times without a zone, and for people whose zone is not known",
    "quiet_hours": "local hours in which nothing is sent, such as 21:00-07:00, or none",
    "ceiling": "the most messages a second of all campaigns together, or none",
    "grace_s": "seconds between a launch and the first message, in which it can be taken back",
    "typed_above": "more recipients than so many are repeated as a number by whoever launches, or none",
    "review": "required: what goes out is approved by somebody else than who submitted it; or none",
    "campaigns_shown": "unanswered campaigns that the chat shows somebody at once, the newest of them, or none: all",
    "name": "what those who work here call it, such as the marketplace's name; empty: nothing",
}


def get(tx: db.Connection) -> Account:
    """The account's settings, with the default of each that nobody changed."""
    stored = {found["name"]: found["value"] for found in db.rows(tx, Q["settings"])}
    known = {name: _load(name, value) for name, value in stored.items() if name in MEANINGS}
    return Account(**known)


def begin(tx: db.Connection, now: datetime) -> None:
    """Give a new installation the ceiling beside which people hardly notice campaigns, unless somebody chose one."""
    place = {"name": "ceiling", "value": Jsonb(DEFAULT_CEILING), "who": moving.SYSTEM}
    db.run(tx, Q["begin_setting"], **place, now=now)


def change(
    connection: db.Connection,
    name: str,
    text: str,
    who: str,
    now: datetime,
    *,
    agree: Callable[[Account], None] = lambda before: None,
) -> Account:
    """Set one setting from its text; the settings that hold then. Raises BadInput for a name or value.

    Commits on its own: `connection` is outside a transaction. `agree` sees what is changed and raises when it is not to
    be. It returns when no sender still goes by the old value.
    """
    moving.check_named(who, "an account setting")
    value = check(name, text)
    with db.transaction(connection) as tx:
        db.run(tx, Q["lock_settings"])
        before = get(tx)
        agree(before)
        db.run(tx, Q["change_setting"], name=name, value=Jsonb(value), who=who, now=now)
        texts = {"before": before.text(name), "after": get(tx).text(name)}
        if texts["before"] != texts["after"]:
            db.run(tx, Q["record_setting"], name=name, **texts, who=who, now=now)
    db.wait_for_senders(connection)
    return get(connection)


def paced(tx: db.Connection, since: datetime, until: datetime) -> list[SettingChange]:
    """What changed the pace of all campaigns between two instants, both included, oldest first; the first 500."""
    place = {"since": since, "until": until, "names": list(PACING), "limit": MOST_CHANGES}
    return [SettingChange(**found) for found in db.rows(tx, Q["settings_changed"], **place)]


def check(name: str, text: str) -> Any:
    """The value of a setting in the form in which it is stored. Raises BadInput for a name or value."""
    if name == "zone":
        return check_zone(text.strip())
    if name == "quiet_hours":
        return None if text.strip().lower() == NONE else _check_hours(text.strip())
    if name == "ceiling":
        return None if text.strip().lower() == NONE else check_ceiling(text.strip())
    if name == "grace_s":
        return _check_grace(text.strip())
    if name == "typed_above":
        return None if text.strip().lower() == NONE else _check_count(text.strip())
    if name == "campaigns_shown":
        return None if text.strip().lower() == NONE else _check_shown(text.strip())
    if name == "review":
        return _check_review(text.strip().lower())
    if name == "name":
        return _check_name(text.strip())
    raise BadInput(f"There is no account setting {name!r}: there are {', '.join(MEANINGS)}.")


def check_zone(name: str) -> str:
    """The name, when the pinned zone data knows it. Raises BadInput."""
    if name not in zoneinfo.available_timezones():
        raise BadInput(f"The zone {name!r} is not known: use an IANA name such as Europe/Madrid.")
    return name


def check_ceiling(text: str) -> int:
    """Messages a second, 1 or more. Raises BadInput."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 0 < int(text) <= LARGEST_CEILING:
        raise BadInput(
            f"The ceiling {text!r} is not a number of messages a second: give 1 or more, or none. "
            "To send nothing, pause the campaign."
        )
    return int(text)


def _check_grace(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) or float(text) > LONGEST_GRACE_S:
        raise BadInput(f"The grace {text!r} is not a number of seconds: give 0 to {LONGEST_GRACE_S:,}.")
    return float(text)


def _check_count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise BadInput(f"{text!r} is not a number of recipients: give 0 or more, or none.")
    return int(text)


def _check_shown(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise BadInput(f"{text!r} is not a number of conversations: give 0 to 999, or none to show all.")
    return int(text)


def _check_review(text: str) -> bool:
    if text not in (REQUIRED, NONE):
        raise BadInput(f"A review is {REQUIRED} or {NONE}, not {text!r}.")
    return text == REQUIRED


def _check_name(text: str) -> str:
    if len(text) > LONGEST_NAME or not (text.isprintable() and is_storable(text)):
        raise BadInput(f"The name {text[:LONGEST_NAME]!r} has more than {LONGEST_NAME} characters, or some of no kind.")
    return text


def _check_hours(text: str) -> dict[str, str]:
    match = _HOURS.fullmatch(text)
    if match is None:
        raise BadInput(f"The quiet hours {text!r} are not of the form 21:00-07:00, or none.")
    try:
        begin, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError as error:
        raise BadInput(f"The quiet hours {text!r} name a time that no clock shows: {error}.") from error
    if begin == end:
        raise BadInput(f"The quiet hours {text!r} would last all day, and nothing would ever be sent.")
    return {"begins_at": begin.isoformat(), "ends_at": end.isoformat()}


def _load(name: str, value: Any) -> Any:
    if name == "quiet_hours" and value is not None:
        return QuietHours.model_validate(value)
    return value
