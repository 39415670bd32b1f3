"""What invented people are drawn from: choices, amounts, absences, and instants as text."""

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from random import Random
from statistics import NormalDist
from typing import TypeVar

_EPOCH = date(1970, 1, 1).toordinal()
_T = TypeVar("_T")


def one_of(draw: Random, choices: Sequence[_T]) -> _T:
    """One of the choices, each as likely."""
    return choices[int(draw.random() * len(choices))]


def early_of(draw: Random, choices: Sequence[_T]) -> _T:
    """One of the choices, the first ones more often."""
    return choices[int(draw.random() ** 2 * len(choices))]


@cache
def amounts() -> list[float]:
    """What somebody who bought has spent in all."""
    return [round(amount, 2) for amount in _log_normal(33, 1.5)]


@cache
def absences() -> list[float]:
    """For how many seconds people were not seen: most for months, a few since this morning."""
    return _log_normal(150 * 86_400, 2.2)


def _log_normal(median: float, sigma: float, count: int = 10_000) -> list[float]:
    """Evenly spaced quantiles of a log-normal law: drawing one of them is cheaper than drawing from the law."""
    standard = NormalDist()
    return [median * math.exp(sigma * standard.inv_cdf((number + 0.5) / count)) for number in range(count)]


def moment(epoch_s: int) -> str:
    """An instant in UTC as ISO 8601 text; made of cached parts, because formatting is most of the work."""
    day, second = divmod(epoch_s, 86_400)
    return f"{_day(day)}T{_time(second)}Z"


@cache
def _day(days: int) -> str:
    return date.fromordinal(_EPOCH + days).isoformat()


@cache
def _time(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
