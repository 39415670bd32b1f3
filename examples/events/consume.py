"""Reads what Tidings tells on Kafka: `python consume.py localhost:9092 my-group tidings.campaigns`. Ctrl-C ends it."""

import json
import sys

from confluent_kafka import Consumer


def main(servers: str, group: str, topic: str) -> None:
    """Print each event once, however often it comes, and note what was read only after it was printed."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": group, "auto.offset.reset": "earliest",
                         "enable.auto.offset.store": False})  # fmt: skip
    consumer.subscribe([topic])
    seen: dict[int, str] = {}  # Keep this with your own work, by group, topic and partition.
    while True:
        record = consumer.poll(1.0)
        if record is None or record.error():
            continue
        event = json.loads(record.value())
        if event["sequence"] > seen.get(record.partition(), ""):
            print(event["time"], event["type"], event["subject"], json.dumps(event["data"]), flush=True)  # noqa: T201
            seen[record.partition()] = event["sequence"]
        consumer.store_offsets(record)


if __name__ == "__main__":
    main(*sys.argv[1:])
