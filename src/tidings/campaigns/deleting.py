"""Removes a list or a segment, unless a campaign that is on its way needs it: whom it excludes would be written to."""

from collections.abc import Callable

from tidings.audience import lists, saving
from tidings.campaigns import loading
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.core.errors import Conflict

ON_ITS_WAY = (CampaignState.SCHEDULED, CampaignState.RUNNING)


def delete_list(connection: db.Connection, name: str) -> None:
    """Remove a list, but nobody in it. Raises NotFound, Conflict while a launched campaign names it."""
    with db.transaction(connection) as tx:
        lists.find(tx, name)
        _check(tx, "list", name, lambda campaign: name in _lists(campaign))
        lists.delete(tx, name)


def delete_segment(connection: db.Connection, name: str) -> None:
    """Remove a segment, but nobody in it. Raises NotFound, Conflict while a launched campaign names it."""
    with db.transaction(connection) as tx:
        saving.get(tx, name)
        _check(tx, "segment", name, lambda campaign: campaign.definition.audience.segment == name)
        saving.delete(tx, name)


def _check(tx: db.Connection, what: str, name: str, needs: Callable[[loading.Campaign], bool]) -> None:
    needed_by = [str(campaign.id) for campaign in loading.alive(tx) if campaign.state in ON_ITS_WAY and needs(campaign)]
    if needed_by:
        raise Conflict(
            f"The {what} {name!r} is needed by campaign {', '.join(needed_by)}, which is on its way: stop that, "
            "or wait for its end."
        )


def _lists(campaign: loading.Campaign) -> tuple[str | None, ...]:
    audience = campaign.definition.audience
    return (audience.list, *audience.exclude_lists)
