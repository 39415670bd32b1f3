"""Processes killed over and over in the middle of batches: nothing lost, nothing twice, and it goes on by itself."""

import random
import signal
import time

import pytest

from tests.flow import striking
from tests.flow.house import crowd, house
from tests.flow.sending import Campaign, launch
from tests.waiting import until
from tidings.campaigns.model import CampaignState

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
PEOPLE = 20_000
CROWD = 60_000
LONGEST_SILENCE_S = 5.0
# A transaction that stands still, and a peer that does not answer, are given up by the server after so long.
LONGEST_TIMEOUT_S = 10.0


@pytest.mark.parametrize("victims", [("sender",), ("planner", "governor", "finisher", "relay"), ("postgres",)], ids=str)
def test_a_campaign_goes_on_within_seconds_of_every_kill_and_counts_exactly(victims: tuple[str, ...]) -> None:
    drawn = random.Random(20261124)
    with house(TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100") as made:
        crowd(made, PEOPLE)
        campaign = launch(made, ceiling=2_500)
        until(lambda: campaign.sent_count() > 0, "the first message")
        for kill_number in range(4):
            killed_s = striking.kill(made, *victims)
            _expect_more(campaign, killed_s)
            if kill_number % 2:
                _pause_and_resume(campaign)
            until(lambda: all(made.processes(victim) for victim in victims), "a restart")  # noqa: B023
            time.sleep(drawn.uniform(0, 0.3))
        assert campaign.wait_for_end(90) is CampaignState.COMPLETED
        assert campaign.recount().member_count == PEOPLE


def test_senders_killed_in_the_middle_of_their_largest_statements_lose_and_repeat_nothing() -> None:
    with house(TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="2000") as made:
        crowd(made, CROWD)
        campaign = launch(made)
        hits = []
        for _ in range(4):
            hits.append(striking.strike(made, "sender", striking.SENDING).is_hit)
            assert campaign.sent_count() < CROWD
            until(lambda: len(made.processes("sender")) == 2, "a restart")
        assert sum(hits) >= 3
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        recount = campaign.recount()
        assert (recount.member_count, recount.opened_count) == (CROWD, CROWD)


def test_a_planner_killed_while_it_freezes_leaves_nothing_of_it_and_the_next_one_plans_once() -> None:
    with house(TIDINGS_BATCH_SIZE="2000") as made:
        crowd(made, CROWD)
        launched: list[Campaign] = []
        first = striking.strike(made, "planner", striking.FREEZING, lambda: launched.append(launch(made)))
        [campaign] = launched
        assert campaign.is_untouched()
        until(lambda: made.processes("planner"), "a restart")
        second = striking.strike(made, "planner", striking.FREEZING)
        assert campaign.is_untouched()
        until(lambda: made.processes("planner"), "another restart")
        assert first.is_hit and second.is_hit
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        recount = campaign.recount()
        assert (recount.member_count, recount.opened_count) == (CROWD, CROWD)
        assert campaign.actions() == ["create", "launch", "begin", "finish"]


def test_a_sender_stopped_for_longer_than_any_timeout_repeats_nothing() -> None:
    with house(TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100", TIDINGS_STATEMENT_TIMEOUT_MS="1500") as made:
        crowd(made, 32_000)
        campaign = launch(made, ceiling=2_000)
        until(lambda: campaign.sent_count() > 0, "the first message")
        stopped, _ = made.processes("sender")
        stopped.send_signal(signal.SIGSTOP)
        before = campaign.sent_count()
        time.sleep(LONGEST_TIMEOUT_S + 1)
        assert before + 10_000 < campaign.sent_count() < 32_000
        stopped.send_signal(signal.SIGCONT)
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        recount = campaign.recount()
        assert recount.opened_count == recount.member_count == 32_000
        assert len(made.processes("sender")) == 2


def test_a_sender_that_is_asked_to_stop_leaves_at_once_and_loses_nothing() -> None:
    with house(TIDINGS_BATCH_SIZE="100") as made:
        crowd(made, 8_000)
        campaign = launch(made, ceiling=2_500)
        until(lambda: campaign.sent_count() > 0, "the first message")
        for _ in range(3):
            [sender] = made.processes("sender")
            sender.terminate()
            sender.wait(2)
            until(lambda: made.processes("sender"), "another sender")
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        campaign.recount()


def test_whoever_kills_the_supervisor_finds_nothing_left_running_and_can_start_again() -> None:
    with house(TIDINGS_BATCH_SIZE="100") as made:
        crowd(made, 8_000)
        campaign = launch(made, ceiling=2_500)
        until(lambda: campaign.sent_count() > 0, "the first message")
        children = made.processes("supervisor")[0].children()
        made.kill("supervisor")
        until(lambda: not any(child.is_running() for child in children), "an end of all processes", seconds=15)
        made.begin()
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        campaign.recount()


def _expect_more(campaign: Campaign, killed_s: float) -> None:
    """Called once nothing can come any more of what had begun before the kill."""
    before = campaign.sent_count()
    left_s = killed_s + LONGEST_SILENCE_S - time.monotonic()
    until(lambda: campaign.sent_count() > before, "sending goes on", seconds=left_s)


def _pause_and_resume(campaign: Campaign) -> None:
    """Also with a sender, or the server, that was killed a moment ago."""
    until(campaign.house.is_answering, "an answer of the database")
    campaign.pause()
    sent_count = campaign.sent_count()
    time.sleep(0.2)
    assert campaign.sent_count() == sent_count
    campaign.resume()
