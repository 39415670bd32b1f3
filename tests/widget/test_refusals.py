"""Whatever the API refuses people with in their chat is known to the other languages of the widget, and no more."""

import re

import pytest

from tests.architecture.layout import ROOT
from tests.panel.collecting import HOLE, said

# What refuses whoever writes, and whoever reports a conversation.
MODULES = (
    "tidings.campaigns.erasing",
    "tidings.chat.blocking",
    "tidings.chat.posting",
    "tidings.chat.reporting",
    "tidings.web.chat.writing",
    "tidings.web.line",
    "tidings.web.live.writer",
    "tidings.web.pools",
)
# Sentences of theirs that nobody reads in the widget, each with the reason.
ELSEWHERE = {
    "two messages into one conversation": "is a mistake of a program",
    "This person already has the conversation about": "is about campaigns",
    "This participant has no such conversation about": "has its own words in every language, by its status",
    "There is no report": "is told to members",
}


def sentences() -> list[str]:
    found = {each.text.replace(HOLE, "7") for module in MODULES for each in said(module)}
    return sorted(each for each in found if not each.startswith(tuple(ELSEWHERE)))


def patterns() -> list[str]:
    source = (ROOT / "frontend/widget/src/texts/refusals.ts").read_text()
    return re.findall(r"^  \w+: /(.+)/,$", source, re.MULTILINE)


@pytest.mark.parametrize("sentence", sentences())
def test_it_is_known(sentence: str) -> None:
    assert [each for each in patterns() if re.search(each, sentence)] != []


@pytest.mark.parametrize("pattern", patterns())
def test_no_pattern_is_left_over(pattern: str) -> None:
    assert [each for each in sentences() if re.search(pattern, each)] != []
