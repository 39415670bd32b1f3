"""The night begins and ends while batches run, on the day the clocks change: nobody hears anything in it."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.flow.house import House, house
from tests.flow.sending import Campaign, launch
from tidings.audience import importing
from tidings.campaigns import loading
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db

pytestmark = [pytest.mark.crash, pytest.mark.beside, pytest.mark.timeout(200)]
ZONES = ("Europe/Berlin", "Europe/London", "Asia/Kolkata", "America/New_York", "Asia/Tokyo", "Africa/Casablanca")
PER_ZONE = 250
SPEED = 5400


# The nights in which clocks go forward in Europe, back in Europe, and forward in the United States.
@pytest.mark.parametrize("start", ["2026-03-28T15:00:00Z", "2026-10-24T15:00:00Z", "2026-03-07T20:00:00Z"])
def test_nobody_gets_anything_at_night_when_the_clocks_change(start: str) -> None:
    with house(TIDINGS_CLOCK=f"{start},{SPEED}", TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="50") as made:
        _people(made)
        campaign = launch(made, quiet_hours="account", ceiling=100)
        with made.connect() as connection:
            grown_at_night = _watch(connection, campaign)
        assert grown_at_night == []
        assert campaign.recount().opened_count == PER_ZONE * len(ZONES)


def _people(made: House) -> None:
    file = made.data_dir / "zones.csv"
    rows = [f"{zone}-{number},{zone}" for zone in ZONES for number in range(PER_ZONE)]
    file.write_text("\n".join(["external_id,zone", *rows]) + "\n", encoding="utf-8")
    with made.connect() as connection:
        importing.import_file(connection, file, clock.now())


def _watch(connection: db.Connection, campaign: Campaign) -> list[tuple[str, datetime, datetime]]:
    """Look at the inboxes until it is over; the zones in which some filled between two looks, both of them at night."""
    seen: dict[str, int] = {}
    found = []
    looked_at = clock.now()
    while loading.get(connection, campaign.id).ended_as is None:
        counts = _counts(connection, campaign)
        now = clock.now()
        for zone, count in counts.items():
            if count > seen.get(zone, 0) and _is_night(zone, looked_at) and _is_night(zone, now):
                found.append((zone, looked_at, now))
        seen, looked_at = counts, now
        time.sleep(0.01)
    assert loading.get(connection, campaign.id).ended_as is CampaignState.COMPLETED
    assert sum(_counts(connection, campaign).values()) == PER_ZONE * len(ZONES)
    return found


def _counts(connection: db.Connection, campaign: Campaign) -> dict[str, int]:
    found = connection.execute(
        "select zone.name, count(*) as count from entry join person on person.id = owner_id"
        " join zone on zone.id = zone_id where topic_name = %s group by 1",
        [f"campaign/{campaign.id}"],
    ).fetchall()
    return {row["name"]: row["count"] for row in found}


def _is_night(zone: str, moment: datetime) -> bool:
    return not 7 <= moment.astimezone(ZoneInfo(zone)).hour < 21
