"""What the tests of members stand on."""

from collections.abc import Callable

import pytest

from tidings.core import clock


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many seconds of real time pass, which stands still otherwise."""
    began_s = clock.real_s()
    gone_s = 0.0

    def go_on(seconds: float) -> None:
        nonlocal gone_s
        gone_s += seconds
        monkeypatch.setattr("tidings.core.clock.real_s", lambda: began_s + gone_s)

    go_on(0)
    return go_on
