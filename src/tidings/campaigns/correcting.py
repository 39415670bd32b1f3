"""Puts right what a launched campaign says, for everybody who got it: they see the new text, marked as edited."""

from datetime import datetime

from tidings.campaigns import adjusting, checking, contents, loading, moving
from tidings.campaigns.model import Variant
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, InvalidFields


def correct(
    tx: db.Connection,
    campaign_id: int,
    locale: str,
    variant: Variant,
    who: str,
    why: str,
    now: datetime,
    look: adjusting.Look = adjusting.as_it_is,
) -> int:
    """Replace the content of a launched campaign in one locale; the id of the new content.

    It may use the campaign's variables and no others. Raises Conflict before launch, NotFound for a locale that the
    campaign has no content in, InvalidFields for faults of the text.
    """
    with db.transaction(tx):
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        look(campaign)
        if campaign.launched_at is None:
            raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)}: edit it instead.")
        if variant.locale != locale:
            raise BadInput(f"The corrected content is in {variant.locale!r}, but {locale!r} was to be corrected.")
        definition = campaign.definition
        names = {variable.name for variable in definition.variables}
        faults = checking.variant_faults("content", variant, names)
        if faults:
            raise InvalidFields(faults)
        content_id = contents.replace(tx, campaign_id, variant, definition.variables, now)
        corrected = [variant if old.locale == locale else old for old in definition.content]
        adjusting.rewrite(tx, campaign, content=[part.model_dump() for part in corrected])
        moving.record(tx, campaign_id, None, f"correct {locale}", campaign.state, campaign.state, who, why, now)
        return content_id
