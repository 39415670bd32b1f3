"""Where invented people live and what they are called there: places.yaml and names.yaml, ready to draw from."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a country that lives by one zone. The first locales and towns are the most frequent."""

    country: str
    zone: str
    locales: tuple[str, ...]
    towns: tuple[str, ...]
    names: tuple[str, ...]


@cache
def weighted() -> tuple[list[Place], list[float]]:
    """All places, and for each the sum of the weights up to it: how many people live there and before."""
    entries = _load("places.yaml")
    traditions = {name: _full_names(**tradition) for name, tradition in _load("names.yaml").items()}
    return [_place(entry, traditions) for entry in entries], list(accumulate(entry["weight"] for entry in entries))


def _place(entry: dict[str, Any], traditions: dict[str, tuple[str, ...]]) -> Place:
    locales, towns = tuple(entry["locales"]), tuple(entry["towns"])
    return Place(entry["country"], entry["zone"], locales, towns, traditions[entry["names"]])


def _full_names(form: str, given: list[str], family: list[str]) -> tuple[str, ...]:
    """Every name that a tradition can make, sorted by nothing: to be drawn from evenly."""
    others = family if "{other}" in form else [""]
    return tuple(form.format(given=g, family=f, other=o) for g in given for f in family for o in others)


def _load(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
