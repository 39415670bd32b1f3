"""What was acknowledged while a campaign ran holds: a pause, a stop, an opt-out, a block, an erasure."""

import random
import time

import pytest

from tests.flow.house import house, invite
from tests.flow.sending import launch
from tests.waiting import until
from tidings.audience import consents, persons
from tidings.campaigns import erasing
from tidings.campaigns.model import CampaignState
from tidings.chat import blocking, participants
from tidings.core import clock

pytestmark = [pytest.mark.crash, pytest.mark.timeout(200)]


def test_nothing_is_created_after_a_pause_at_full_speed_was_acknowledged(database: str) -> None:
    with house(DATABASE_URL=database, TIDINGS_SENDERS="2") as made:
        invite(made, 60_000)
        campaign = launch(made)
        until(lambda: campaign.sent_count() > 0, "the first message")
        counts = []
        for _ in range(5):
            campaign.pause()
            counts.append(campaign.sent_count())
            for _ in range(5):
                time.sleep(0.05)
                assert campaign.sent_count() == counts[-1]
            campaign.resume()
        assert campaign.wait_for_end() is CampaignState.COMPLETED
        assert counts[0] < 60_000
        campaign.recount()


def test_a_stopped_campaign_sends_nothing_more_and_accounts_for_everybody(database: str) -> None:
    with house(DATABASE_URL=database, TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100") as made:
        invite(made, 20_000)
        campaign = launch(made, ceiling=5_000)
        until(lambda: campaign.sent_count() > 500, "some messages")
        campaign.stop()
        sent_count = campaign.sent_count()
        time.sleep(1)
        assert campaign.sent_count() == sent_count
        until(lambda: campaign.recount().waiting_count == 0, "the rest accounted for")
        recount = campaign.recount()
        assert recount.unsent_count == 20_000 - sent_count - recount.left_out_count > 0


def test_whoever_opted_out_blocked_or_was_erased_while_it_ran_gets_nothing_after_the_acknowledgement(
    database: str,
) -> None:
    drawn = random.Random(3)
    with house(DATABASE_URL=database, TIDINGS_SENDERS="2", TIDINGS_BATCH_SIZE="100") as made:
        people = drawn.sample(invite(made, 12_000), 90)
        campaign = launch(made, ceiling=2_000)
        until(lambda: campaign.sent_count() > 0, "the first message")
        spared = []
        with made.connect("cli") as connection:
            sender = participants.find(connection, "marketplace-news")
            for number, external_id in enumerate(people):
                person_id = persons.find(connection, external_id).id
                if number % 3 == 0:
                    consents.decide(connection, person_id, "promotions", False, "widget", clock.now())
                elif number % 3 == 1:
                    blocking.block(connection, person_id, sender.id, clock.now())
                else:
                    erasing.erase(connection, external_id, clock.now())
                if not campaign.has_it(connection, person_id):
                    spared.append(person_id)
            assert campaign.wait_for_end() is CampaignState.COMPLETED
            assert len(spared) > 10
            assert [person_id for person_id in spared if campaign.has_it(connection, person_id)] == []
            kept = connection.execute(
                "select from entry join person on person.id = owner_id"
                " where erased_at is not null and opening_values is not null"
            ).fetchone()
            assert kept is None
        campaign.recount()
