"""A list or a segment goes when nobody needs it any more."""

from typing import Any

import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft
from tidings.audience import lists, saving
from tidings.campaigns import control, deleting
from tidings.core import db
from tidings.core.errors import Conflict, NotFound

RULE = {"combinator": "and", "rules": [{"field": "locale", "operator": "=", "value": "pt"}]}
NEEDS = [{"list": "staff"}, {"everyone": True, "exclude_lists": ["staff"]}]


@pytest.mark.parametrize("audience", NEEDS)
def test_a_list_that_a_launched_campaign_needs_stays(tx: db.Connection, audience: dict[str, Any]) -> None:
    lists.create(tx, "staff", NOON)
    campaign_id = a_draft(tx, audience=audience)
    control.launch(tx, campaign_id, MIA, WHY, NOON)
    with pytest.raises(Conflict, match=f"'staff' is needed by campaign {campaign_id}, which is on its way: stop that"):
        deleting.delete_list(tx, "staff")
    assert [found.name for found in lists.lists(tx)] == ["staff"]
    control.stop(tx, campaign_id, "send", MIA, WHY, NOON)
    deleting.delete_list(tx, "staff")
    assert lists.lists(tx) == []


def test_a_list_that_only_a_draft_names_goes(tx: db.Connection) -> None:
    lists.create(tx, "staff", NOON)
    a_draft(tx, audience=NEEDS[0])
    deleting.delete_list(tx, "staff")
    assert lists.lists(tx) == []


def test_a_list_that_is_not_there_cannot_go(tx: db.Connection) -> None:
    with pytest.raises(NotFound, match="There is no list 'staff'"):
        deleting.delete_list(tx, "staff")


def test_a_segment_that_a_launched_campaign_needs_stays(tx: db.Connection) -> None:
    saving.save(tx, "in Portuguese", RULE, NOON)
    campaign_id = a_draft(tx, audience={"segment": "in Portuguese"})
    control.launch(tx, campaign_id, MIA, WHY, NOON)
    with pytest.raises(Conflict, match=f"segment 'in Portuguese' is needed by campaign {campaign_id}, which is on"):
        deleting.delete_segment(tx, "in Portuguese")
    assert saving.names(tx) == ["in Portuguese"]
    control.stop(tx, campaign_id, "send", MIA, WHY, NOON)
    deleting.delete_segment(tx, "in Portuguese")
    with pytest.raises(NotFound, match="There is no segment 'in Portuguese'"):
        deleting.delete_segment(tx, "in Portuguese")
