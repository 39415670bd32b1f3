"""The table of campaigns and the calendar, as whoever looks at them asks."""

from datetime import timedelta
from typing import Any

import pytest

from tests.campaigns import drafts
from tests.delivery.plans import Seen
from tests.web.calling import NOON, Api, Caller
from tidings.campaigns import control, listing
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.web.callers import Scope


def reader(api: Api) -> Caller:
    return api.server(Scope.CAMPAIGNS_READ)


def names(told: Any) -> list[str]:
    return [each["name"] for each in told.json()["items"]]


def test_the_table_shows_who_wrote_from_whom_it_comes_and_how_far_it_is(api: Api) -> None:
    running = drafts.a_running(api.tx)
    [line] = reader(api).get("/v1/campaigns").json()["items"]
    assert (line["id"], line["author"], line["sender"]["ref"]) == (running, drafts.MIA, "system:marketplace-news")
    [task] = line["tasks"]
    assert (task["kind"], task["state"], task["member_count"], task["hold"]) == ("send", "running", 0, None)


def test_the_table_shows_only_some_states_and_names(api: Api) -> None:
    for name, state in (("Spring", CampaignState.DRAFT), ("Summer", CampaignState.RUNNING)):
        drafts.in_state(api.tx, state, name=name)
    drafts.an_ended(api.tx, name="50% off_season")
    mia = reader(api)
    assert names(mia.get("/v1/campaigns", state=["draft", "running"])) == ["Summer", "Spring"]
    assert names(mia.get("/v1/campaigns", search="UMM")) == ["Summer"]
    assert names(mia.get("/v1/campaigns", search="50%")) == names(mia.get("/v1/campaigns", search="f_s"))
    assert names(mia.get("/v1/campaigns", search="%")) == ["50% off_season"]
    assert mia.get("/v1/campaigns", state="none").status_code == 422


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", [4, 3, 2, 1, 0]), ("name", [3, 1, 0, 2, 4]), ("opens_at", [4, 1, 2, 3, 0])],
)
def test_every_order_is_paged_without_a_gap_or_a_repetition(api: Api, sort: str, order: list[int]) -> None:
    later = (NOON + timedelta(days=2)).replace(tzinfo=None).isoformat()
    sooner = (NOON + timedelta(days=1)).replace(tzinfo=None).isoformat()
    made = [
        drafts.a_scheduled(api.tx, name="b"),
        drafts.a_draft(api.tx, name="a"),
        drafts.a_scheduled(api.tx, name="c", send_at=later),
        drafts.a_scheduled(api.tx, name="A", send_at=sooner),
        drafts.a_draft(api.tx, name="d"),
    ]
    if sort == "name":
        order = [1, 3, 0, 2, 4]
    mia, cursor, found = reader(api), None, []
    while True:
        told = mia.get("/v1/campaigns", sort=sort, limit=2, **({"cursor": cursor} if cursor else {})).json()
        found += [made.index(each["id"]) for each in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert found == order


def test_a_cursor_of_another_order_is_refused(api: Api) -> None:
    drafts.a_draft(api.tx)
    mia = reader(api)
    cursor = mia.get("/v1/campaigns", limit=1).json()["next"]
    assert mia.get("/v1/campaigns", sort="name", cursor=cursor).status_code == 400


def test_a_page_takes_as_many_statements_for_many_campaigns_as_for_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = reader(api)
    mia.get("/v1/campaigns")
    counts = []
    for _ in range(2):
        for _ in range(4):
            drafts.a_running(api.tx)
        seen = Seen()
        with monkeypatch.context() as patch:
            for name in ("rows", "row", "run"):
                patch.setattr(db, name, _noting(getattr(db, name), seen))
            assert len(mia.get("/v1/campaigns").json()["items"]) in (4, 8)
        counts.append(len(seen.texts))
    assert counts[0] == counts[1] <= 14


def _noting(real: Any, seen: Seen) -> Any:
    def noted(tx: db.Connection, text: str, /, **parameters: Any) -> Any:
        seen.note(text, parameters)
        return real(tx, text, **parameters)

    return noted


def test_the_calendar_shows_what_ran_what_runs_and_what_a_draft_says(api: Api) -> None:
    mia = reader(api)
    tomorrow = (NOON + timedelta(days=1)).replace(tzinfo=None).isoformat()
    drafts.a_draft(api.tx, name="no time")
    drafts.a_draft(api.tx, name="tomorrow", send_at=tomorrow)
    drafts.an_ended(api.tx, name="done")
    drafts.a_running(api.tx, name="running")

    def seen(begin: int, end: int) -> list[str]:
        span = {"from": (NOON + timedelta(days=begin)).isoformat(), "to": (NOON + timedelta(days=end)).isoformat()}
        return names(mia.get("/v1/campaigns/calendar", **span))

    assert seen(-1, 3) == ["done", "running", "tomorrow"]
    assert seen(2, 3) == ["running"]
    assert seen(-3, -1) == []
    assert mia.get("/v1/campaigns/calendar", **{"from": "2026-01-01T00:00:00Z", "to": "2029-01-01T00:00:00Z"}).is_error


def test_what_is_under_way_or_was_changed_lately_is_told_and_nothing_else(tx: db.Connection) -> None:
    made = {state: drafts.in_state(tx, state) for state in CampaignState}
    later = NOON + timedelta(minutes=1)

    def told() -> set[int]:
        return {each.id for each in listing.under_way(tx, later, 100)}

    under_way = {made[CampaignState.SCHEDULED], made[CampaignState.RUNNING]}
    assert told() == under_way
    control.submit(tx, made[CampaignState.DRAFT], drafts.MIA, drafts.WHY, NOON + timedelta(minutes=2))
    assert told() == under_way | {made[CampaignState.DRAFT]}
