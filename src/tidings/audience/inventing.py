"""People who do not exist, as a marketplace has them: for trying things out, and for measuring.

Of many countries, each with names, towns and zones as there; most long inactive, a few here today; a few who sell
much, many who sell nothing; some opted out. The same seed gives the same people.
"""

import csv
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, TextIO

import orjson

from tidings.audience import drawing, places
from tidings.audience.places import Place
from tidings.audience.record import COLUMNS
from tidings.core.errors import BadInput

# A name may look like a formula or like markup: it is data all the same. One person in so many has one of these.
ODD_NAMES = ('=HYPERLINK("https://example.com";"Ana")', "<b>Bob</b>", "{{ name }}", "Robert'); drop table person;--")
ODD_EVERY, FIRST_ODD = 2_500, 7
WITHOUT_ZONE = 0.03
WITHOUT_LOCALE = 0.04
NEVER_ACTIVE = 0.03
# Shares of people, each with those before it: who refused everything, who refused promotions, who agreed to them.
REFUSING_ALL, OPTED_OUT, ANSWERED = 0.01, 0.04, 0.06
OLDEST_S = 10 * 365 * 86_400
GOODS = ("clothes", "furniture", "phones", "children", "bicycles", "books", "garden", "cars", "music", "antiques")
SHOWN_EVERY = 10_000


def people(count: int, seed: int, now: datetime) -> Iterator[dict[str, Any]]:
    """`count` people as records of an import. More people of a seed begin with the same ones."""
    draw = Random(seed)
    found, bounds = places.weighted()
    now_s = int(now.timestamp())
    for number in range(1, count + 1):
        yield _person(number, draw, found[bisect(bounds, draw.random() * bounds[-1])], now_s)


def write(
    path: Path,
    count: int,
    seed: int,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write a file of people that `importing` takes, .csv or .ndjson; `progress(done, count)` hears how far it is.

    The file stands under its name only when it is whole. Raises BadInput.
    """
    if path.suffix.lower() not in (".csv", ".ndjson", ".jsonl"):
        raise BadInput(f"{path} has to end in .csv or .ndjson: the name says how it is written.")
    if count < 0:
        raise BadInput(f"{count} people cannot be invented: give a number from 0 on.")
    lines = _csv_lines if path.suffix.lower() == ".csv" else _json_lines
    passing = path.with_name(f"{path.name}.part")
    try:
        with passing.open("w", encoding="utf-8", newline="", buffering=1024 * 1024) as file:
            lines(file, _told(people(count, seed, now), count, progress))
        passing.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        passing.unlink(missing_ok=True)


def _person(number: int, draw: Random, place: Place, now_s: int) -> dict[str, Any]:
    chance = draw.random
    age_s = int(OLDEST_S * chance() ** 1.5)
    listings_count = min(int(draw.paretovariate(1.1)) - 1, 20_000)
    return {
        "external_id": f"u{number:07d}",
        "name": _name(number, draw, place),
        "attributes": {
            "town": drawing.early_of(draw, place.towns),
            "country": place.country,
            "listings_count": listings_count,
            "is_seller": listings_count > 0,
            "favourite_category": drawing.early_of(draw, GOODS),
            "spent": drawing.one_of(draw, drawing.amounts()) if chance() < 0.6 else 0,
        },
        "locale": "" if chance() < WITHOUT_LOCALE else drawing.early_of(draw, place.locales),
        "zone": "" if chance() < WITHOUT_ZONE else place.zone,
        "consents": _consents(draw, age_s, now_s),
        "registered_at": drawing.moment(now_s - age_s),
        "last_active_at": "" if chance() < NEVER_ACTIVE else drawing.moment(now_s - _inactive_s(draw, age_s)),
    }


def _name(number: int, draw: Random, place: Place) -> str:
    if number % ODD_EVERY == FIRST_ODD:
        return ODD_NAMES[number // ODD_EVERY % len(ODD_NAMES)]
    return drawing.one_of(draw, place.names)


def _inactive_s(draw: Random, age_s: int) -> int:
    """For how long nobody has seen them; not longer than they have been here."""
    return min(int(drawing.one_of(draw, drawing.absences()) * (0.9 + 0.2 * draw.random())), age_s)


def _consents(draw: Random, age_s: int, now_s: int) -> list[dict[str, str]]:
    chance = draw.random()
    if chance >= ANSWERED:
        return []
    category = "*" if chance < REFUSING_ALL else "promotions"
    answer = "no" if chance < OPTED_OUT else "yes"
    return [{"category": category, "answer": answer, "at": drawing.moment(now_s - int(age_s * draw.random()))}]


def _told(
    records: Iterator[dict[str, Any]], count: int, progress: Callable[[int, int], None]
) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(records):
        if not number % SHOWN_EVERY:
            progress(number, count)
        yield record
    progress(count, count)


def _csv_lines(file: TextIO, records: Iterator[dict[str, Any]]) -> None:
    row = csv.writer(file, lineterminator="\n").writerow
    row(COLUMNS)
    for record in records:
        consents = record["consents"]
        record["attributes"] = orjson.dumps(record["attributes"]).decode()
        record["consents"] = orjson.dumps(consents).decode() if consents else ""
        row([record[name] for name in COLUMNS])


def _json_lines(file: TextIO, records: Iterator[dict[str, Any]]) -> None:
    for record in records:
        file.write(orjson.dumps(record).decode() + "\n")
