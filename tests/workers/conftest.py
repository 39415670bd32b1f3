"""Workers are stepped as the engine is."""

from tests.delivery.conftest import _at_noon as _at_noon
from tests.delivery.conftest import engine as engine
