"""Clients of Apache Kafka as the settings say; what is told with them is not known here."""

import time
from collections.abc import Callable
from typing import Any

from confluent_kafka import Consumer, KafkaError, Producer
from confluent_kafka.admin import AdminClient

from tidings.core import config, log, running

QUIET_S = 60.0
logger = log.get(__name__)


def address() -> str:
    """KAFKA_BOOTSTRAP_SERVERS, else the brokers of the Tidings that runs from the data directory; empty: none."""
    settings = config.settings()
    if settings.kafka_bootstrap_servers or settings.database_url:
        return settings.kafka_bootstrap_servers
    found = running.find(settings.data_dir)
    return found.kafka if found is not None else ""


def is_used() -> bool:
    """Whether events go over Kafka: whether a broker is named."""
    return bool(address())


def producer() -> Producer:
    """One that loses, doubles and reorders nothing as long as it lives, and waits for every replica in sync."""
    return Producer(
        {
            **_common(),
            "acks": "all",
            "enable.idempotence": True,
            # A record that fails for good ends the producer, and what follows it in its partition is not sent either.
            "enable.gapless.guarantee": True,
            "compression.type": "zstd",
            "linger.ms": 2,
            # Like Java's clients, so that whoever writes with one finds a key in the same partition.
            "partitioner": "murmur2_random",
            # Whoever produces decides when it has waited enough, and then takes back all that is left: were single
            # records given up by age, a later one could arrive without the one before it.
            "message.timeout.ms": 0,
        }
    )


def consumer(group: str, *, on_error: Callable[[KafkaError], None] | None = None, **more: Any) -> Consumer:
    """One that says where it came to an end, and commits nothing; `more` are librdkafka's properties."""
    return Consumer(
        {
            **_common(on_error),
            "group.id": group,
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 100,
            **more,
        }
    )


def grouped() -> dict[str, Any]:
    """Properties of a consumer that shares the work of its group with others, and is disturbed little by who comes."""
    told = {"enable.auto.commit": True, "enable.auto.offset.store": False}
    if config.settings().kafka_group_protocol == "consumer":
        return {**told, "group.protocol": "consumer"}
    classic = {"partition.assignment.strategy": "cooperative-sticky", "session.timeout.ms": 6000}
    return {**told, "group.protocol": "classic", **classic}


def admin() -> AdminClient:
    """Whoever makes topics and looks how far everybody is."""
    return AdminClient(_common())


def _common(on_error: Callable[[KafkaError], None] | None = None) -> dict[str, Any]:
    settings = config.settings()
    given = {
        "bootstrap.servers": address(),
        "security.protocol": settings.kafka_security_protocol,
        "sasl.mechanism": settings.kafka_sasl_mechanism,
        "sasl.username": settings.kafka_sasl_username,
        "sasl.password": settings.kafka_sasl_password,
        "ssl.ca.location": settings.kafka_ssl_ca_location,
        "ssl.certificate.location": settings.kafka_ssl_certificate_location,
        "ssl.key.location": settings.kafka_ssl_key_location,
    }
    said_at: dict[int, float] = {}

    def tell(error: KafkaError) -> None:
        """Once a minute of each kind: a client tries several times a second."""
        now_s = time.monotonic()
        if now_s - said_at.get(error.code(), float("-inf")) >= QUIET_S:
            said_at[error.code()] = now_s
            logger.warning("kafka.away", error=str(error))
        if on_error is not None:
            on_error(error)

    return {
        **{name: value for name, value in given.items() if value},
        "client.id": "tidings",
        "error_cb": tell,
        # What it says by itself is what `tell` is told.
        "log_level": 0,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 1000,
        "topic.metadata.refresh.interval.ms": 10_000,
    }
