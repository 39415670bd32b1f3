"""How far groups of consumers are, partition by partition, and whether as many work as can."""

from collections.abc import Iterator
from dataclasses import dataclass

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, MemberDescription

from tidings.core import db, queries
from tidings.core.errors import Unavailable
from tidings.events.kafka import names

Q = queries.load("events")
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Place:
    """Where a group is in a partition; `waiting_count` records lie before it."""

    group: str
    topic: str
    partition: int
    waiting_count: int


@dataclass(frozen=True)
class Group:
    """Who works in a group: consumers, how many of them have no partition, and how many partitions have no consumer."""

    name: str
    consumer_count: int
    idle_count: int
    orphaned_count: int


@dataclass(frozen=True)
class Lags:
    """All groups that Tidings knows of."""

    places: list[Place]
    groups: list[Group]

    def advice(self) -> Iterator[str]:
        """What somebody could do about it."""
        for group in self.groups:
            if group.idle_count:
                yield f"{group.name}: {group.idle_count} consumers are idle for want of partitions."
            if group.orphaned_count:
                yield f"{group.name}: {group.orphaned_count} partitions have no consumer."


def look(tx: db.Connection, admin: AdminClient) -> Lags:
    """As the relay and the groups noted it, with the consumers that Kafka knows. Raises Unavailable."""
    lines = db.rows(tx, Q["lag_by_partition"])
    places = [Place(line["consumer_group"], line["topic"], line["partition"], line["waiting_count"]) for line in lines]
    wanted = {
        place.group: {(names.on_kafka(each.topic), each.partition) for each in places if each.group == place.group}
        for place in places
    }
    try:
        # Whether anybody is there: librdkafka aborts the process when a client goes while the next question is open.
        admin.list_topics(timeout=PATIENCE_S)
        asked = admin.describe_consumer_groups(list(wanted), request_timeout=PATIENCE_S) if wanted else {}
        groups = [_group(name, wanted[name], future.result(2 * PATIENCE_S).members) for name, future in asked.items()]
    except KafkaException as error:
        raise Unavailable(f"Kafka does not answer: {error.args[0].str()}") from error
    return Lags(places, groups)


def _group(name: str, places: set[tuple[str, int]], members: list[MemberDescription]) -> Group:
    given = [{(each.topic, each.partition) for each in member.assignment.topic_partitions} for member in members]
    return Group(name, len(given), sum(not each for each in given), len(places.difference(*given)))
