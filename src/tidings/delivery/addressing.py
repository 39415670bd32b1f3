"""A campaign as parts of the engine's statements: who is meant, what is copied for each, which variant they get."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tidings.audience import members, values
from tidings.audience.model import Predicate
from tidings.campaigns import rendering, selecting
from tidings.campaigns.loading import Campaign
from tidings.chat import topics
from tidings.core import db


@dataclass(frozen=True)
class Addressing:
    """SQL that Tidings composed, for the slots of the sending statement, with the parameters in it."""

    content_id: str
    values: str
    excluded: str
    has_excluding_rule: bool
    has_excluding_list: bool
    parameters: dict[str, Any] = field(default_factory=dict)


def audience_rule(tx: db.Connection, campaign: Campaign, now: datetime) -> Predicate:
    """Who is meant by the campaign, excluded or not, as a condition over `person`."""
    selection = selecting.selection(campaign.definition)
    return members.included(tx, selection, now, selecting.catalogue(tx))


def addressing(tx: db.Connection, campaign: Campaign, now: datetime) -> Addressing:
    """How the sending statement speaks to the recipients of a launched campaign."""
    definition = campaign.definition
    selection = selecting.selection(definition)
    content_id, content_parameters = variant_of(rendering.variant_ids(tx, campaign.id))
    excluded, excluded_parameters = members.excluded(selection, now, selecting.catalogue(tx))
    return Addressing(
        content_id,
        values.expression([variable.field for variable in definition.variables]),
        excluded,
        selection.exclude_rule is not None,
        bool(selection.exclude_lists),
        {
            **content_parameters,
            **excluded_parameters,
            "campaign_id": campaign.id,
            "peer_id": campaign.sender_id,
            "topic": topics.number(campaign.topic_name),
            "topic_name": campaign.topic_name,
            "category": campaign.category,
            "excluded_list_ids": members.excluded_list_ids(tx, selection),
        },
    )


def variant_of(variants: Sequence[tuple[str, int]]) -> Predicate:
    """SQL over `locale` that picks a content id: of the variant that says most of it, else of the first.

    `variants` is (locale, content id), the fallback first. With one variant nothing is looked at. It is what
    `campaigns.choosing.choose` says, where the rule stands.
    """
    parameters: dict[str, Any] = {"content_fallback": variants[0][1]}
    fallback = "%(content_fallback)s::bigint"
    cases = []
    for number, (locale, content_id) in enumerate(variants):
        parameters |= {f"content_{number}": content_id, f"locale_{number}": locale.lower()}
        cases.append(f"when lower(locale) = %(locale_{number})s then %(content_{number})s::bigint")
    # Of those that a locale begins with, the one that says most of it comes first.
    for number in sorted(range(len(variants)), key=lambda each: -variants[each][0].count("-")):
        parameters[f"range_{number}"] = f"{variants[number][0].lower()}-"
        cases.append(f"when starts_with(lower(locale), %(range_{number})s) then %(content_{number})s::bigint")
    if len(variants) == 1:
        return fallback, {"content_fallback": variants[0][1]}
    return f"case {' '.join(cases)} else {fallback} end", parameters
