"""The story told again with a kill after every step: what was told stays told, and it goes on by itself."""

import pytest

from tests.flow import story
from tests.flow.house import ROLES, House, house
from tests.waiting import until


@pytest.mark.crash
@pytest.mark.beside
@pytest.mark.timeout(400)
@pytest.mark.parametrize("victims", [ROLES, ("postgres",)], ids=["every worker", "the database"])
def test_the_story_is_the_same_with_a_kill_after_every_step(victims: tuple[str, ...]) -> None:
    with house(TIDINGS_CLOCK="2026-03-02T12:00:00Z,7200") as made:
        tale = story.Tale(made)
        for step in story.STEPS:
            step(tale)
            killed_count = sum(made.kill(victim) for victim in victims)
            assert killed_count == len(victims)
            until(lambda: _is_back(made, victims), f"{', '.join(victims)} started again", seconds=30)


def _is_back(made: House, victims: tuple[str, ...]) -> bool:
    return made.is_answering() and all(made.processes(victim) for victim in victims)
