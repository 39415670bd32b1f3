"""People who use the chat all the while: they read, answer, write to each other, opt out and in, block, put away."""

import random
import threading
import time
from collections.abc import Sequence

from tests.chaos.person import Person

SENDER = "marketplace-news"
# Visits a second by all threads together: enough to see everybody several times in a night.
VISITS_A_SECOND = 100
THREADS = 4


class Crowd:
    """Threads, each with people of its own."""

    def __init__(self, people: Sequence[Person], seed: int) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._live, args=(people[number::THREADS], random.Random(seed * 100 + number)), daemon=True
            )
            for number in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let everybody finish what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _live(self, people: Sequence[Person], drawn: random.Random) -> None:
        count = 0
        while not self._stop.is_set():
            # Everybody in turn, so that nobody is left unseen for a night.
            person = people[count % len(people)]
            began_s = time.monotonic()
            try:
                visit(person, drawn, people, count)
            except Exception as error:
                person.findings.add("complaint", f"{person.external_id}: {error!r}")
            count += 1
            self._stop.wait(max(0.0, THREADS / VISITS_A_SECOND - (time.monotonic() - began_s)))


def visit(person: Person, drawn: random.Random, others: Sequence[Person], count: int) -> None:
    """Look into the inbox, and then perhaps do something."""
    lines = [line for line in person.look() if not line["is_archived"]]
    chance = drawn.random()
    if chance < 0.06 and lines and not person.is_blocking:
        person.answer(drawn.choice(lines)["id"], f"{person.external_id} answers {count}")
    elif chance < 0.10:
        other = drawn.choice(others)
        if other is not person:
            person.write(other.external_id, f"{person.external_id} writes {count}")
    elif chance < 0.13 and lines:
        person.put_away(drawn.choice(lines)["id"])
    elif chance < 0.16:
        person.agree() if person.is_refusing else person.refuse()
    elif chance < 0.19:
        person.unblock(SENDER) if person.is_blocking else person.block(SENDER)
