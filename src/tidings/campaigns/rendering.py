"""What a person reads: the content that an opening refers to, with the values that were copied when it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidings.campaigns import templating
from tidings.campaigns.contents import Content as Content
from tidings.campaigns.contents import contents as contents
from tidings.campaigns.contents import variant_ids as variant_ids

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
    names = [variable.name for variable in content.asked_variables]
    values = dict(zip(names, opening_values or (), strict=False))
    defaults = {variable.name: variable.default for variable in (*content.asked_variables, *content.variables)}
    rendered = (_button(button.label, button.url, values, defaults) for button in content.buttons)
    return Rendered(
        text=templating.render(content.text, values, defaults),
        image_url=content.image_url,
        buttons=tuple(button for button in rendered if button is not None),
        is_edited=content.is_edited,
    )


def _button(label: str, url: str, values: dict[str, str | None], defaults: dict[str, str]) -> RenderedButton | None:
    link = templating.render_link(url, values, defaults)
    if link is None:
        return None
    return RenderedButton(templating.render(label, values, defaults)[:LONGEST_LABEL], link)
