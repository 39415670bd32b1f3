"""Which bus there is: Kafka where a broker is named, else the one inside PostgreSQL."""

from tidings.core import kafka
from tidings.events.bus import Bus, LocalBus
from tidings.events.kafka.bus import KafkaBus


def current() -> Bus:
    """The bus of this process's settings; each call gives a new object, with connections of its own."""
    return KafkaBus() if kafka.is_used() else LocalBus()
