"""The product from draft to archive, told by real processes: the first test to read."""

import pytest

from tests.flow import story
from tests.flow.house import house


@pytest.mark.timeout(300)
@pytest.mark.beside
def test_a_campaign_lives_from_draft_to_archive_and_back(database: str) -> None:
    with house(DATABASE_URL=database, TIDINGS_CLOCK="2026-03-02T12:00:00Z,7200") as made:
        tale = story.Tale(made)
        for step in story.STEPS:
            step(tale)
