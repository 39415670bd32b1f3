"""Campaigns as a table lists them: filtered, searched, sorted, with who wrote each; and those that a calendar shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tidings.campaigns import tasks
from tidings.campaigns.loading import Campaign, Q, campaign_of
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import Task
from tidings.core import db


class Sort(StrEnum):
    """In which order campaigns are listed; `opens_at` has those first that have no time yet, then the latest."""

    NEWEST = "newest"
    NAME = "name"
    OPENS_AT = "opens_at"


_QUERY = {Sort.NEWEST: "listed_by_newest", Sort.NAME: "listed_by_name", Sort.OPENS_AT: "listed_by_opens_at"}


@dataclass(frozen=True)
class Wanted:
    """Which campaigns: in any of the states, all without one; with `search` anywhere in the name."""

    states: tuple[CampaignState, ...] = ()
    search: str = ""


@dataclass(frozen=True)
class Listed:
    """A campaign with who wrote it and its tasks, oldest first; `place` is where a page goes on after it."""

    campaign: Campaign
    author: str
    tasks: tuple[Task, ...]
    place: str = ""

    @property
    def id(self) -> int:
        """The campaign's number."""
        return self.campaign.id


def page(
    tx: db.Connection, wanted: Wanted, sort: Sort, limit: int, after: tuple[str, int] | None = None
) -> list[Listed]:
    """So many campaigns, those after the place and number of the last one seen. Three statements."""
    place, number = after or (None, None)
    found = db.rows(
        tx,
        Q[_QUERY[sort]],
        states=list(wanted.states),
        search=wanted.search,
        place=place,
        number=number,
        limit=limit,
    )
    return _listed(tx, found)


def under_way(tx: db.Connection, since: datetime, limit: int) -> list[Listed]:
    """The latest campaigns that are launched and not ended, have a task that is not, or were changed after `since`."""
    return _listed(tx, db.rows(tx, Q["listed_under_way"], since=since, limit=limit))


def planned(tx: db.Connection, begins_at: datetime, until: datetime) -> list[Campaign]:
    """Campaigns that were or may be under way then, oldest first, and all drafts with a time of their own."""
    return [campaign_of(row) for row in db.rows(tx, Q["planned_between"], begins_at=begins_at, until=until)]


def authors(tx: db.Connection, ids: Collection[int]) -> dict[int, str]:
    """Who wrote each of these campaigns."""
    return {row["campaign_id"]: row["who"] for row in db.rows(tx, Q["authors"], ids=list(ids))}


def _listed(tx: db.Connection, rows: list[dict[str, Any]]) -> list[Listed]:
    return _with_more(tx, [(campaign_of(row), place) for row in rows for place in [row.pop("place", "")]])


def _with_more(tx: db.Connection, found: Sequence[tuple[Campaign, str]]) -> list[Listed]:
    ids = [campaign.id for campaign, _ in found]
    if not ids:
        return []
    written_by = authors(tx, ids)
    found_tasks = tasks.of_campaigns(tx, ids)
    return [
        Listed(
            campaign,
            written_by.get(campaign.id, ""),
            tuple(task for task in found_tasks if task.campaign_id == campaign.id),
            place,
        )
        for campaign, place in found
    ]
