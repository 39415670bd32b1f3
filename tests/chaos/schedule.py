"""Which faults come in which order: drawn by a seed, so that a run can be repeated."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tidings import flow

ROLES = (
    *(role.name for role in flow.ROLES),
    *(service.name for service in flow.SERVICES if service.is_always),
    "postgres",
)
# Those of which there is one, and which the deck does not name by themselves.
OTHERS = tuple(name for name in ROLES if name not in ("sender", "api", "postgres"))
STOPPED_S = 11.0
# Between one that is over and the next: time to work, and to be asked.
PAUSES_S = (2.0, 8.0)


@dataclass(frozen=True)
class Fault:
    """Something that befalls a role: `strike` kills in the middle of a statement, `everything` is the supervisor."""

    kind: Literal["strike", "kill", "stop", "restart"]
    role: str
    pause_s: float


def faults(seed: int) -> Iterator[Fault]:
    """Faults without end. Each deck has three strikes at senders, two restarts and one fault of every other kind;
    within a dozen decks every role was killed, stopped and restarted.
    """
    drawn = random.Random(seed)
    killed, stopped, restarted = _round(drawn, OTHERS), _round(drawn, ROLES), _round(drawn, (*ROLES, "supervisor"))
    while True:
        deck = [("strike", "sender")] * 3
        deck += [("kill", "postgres"), ("kill", "api"), ("kill", next(killed))]
        deck += [("stop", next(stopped)), ("restart", next(restarted)), ("restart", next(restarted))]
        drawn.shuffle(deck)
        for kind, role in deck:
            yield Fault(kind, role, drawn.uniform(*PAUSES_S))  # type: ignore[arg-type]


def _round(drawn: random.Random, names: tuple[str, ...]) -> Iterator[str]:
    """Every name once in a drawn order, then again in another one."""
    while True:
        yield from drawn.sample(names, len(names))
