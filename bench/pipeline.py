"""Campaigns to a million with events on Kafka against the same without: sent, told, and all of it consumed."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import engine, people, server
from bench.report import Check, Result, Size, say
from tidings.campaigns.model import CampaignState
from tidings.core import config, db, jars, supervising
from tidings.core.broker import Broker
from tidings.core.postgres import free_port
from tidings.delivery import progress
from tidings.events import bus, buses
from tidings.events.kafka import topics

SIZE = Size(recipients=1_000_000, pairs=3)
WANTED_SHARE = 0.8
LOCAL, KAFKA = "local", "kafka"


def measure(size: Size) -> Result:
    """In turn: with Kafka, whose broker runs beside on the same processors, and without, where there is none."""
    legs: dict[str, list[dict[str, float]]] = {LOCAL: [], KAFKA: []}
    with server.running() as connection:
        people.fill(connection, size.recipients)
        for turn in range(size.pairs):
            for leg in (LOCAL, KAFKA) if turn % 2 else (KAFKA, LOCAL):
                server.empty_entries(connection)
                server.settle(connection)
                with _bus(connection, leg), engine.running(connection):
                    legs[leg].append(_once(connection, size.recipients))
                    say(f"{leg}: {legs[leg][-1]}")
    rates = {leg: [each["per_second"] for each in found] for leg, found in legs.items()}
    share = statistics.median(one / other for one, other in zip(rates[KAFKA], rates[LOCAL], strict=True))
    behind = max(each["waiting_at_the_end"] for each in legs[KAFKA])
    checks = [Check("share_of_rate", share, WANTED_SHARE), Check("lag", behind, 0, "most")]
    return Result("pipeline", size, checks, {"legs": legs})


def _once(connection: db.Connection, recipients: int) -> dict[str, float]:
    """From the launch until the last event was consumed."""
    began_s = time.monotonic()
    campaign = engine.launch(connection)
    engine.until(lambda: engine.state(connection, campaign) == CampaignState.COMPLETED, "no end of the campaign")
    sent_s = time.monotonic() - began_s
    here = buses.current()
    waiting = sum(here.lag(connection, progress.GROUP).values())
    engine.until(lambda: bus.has_heard_all(here, connection, progress.GROUP), "events that were not consumed")
    consumed_s = time.monotonic() - began_s
    return {
        "per_second": recipients / consumed_s,
        "sent_s": sent_s,
        "consumed_s": consumed_s,
        "waiting_when_sent": float(waiting),
        "waiting_at_the_end": float(sum(here.lag(connection, progress.GROUP).values())),
    }


@contextmanager
def _bus(connection: db.Connection, leg: str) -> Iterator[None]:
    """The bus of a leg, named in the settings of this process and its children."""
    if leg == LOCAL:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="tidings-bench-") as place:
        broker = Broker(Path(place) / "kafka", free_port(), jars.cache())
        broker.start()
        os.environ["KAFKA_BOOTSTRAP_SERVERS"] = broker.address
        config.settings.cache_clear()
        try:
            _forget(connection)
            # A client has threads, and this process starts others.
            supervising.apart(_make_topics)
            yield
        finally:
            del os.environ["KAFKA_BOOTSTRAP_SERVERS"]
            config.settings.cache_clear()
            broker.stop()


def _make_topics() -> None:
    with db.connect("bench") as connection:
        topics.ensure(connection)


def _forget(connection: db.Connection) -> None:
    """Each turn has a new broker, of which nobody has read anything."""
    connection.execute("truncate bus_position, bus_end, bus_partition, outbox")
