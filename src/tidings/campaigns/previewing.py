"""A campaign's message as a named person would get it now, without sending anything."""

from tidings.audience import persons, values
from tidings.campaigns import choosing, loading, rendering
from tidings.campaigns.rendering import Rendered
from tidings.core import db
from tidings.core.errors import Conflict


def preview(tx: db.Connection, campaign_id: int, person_id: int) -> Rendered:
    """The message for the person, by the definition and the person's values as they stand.

    Raises NotFound for either, Conflict for a person who was erased.
    """
    definition = loading.get(tx, campaign_id).definition
    person = persons.get(tx, person_id)
    if person.erased_at is not None:
        raise Conflict(f"Person number {person_id} was erased: preview the message for somebody else.")
    variant = definition.content[choosing.choose([each.locale for each in definition.content], person.locale)]
    copied = values.of_person(tx, person_id, [variable.field for variable in definition.variables])
    return rendering.render_variant(variant, definition.variables, copied)
