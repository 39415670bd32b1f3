"""What our topics are called on a Kafka that belongs to others too."""

from tidings.core import config
from tidings.core.errors import BadInput
from tidings.events.catalogue import TOPICS


def on_kafka(topic: str) -> str:
    """The name there of one of our topics."""
    return config.settings().kafka_prefix + topic


def ours(name: str) -> str:
    """Our topic of that name there. Raises BadInput when it is none."""
    topic = name.removeprefix(config.settings().kafka_prefix)
    if topic not in TOPICS or name != on_kafka(topic):
        raise BadInput(f"{name} is no topic of Tidings: there are {', '.join(map(on_kafka, TOPICS))}.")
    return topic
