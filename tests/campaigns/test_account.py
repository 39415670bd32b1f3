from datetime import time, timedelta

import pytest

from tests.campaigns.drafts import MIA, NOON
from tidings.campaigns import account
from tidings.campaigns.model import QuietHours
from tidings.core import db
from tidings.core.errors import BadInput


def test_an_account_that_nobody_set_sleeps_at_night(tx: db.Connection) -> None:
    assert account.get(tx) == account.Account("UTC", QuietHours(begins_at=time(21), ends_at=time(7)), None)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("zone", "Europe/Madrid", "Europe/Madrid"),
        ("zone", " Asia/Kathmandu ", "Asia/Kathmandu"),
        ("quiet_hours", "20:30-8:00", QuietHours(begins_at=time(20, 30), ends_at=time(8))),
        ("quiet_hours", "00:00 – 06:00", QuietHours(begins_at=time(0), ends_at=time(6))),  # noqa: RUF001
        ("quiet_hours", "None", None),
        ("ceiling", "5000", 5000),
        ("ceiling", "2147483647", 2147483647),
        ("ceiling", "none", None),
        ("grace_s", "0", 0),
        ("grace_s", "2.5", 2.5),
        ("name", " Example Market ", "Example Market"),
        ("name", "", ""),
        ("typed_above", "1000", 1000),
        ("typed_above", "none", None),
        ("campaigns_shown", "0", 0),
        ("campaigns_shown", "none", None),
        ("review", "required", True),
        ("review", "none", False),
    ],
)
def test_a_setting_is_kept_and_read_back(tx: db.Connection, name: str, text: str, value: object) -> None:
    assert getattr(account.change(tx, name, text, MIA, NOON), name) == value
    assert getattr(account.get(tx), name) == value


@pytest.mark.parametrize("name", account.MEANINGS)
def test_a_setting_is_shown_as_it_would_be_given(tx: db.Connection, name: str) -> None:
    text = account.get(tx).text(name)
    before = account.get(tx)
    assert account.change(tx, name, text, MIA, NOON) == before


def test_a_setting_leaves_the_others_alone_and_the_last_one_holds(tx: db.Connection) -> None:
    account.change(tx, "zone", "Europe/Madrid", MIA, NOON)
    account.change(tx, "ceiling", "50", MIA, NOON)
    account.change(tx, "ceiling", "60", "noah", NOON)
    assert account.get(tx) == account.Account("Europe/Madrid", account.NIGHT, 60)
    changed = tx.execute("select changed_by from account_setting where name = 'ceiling'").fetchone()
    assert changed == {"changed_by": "noah"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("zone", "Mars/Base", "'Mars/Base' is not known: use an IANA name"),
        ("zone", "", "is not known"),
        ("zone", "europe/madrid", "is not known"),
        ("zone", "../etc/passwd", "is not known"),
        ("zone", "UTC\0", "is not known"),
        ("quiet_hours", "21-7", "are not of the form 21:00-07:00"),
        ("quiet_hours", "21:00", "are not of the form"),
        ("quiet_hours", "21:00-07:00 UTC", "are not of the form"),
        ("quiet_hours", "24:00-07:00", "name a time that no clock shows"),
        ("quiet_hours", "21:60-07:00", "name a time that no clock shows"),
        ("quiet_hours", "21:00-21:00", "would last all day"),
        ("quiet_hours", "", "are not of the form"),
        ("ceiling", "0", "is not a number of messages a second"),
        ("ceiling", "-5", "is not a number"),
        ("ceiling", "1e3", "is not a number"),
        ("ceiling", "2147483648", "is not a number"),
        ("ceiling", "٥٠", "is not a number"),
        ("ceiling", "", "is not a number"),
        ("grace_s", "none", "is not a number of seconds"),
        ("grace_s", "3601", "is not a number of seconds"),
        ("typed_above", "-1", "is not a number of recipients"),
        ("campaigns_shown", "many", "is not a number of conversations"),
        ("name", "x" * 101, "more than 100 characters"),
        ("name", "a\nb", "of no kind"),
        ("review", "yes", "is required or none"),
        (
            "colour",
            "blue",
            "no account setting 'colour': there are zone, quiet_hours, ceiling, grace_s, typed_above, review, "
            "campaigns_shown, name",
        ),
    ],
)
def test_a_setting_that_cannot_be_changes_nothing(tx: db.Connection, name: str, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        account.change(tx, name, text, MIA, NOON)
    assert account.get(tx) == account.Account()


def test_nobody_changes_a_setting_without_a_name(tx: db.Connection) -> None:
    with pytest.raises(BadInput, match="Say who"):
        account.change(tx, "ceiling", "5", " ", NOON)
    assert account.get(tx).ceiling is None


def test_a_new_installation_begins_with_a_ceiling_that_somebody_may_take_away(tx: db.Connection) -> None:
    account.begin(tx, NOON)
    assert account.get(tx).ceiling == account.DEFAULT_CEILING
    account.change(tx, "ceiling", "none", MIA, NOON)
    account.begin(tx, NOON)
    assert account.get(tx).ceiling is None


def test_what_changed_the_pace_is_kept_with_who_and_when_and_nothing_else(tx: db.Connection) -> None:
    account.change(tx, "ceiling", "500", MIA, NOON)
    account.change(tx, "ceiling", "500", MIA, NOON + timedelta(minutes=1))
    account.change(tx, "name", "Example Market", MIA, NOON + timedelta(minutes=2))
    account.change(tx, "quiet_hours", "none", "noah", NOON + timedelta(minutes=3))
    account.change(tx, "ceiling", "none", "noah", NOON + timedelta(minutes=4))
    found = account.paced(tx, NOON, NOON + timedelta(minutes=3))
    assert [(each.name, each.before, each.after, each.who) for each in found] == [
        ("ceiling", "none", "500", MIA),
        ("quiet_hours", "21:00-07:00", "none", "noah"),
    ]
    assert [each.changed_at for each in found] == [NOON, NOON + timedelta(minutes=3)]
