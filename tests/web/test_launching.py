"""What an account asks of whoever launches: the number of recipients, a second person, and some seconds to think."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.campaigns import drafts
from tests.web.calling import NOON, Api, Caller
from tidings.campaigns import account, control
from tidings.campaigns.model import CampaignState
from tidings.chat import participants
from tidings.core import clock, config
from tidings.delivery import planning
from tidings.web.callers import Scope

WHY = {"why": "the plan says so"}


def publisher(api: Api) -> Caller:
    return api.server(
        Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE, Scope.CAMPAIGNS_LAUNCH, Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE
    )


def setting(mia: Caller, name: str, value: str) -> None:
    told = mia.call("PUT", f"/v1/account/{name}", {"value": value}, if_match="*")
    assert (told.status_code, told.json()[name]) == (200, value)


def test_the_number_of_recipients_is_repeated_above_a_size(api: Api) -> None:
    mia = publisher(api)
    for name in ("ada", "ben", "eve"):
        api.person(name)
    api.person("eve").put("/v1/blocks/system:marketplace-news")
    setting(mia, "typed_above", "1")
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}/launch"
    for said in ({}, {"recipients": 3}, {"recipients": 20}):
        told = mia.post(path, WHY | said)
        assert (told.status_code, told.json()["recipients"]) == (409, 2)
        assert "2 people" in told.json()["detail"]
    assert mia.post(path, WHY | {"recipients": 2}).status_code == 202
    setting(mia, "typed_above", "2")
    assert mia.post(f"/v1/campaigns/{drafts.a_draft(api.tx)}/launch", WHY).status_code == 202


def test_whoever_approves_repeats_the_number_too(api: Api) -> None:
    mia = publisher(api)
    api.person("ada"), api.person("ben")
    setting(mia, "typed_above", "0")
    path = f"/v1/campaigns/{drafts.in_state(api.tx, CampaignState.IN_REVIEW)}/approve"
    assert mia.post(path, WHY).json()["recipients"] == 2
    assert mia.post(path, WHY | {"recipients": 2}).status_code == 202


def test_nothing_goes_out_unseen_when_the_account_wants_a_review(api: Api) -> None:
    mia = publisher(api)
    setting(mia, "review", "required")
    campaign_id = drafts.a_draft(api.tx)
    told = mia.post(f"/v1/campaigns/{campaign_id}/launch", WHY)
    assert told.status_code == 409 and "submit" in told.json()["detail"]
    assert mia.post(f"/v1/campaigns/{campaign_id}/submit", WHY).status_code == 200
    assert mia.post(f"/v1/campaigns/{campaign_id}/approve", WHY).status_code == 409
    assert publisher(api).post(f"/v1/campaigns/{campaign_id}/approve", WHY).status_code == 202


def test_a_launch_can_be_taken_back_for_as_long_as_the_account_says(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = publisher(api)
    assert mia.get("/v1/account").json()["grace_s"] == "10"
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()
    assert mia.get("/v1/account").json()["grace_s"] == "0"
    setting(mia, "grace_s", "90")
    before = clock.now()
    told = mia.post(f"/v1/campaigns/{drafts.a_draft(api.tx)}/launch", WHY).json()
    opens_at = datetime.fromisoformat(told["opens_at"])
    assert timedelta(seconds=90) <= opens_at - before < timedelta(seconds=100)
    # Whoever launched it was told so: a setting of later changes nothing for it.
    setting(mia, "grace_s", "0")
    assert planning.plan(api.tx, told["id"], opens_at - timedelta(seconds=1)) is None
    assert planning.plan(api.tx, told["id"], opens_at) == 0


def changed(mia: Caller, campaign_id: int) -> dict[str, Any]:
    found = mia.get(f"/v1/campaigns/{campaign_id}/changes-since-review").json()
    return {each["place"]: (each["before"], each["after"]) for each in found["changes"]}


def test_whoever_reviews_again_is_told_what_was_changed(api: Api) -> None:
    mia = publisher(api)
    campaign_id = drafts.a_draft(api.tx)
    told = mia.get(f"/v1/campaigns/{campaign_id}/changes-since-review").json()
    assert told == {"since": None, "changes": []}
    control.submit(api.tx, campaign_id, "ben", "look", NOON)
    assert changed(mia, campaign_id) == {}
    control.reject(api.tx, campaign_id, "eve", "too loud", NOON + timedelta(seconds=1))
    new = drafts.definition(name="Quiet cleaning", content=[drafts.variant(text="Psst")], archive_after_days=3)
    body = new.model_dump(mode="json")
    assert mia.call("PUT", f"/v1/campaigns/{campaign_id}", body, if_match="*").status_code == 200
    found = changed(mia, campaign_id)
    assert (found["name"], found["archive_after_days"]) == (("Spring cleaning", "Quiet cleaning"), (None, 3))
    assert found["content[0].text"][1] == "Psst"
    assert found["content[1]"][1] is None and found["content[1]"][0]["locale"] == "pt"
    control.submit(api.tx, campaign_id, "ben", "look again", NOON + timedelta(seconds=2))
    assert changed(mia, campaign_id) == found
    told = mia.get(f"/v1/campaigns/{campaign_id}/changes-since-review").json()
    assert (told["since"]["action"], told["since"]["who"]) == ("submit", "ben")
    control.approve(api.tx, campaign_id, "eve", "good", NOON + timedelta(seconds=3))
    assert changed(mia, campaign_id) == {}
    control.set_ceiling(api.tx, campaign_id, 7, "eve", "slower", NOON)
    assert changed(mia, campaign_id) == {"ceiling": (None, 7)}


def test_settings_of_before_hold_as_they_were(api: Api) -> None:
    participants.ensure_default(api.tx, NOON)
    found = account.get(api.tx)
    assert (found.typed_above, found.review, found.grace) == (None, False, timedelta(seconds=10))


def test_what_changes_while_a_campaign_runs_is_not_changed_when_somebody_else_decided_meanwhile(api: Api) -> None:
    mia = publisher(api)
    api.person("ada")
    campaign_id = drafts.in_state(api.tx, CampaignState.RUNNING)
    path = f"/v1/campaigns/{campaign_id}"
    corrected = {"content": {"locale": "en", "text": "Hello"}} | WHY
    changes: list[tuple[str, dict[str, Any]]] = [
        ("tasks/send/ceiling", {"ceiling": 7} | WHY),
        ("deadline", {"stop_at": None} | WHY),
        ("expiry", {"archive_after_days": 3} | WHY),
        ("content/en", corrected),
    ]
    for place, body in changes:
        seen = mia.get(path).headers["etag"]
        first = mia.call("PUT", f"{path}/{place}", body, if_match=seen)
        assert (first.is_success, first.headers["etag"]) == (True, mia.get(path).headers["etag"])
        second = mia.call("PUT", f"{path}/{place}", body, if_match=seen)
        assert (second.status_code, second.json()["type"]) == (412, "urn:tidings:problem:precondition-failed")
        # Whoever does not say what they saw changes whatever is there.
        assert mia.call("PUT", f"{path}/{place}", body).is_success
        assert mia.call("PUT", f"{path}/{place}", body, if_match="*").is_success
