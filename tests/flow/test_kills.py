"""Processes killed over and over in the middle of batches: nothing lost, nothing twice, and it goes on by itself."""

import random
import signal
import time

import pytest

from tests.flow.house import house, invite
from tests.flow.sending import Campaign, launch
from tests.waiting import until
from tidings.campaigns.model import CampaignState

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
PEOPLE = 40_000
LONGEST_SILENCE_S = 5.0


@pytest.mark.parametrize("victims", [("sender",), ("planner", "governor", "finisher", "relay"), ("postgres",)], ids=str)
def test_a_campaign_goes_on_within_seconds_of_every_kill_and_counts_exactly(victims: tuple[str, ...]) -> None:
    drawn = random.Random(20261124)
    with house(TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100") as made:
        invite(made, PEOPLE)
        campaign = launch(made, ceiling=2_500)
        until(lambda: campaign.sent_count() > 0, "the first message")
        for kill_number in range(5):
            before = campaign.sent_count()
            for victim in victims:
                assert made.kill(victim) > 0
            _expect_more(campaign, before)
            if kill_number % 2:
                _pause_and_resume(campaign)
            until(lambda: all(made.processes(victim) for victim in victims), "a restart")  # noqa: B023
            time.sleep(drawn.uniform(0, 0.3))
        assert campaign.wait_for_end(90) is CampaignState.COMPLETED
        assert campaign.recount().member_count == PEOPLE


def test_a_sender_stopped_for_longer_than_any_timeout_repeats_nothing() -> None:
    with house(TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100", TIDINGS_STATEMENT_TIMEOUT_MS="1500") as made:
        invite(made, 20_000)
        campaign = launch(made, ceiling=2_000)
        until(lambda: campaign.sent_count() > 0, "the first message")
        stopped, _ = made.processes("sender")
        stopped.send_signal(signal.SIGSTOP)
        before = campaign.sent_count()
        time.sleep(6)
        assert campaign.sent_count() > before + 2_000
        stopped.send_signal(signal.SIGCONT)
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        campaign.recount()


def test_a_sender_that_is_asked_to_stop_leaves_at_once_and_loses_nothing() -> None:
    with house(TIDINGS_BATCH_SIZE="100") as made:
        invite(made, 10_000)
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
        invite(made, 10_000)
        campaign = launch(made, ceiling=2_500)
        until(lambda: campaign.sent_count() > 0, "the first message")
        children = made.processes("supervisor")[0].children()
        made.kill("supervisor")
        until(lambda: not any(child.is_running() for child in children), "an end of all processes", seconds=15)
        made.begin()
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        campaign.recount()


def _expect_more(campaign: Campaign, before: int) -> None:
    began_s = time.monotonic()
    until(lambda: campaign.sent_count() > before, "sending goes on", seconds=LONGEST_SILENCE_S)
    assert time.monotonic() - began_s <= LONGEST_SILENCE_S


def _pause_and_resume(campaign: Campaign) -> None:
    """Also with a sender, or the server, that was killed a moment ago."""
    until(campaign.house.is_answering, "an answer of the database")
    campaign.pause()
    sent_count = campaign.sent_count()
    time.sleep(0.2)
    assert campaign.sent_count() == sent_count
    campaign.resume()
