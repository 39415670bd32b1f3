"""What a person reads: the content that an opening refers to, with the values that were copied when it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidings.campaigns import templating
from tidings.campaigns.contents import Content as Content
from tidings.campaigns.contents import contents as contents
from tidings.campaigns.contents import variant_ids as variant_ids
from tidings.campaigns.model import Button, Variable, Variant

LONGEST_LABEL = 120


@dataclass(frozen=True)
class RenderedButton:
    """A link under the message, as it is shown."""

    label: str
    url: str


@dataclass(frozen=True)
class Rendered:
    """A message as it is shown; `image_url` is empty when there is none."""

    text: str
    image_url: str
    buttons: tuple[RenderedButton, ...]
    is_edited: bool


def render_opening(content: Content, opening_values: Sequence[str | None] | None) -> Rendered:
    """The message of an opening whose values stand in the order of the content's variables. Never raises.

    Too few values, or none, leave the defaults. A button whose address cannot be made is left out.
    """
    values = _named(content.asked_variables, opening_values)
    defaults = _defaults((*content.asked_variables, *content.variables))
    return Rendered(
        templating.render(content.text, values, defaults),
        content.image_url,
        _buttons(content.buttons, values, defaults),
        content.is_edited,
    )


def render_variant(variant: Variant, variables: Sequence[Variable], copied: Sequence[str | None]) -> Rendered:
    """The message that a variant makes of values in the order of the variables. Never raises."""
    values, defaults = _named(variables, copied), _defaults(variables)
    return Rendered(
        templating.render(variant.text, values, defaults),
        variant.image_url or "",
        _buttons(variant.buttons, values, defaults),
        is_edited=False,
    )


def _named(variables: Sequence[Variable], values: Sequence[str | None] | None) -> dict[str, str | None]:
    return dict(zip([variable.name for variable in variables], values or (), strict=False))


def _defaults(variables: Sequence[Variable]) -> dict[str, str]:
    return {variable.name: variable.default for variable in variables}


def _buttons(
    buttons: Sequence[Button], values: dict[str, str | None], defaults: dict[str, str]
) -> tuple[RenderedButton, ...]:
    rendered = (_button(button.label, button.url, values, defaults) for button in buttons)
    return tuple(button for button in rendered if button is not None)


def _button(label: str, url: str, values: dict[str, str | None], defaults: dict[str, str]) -> RenderedButton | None:
    link = templating.render_link(url, values, defaults)
    if link is None:
        return None
    return RenderedButton(templating.render(label, values, defaults)[:LONGEST_LABEL], link)
