"""The connection is lost after the server committed a batch and before the sender heard of it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.flow.cutting import Way
from tests.flow.house import house, invite
from tests.flow.sending import launch
from tests.waiting import until
from tidings.campaigns.model import CampaignState
from tidings.core import clock

pytestmark = [pytest.mark.crash, pytest.mark.timeout(200)]


def test_a_batch_whose_commit_was_not_heard_of_is_not_sent_again() -> None:
    with house(TIDINGS_BATCH_SIZE="100") as made:
        invite(made, 10_000)
        made.kill("sender", signal.SIGSTOP)
        way = Way(int(str(conninfo_to_dict(made.url)["port"])))
        url = make_conninfo(made.url, port=way.port)
        environment = {**os.environ, "DATABASE_URL": url, "TIDINGS_CLOCK": clock.current().text()}
        sender = subprocess.Popen([sys.executable, "-m", "tidings.cli.role", "sender"], env=environment)
        try:
            campaign = launch(made, ceiling=2_000)
            for _ in range(8):
                before = campaign.sent_count()
                until(lambda: campaign.sent_count() > before, "more messages")  # noqa: B023
                way.cut_answers()
                time.sleep(0.15)
                way.mend()
            assert way.lost_count >= 8
            made.kill("sender", signal.SIGCONT)
            assert campaign.wait_for_end() is CampaignState.COMPLETED
            campaign.recount()
        finally:
            sender.terminate()
            sender.wait(10)
            way.close()
