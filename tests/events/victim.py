"""A process for tests to kill: it relays or consumes in a transaction and stands still before the commit."""

import sys
import time
from unittest.mock import patch

from tidings.core import db
from tidings.events.bus import Bus, LocalBus
from tidings.events.catalogue import Event
from tidings.events.kafka import relaying
from tidings.events.kafka.bus import KafkaBus

BUSES: dict[str, type[Bus]] = {"local": LocalBus, "kafka": KafkaBus}


def stand_still() -> None:
    print("standing still", flush=True)  # noqa: T201
    time.sleep(60)


def relay(bus: Bus, connection: db.Connection) -> None:
    if isinstance(bus, KafkaBus):
        # All of it arrived at Kafka, and nobody has noted it.
        with patch.object(relaying, "_note", lambda *_: stand_still()):
            bus.relay(connection)
        return
    with db.transaction(connection) as tx:
        bus.relay(tx)
        stand_still()


def consume(bus: Bus, connection: db.Connection) -> None:
    def handle(tx: db.Connection, events: list[Event]) -> None:
        for event in events:
            tx.execute(
                "insert into seen (reader, event_id, key, batch_id) values ('panel', %s, %s, %s)",
                (event.event_id, event.key, getattr(event, "batch_id", 0)),
            )
        stand_still()

    bus.subscribe("panel", ["batches"]).poll(connection, handle)


if __name__ == "__main__":
    implementation, what, database = sys.argv[1:]
    with db.connect("victim", url=database) as connection:
        {"relay": relay, "consume": consume}[what](BUSES[implementation](), connection)
