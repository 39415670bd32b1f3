"""The German phrasebook of the panel, read as `texts/phrases.ts` reads it."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[2] / "frontend" / "panel" / "src" / "texts" / "phrases.de.json"
_HOLE = re.compile(r"\{([a-z]+\d?)\}")
# The hole that holds another sentence.
SENTENCE = "said"


@dataclass(frozen=True)
class Phrase:
    """An English template and what it is in German."""

    said: str
    told: str

    @property
    def holes(self) -> list[str]:
        """The names of its holes, in the order of the English."""
        return _HOLE.findall(self.said)

    @property
    def has_the_same_holes(self) -> bool:
        """Whether nothing is filled in that the German leaves out, or the other way about."""
        return Counter(self.holes) == Counter(_HOLE.findall(self.told))

    @property
    def weight(self) -> int:
        """How much of it is written out."""
        return len(_HOLE.sub("", self.said))

    def filled(self, text: str) -> tuple[str, ...] | None:
        """What a sentence fills into its holes; None for a sentence that it is not."""
        found = _pattern(self.said).fullmatch(text)
        return found.groups() if found else None


class Phrasebook:
    """All phrases, the one first of which the most is written out."""

    def __init__(self, book: dict[str, Any]) -> None:
        self.words: dict[str, dict[str, str]] = book["words"]
        phrases = [Phrase(said, told) for said, told in book["phrases"].items()]
        self.phrases = sorted(phrases, key=lambda each: -each.weight)

    def find(self, text: str) -> tuple[Phrase, tuple[str, ...]] | None:
        """The phrase of a sentence and what is filled in."""
        for phrase in self.phrases:
            filled = phrase.filled(text)
            if filled is not None:
                return phrase, filled
        return None

    def used(self, text: str) -> list[Phrase]:
        """The phrases that tell a sentence and the sentences in it. Raises LookupError for one that has none."""
        found = self.find(text)
        if found is None:
            raise LookupError(text)
        phrase, filled = found
        inner = [value for name, value in zip(phrase.holes, filled, strict=True) if name == SENTENCE]
        return [phrase, *(each for value in inner for each in self.used(value))]


@cache
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _HOLE.split(said)[::2])))


@cache
def german() -> Phrasebook:
    """The phrasebook as it is in the panel."""
    return Phrasebook(json.loads(_FILE.read_text(encoding="utf-8")))
