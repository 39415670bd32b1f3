from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaigns.drafts import variable, variant
from tidings.campaigns import rendering
from tidings.campaigns.contents import Content
from tidings.campaigns.model import Button, Variable, Variant
from tidings.campaigns.rendering import RenderedButton

NAME = Variable.model_validate(variable())
TOWN = Variable.model_validate(variable(name="town", field="attributes.town", default="your town"))
TIMES = Variable.model_validate(variable(name="times", field="attributes.times", default="some"))


def content(text: str = "Hi {{ first_name }} of {{ town }}", **changes: Any) -> Content:
    """What stands behind an opening whose values are the name and the town."""
    sensible: dict[str, Any] = {
        "id": 5,
        "campaign_id": 1,
        "locale": "en",
        "text": text,
        "image_url": "",
        "buttons": (),
        "variables": (NAME, TOWN),
        "asked_variables": (NAME, TOWN),
        "is_edited": False,
        "is_test": False,
    }
    return Content(**sensible | changes)


def shown(text: str, values: list[str | None] | None) -> str:
    return rendering.render_opening(content(text), values).text


def test_values_stand_where_their_variables_do() -> None:
    assert shown("{{ town }}, {{ first_name }}, {{ town }}", ["Ada", "Porto"]) == "Porto, Ada, Porto"


def test_a_value_that_is_missing_takes_its_default() -> None:
    text = "Hi {{ first_name }} of {{ town }}"
    assert shown(text, ["Ada", None]) == "Hi Ada of your town"
    assert shown(text, ["", "  "]) == "Hi there of your town"
    assert shown(text, ["Ada"]) == "Hi Ada of your town"
    assert shown(text, []) == shown(text, None) == "Hi there of your town"


def test_more_values_than_variables_are_passed_over() -> None:
    assert shown("Hi {{ first_name }}", ["Ada", "Porto", "and", "more"]) == "Hi Ada"


def test_a_value_is_cut() -> None:
    assert shown("{{ first_name }}", ["x" * 300, None]) == "x" * 200


def test_a_message_is_cut() -> None:
    assert len(shown("{{ first_name }}" * 100, ["x" * 300, None])) == 4000


def test_a_corrected_content_finds_values_by_name_whatever_its_own_order() -> None:
    mended = content(variables=(TIMES, TOWN, NAME), text="{{ first_name }} {{ town }} {{ times }}", is_edited=True)
    rendered = rendering.render_opening(mended, ["Ada", "Porto"])
    assert (rendered.text, rendered.is_edited) == ("Ada Porto some", True)


def test_links_are_encoded_and_labels_are_not() -> None:
    button = Button(label="To {{ town }}", url="https://a.example/?near={{ town }}&x=1")
    rendered = rendering.render_opening(content(buttons=(button,)), ["Ada", "Vila & Gaia/#?"])
    assert rendered.buttons == (
        RenderedButton("To Vila & Gaia/#?", "https://a.example/?near=Vila%20%26%20Gaia%2F%23%3F&x=1"),
    )


def test_a_label_is_cut_at_120_characters() -> None:
    button = Button(label="{{ town }}", url="https://a.example/")
    [rendered] = rendering.render_opening(content(buttons=(button,)), [None, "x" * 200]).buttons
    assert rendered.label == "x" * 120


def test_a_button_whose_address_cannot_be_made_is_left_out_and_the_others_stay() -> None:
    grown = Button(label="Grown", url="https://a.example/" + "{{ town }}" * 5)
    plain = Button(label="Plain", url="https://a.example/")
    rendered = rendering.render_opening(content(buttons=(grown, plain)), ["Ada", "🚲" * 200])
    assert [button.label for button in rendered.buttons] == ["Plain"]


def test_a_variant_renders_as_its_opening_would() -> None:
    made = Variant.model_validate(variant())
    opening = content(made.text, image_url=made.image_url, buttons=made.buttons)
    for values in (["Ada", "Porto"], [None, None], []):
        assert rendering.render_variant(made, (NAME, TOWN), values) == rendering.render_opening(opening, values)
    bare = Variant(locale="en", text="Hi")
    assert rendering.render_variant(bare, (), []) == rendering.Rendered("Hi", "", (), is_edited=False)


TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(["{{ first_name }}", "{{ town | upcase }}", "{% if town %}", "{% endif %}", "{{", "%}", "x", "\0"])
).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS, TEXTS, st.lists(st.none() | st.text(max_size=400), max_size=4) | st.none())
def test_an_opening_renders_whatever_was_stored(text: str, part: str, values: list[str | None] | None) -> None:
    button = Button.model_construct(label=part, url=f"https://a.example/{part}")
    rendered = rendering.render_opening(content(text, buttons=(button, button, button)), values)
    assert len(rendered.text) <= 4000
    assert all(len(each.label) <= 120 and len(each.url) <= 4000 for each in rendered.buttons)
    assert all(each.url.startswith("https://a.example/") for each in rendered.buttons)
