"""Processes that end with whoever started them, however that one dies."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals) -> None:
    """Have this process get the signal when the one that started it dies (prctl(2)); called in the new process."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
