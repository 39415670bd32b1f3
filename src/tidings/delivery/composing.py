"""The sending statement of a campaign, put together with as much care as its batches need."""

from enum import IntEnum

from tidings.core import queries
from tidings.delivery.addressing import Addressing

Q = queries.load("delivery")
_EXCLUDED_BY_LIST = "select id, 2, 'skipped.excluded' from excluded_by_list union all"
_ALREADY_OPEN = "select id, 1, 'already_open' from already_open union all"


class Care(IntEnum):
    """What a statement looks for among the members, beyond those who are refused by a row of another table."""

    NOTHING = 0
    CHANGED = 1
    """Whoever is excluded by rule, was erased since planning, or moved to a zone of another window."""
    EVERYTHING = 2
    """Those, and whoever has the conversation already."""


def least_care(address: Addressing) -> Care:
    """The care without which nearly every batch of the campaign would have to be repeated."""
    return Care.CHANGED if address.has_excluding_rule else Care.NOTHING


def statement(address: Addressing, care: Care) -> str:
    """The statement that sends a batch; it fails on a constraint when it meets what it does not look for."""
    slots = {
        "content_id": address.content_id,
        "values": address.values,
        "excluded": address.excluded,
        "excluded_by_list": _EXCLUDED_BY_LIST if address.has_excluding_list else "",
        "excluded_by_list_fragment": (
            queries.compose("audience", "excluded_by_list") + "," if address.has_excluding_list else ""
        ),
        "already_open": _ALREADY_OPEN if care is Care.EVERYTHING else "",
        "returning": "" if care is Care.NOTHING else "returning owner_id",
    }
    if care is Care.NOTHING:
        return Q.fill("send_batch", **slots)
    already_open = queries.compose("chat", "already_open") + "," if care is Care.EVERYTHING else ""
    return Q.fill("send_batch_with_care", **slots, already_open_fragment=already_open)
