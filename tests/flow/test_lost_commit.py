"""The connection is lost after the server committed a batch and before the sender heard of it."""

import os
import signal
import subprocess
import sys

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.flow.cutting import Way
from tests.flow.house import crowd, house
from tests.flow.sending import launch
from tests.waiting import until
from tidings.campaigns.model import CampaignState
from tidings.core import clock

pytestmark = [pytest.mark.crash, pytest.mark.beside, pytest.mark.timeout(200)]
PEOPLE = 10_000
LOSSES = 8


def test_a_batch_whose_commit_was_not_heard_of_is_not_sent_again() -> None:
    with house(TIDINGS_BATCH_SIZE="100") as made:
        crowd(made, PEOPLE)
        made.kill("sender", signal.SIGSTOP)
        way = Way(int(str(conninfo_to_dict(made.url)["port"])), "insert into entry")
        url = make_conninfo(made.url, port=way.port)
        environment = {**os.environ, "DATABASE_URL": url, "TIDINGS_CLOCK": clock.current().text()}
        sender = subprocess.Popen([sys.executable, "-m", "tidings.cli.role", "sender"], env=environment)
        try:
            campaign = launch(made, ceiling=2_000)
            for number in range(LOSSES):
                heard_count = len(way.heard)
                until(lambda: len(way.heard) > heard_count, "a batch that is heard of")  # noqa: B023
                way.lose_next()
                until(lambda: len(way.lost) > number, "a batch that is not")  # noqa: B023
            campaign.pause()
            lost_count, heard_count = _sent_count(way.lost), _sent_count(way.heard)
            assert lost_count >= LOSSES
            assert campaign.sent_count() == lost_count + heard_count < PEOPLE
            campaign.resume()
            made.kill("sender", signal.SIGCONT)
            assert campaign.wait_for_end() is CampaignState.COMPLETED
            assert campaign.recount().opened_count == PEOPLE
        finally:
            sender.terminate()
            sender.wait(10)
            way.close()


def _sent_count(answers: list[list[str]]) -> int:
    """How many got the message by what sending statements answered: the batch, how many got it, how many not."""
    return sum(int(done_count) for _, done_count, *_ in answers)
