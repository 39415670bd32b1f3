import psycopg
import pytest

from tests.campaigns.drafts import MIA, NOON, a_draft, a_scheduled, definition, variable, variant
from tidings.campaigns import contents, drafting
from tidings.campaigns.model import Variant
from tidings.core import db
from tidings.core.errors import NotFound

VARIABLES = definition().variables
EN = Variant.model_validate(variant())


def test_content_is_read_back_as_it_was_written(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    content_id = contents.create(tx, campaign_id, EN, VARIABLES, NOON)
    [content] = contents.contents(tx, [content_id]).values()
    assert (content.id, content.campaign_id, content.locale, content.text) == (content_id, campaign_id, "en", EN.text)
    assert (content.image_url, content.buttons) == (EN.image_url, EN.buttons)
    assert content.variables == content.asked_variables == VARIABLES
    assert (content.is_edited, content.is_test) == (False, False)


def test_a_content_without_picture_and_buttons_has_none(tx: db.Connection) -> None:
    bare = Variant(locale="en", text="Hi")
    [content] = contents.contents(tx, [contents.create(tx, a_draft(tx), bare, (), NOON)]).values()
    assert (content.image_url, content.buttons, content.variables) == ("", (), ())


def test_an_id_speaks_with_the_last_of_its_replacements(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    ids = [contents.create(tx, campaign_id, EN, VARIABLES, NOON)]
    for number in range(1, 4):
        text = Variant.model_validate(variant(text=f"Text {number}"))
        ids.append(contents.replace(tx, campaign_id, text, VARIABLES, NOON))
    found = contents.contents(tx, ids)
    assert {content.text for content in found.values()} == {"Text 3"}
    assert {content.id for content in found.values()} == {ids[-1]}
    assert [found[content_id].is_edited for content_id in ids] == [True, True, True, False]


def test_a_replaced_content_still_says_in_which_order_its_values_were_copied(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    first = contents.create(tx, campaign_id, EN, VARIABLES, NOON)
    contents.replace(tx, campaign_id, EN, tuple(reversed(VARIABLES)), NOON)
    content = contents.contents(tx, [first])[first]
    assert content.asked_variables == VARIABLES
    assert content.variables == tuple(reversed(VARIABLES))


def test_ids_that_are_none_are_left_out_and_repeated_ones_found_once(tx: db.Connection) -> None:
    content_id = contents.create(tx, a_draft(tx), EN, VARIABLES, NOON)
    assert list(contents.contents(tx, [content_id, content_id, 99, -1])) == [content_id]
    assert contents.contents(tx, []) == {}


def test_there_is_one_current_content_a_locale(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    with pytest.raises(psycopg.errors.UniqueViolation):
        contents.create(tx, campaign_id, EN, VARIABLES, NOON)
    assert contents.create(tx, campaign_id, EN, VARIABLES, NOON, is_test=True) > 0
    assert [locale for locale, _ in contents.variant_ids(tx, campaign_id)] == ["en", "pt"]


def test_a_test_is_never_replaced(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    tried = contents.create(tx, campaign_id, EN, VARIABLES, NOON, is_test=True)
    with pytest.raises(NotFound):
        contents.replace(tx, campaign_id, EN, VARIABLES, NOON)
    assert not contents.contents(tx, [tried])[tried].is_edited


def test_the_first_variant_stays_the_fallback_whatever_was_corrected_when(tx: db.Connection) -> None:
    locales = ("pt", "en", "fr")
    campaign_id = a_scheduled(tx, content=[variant(locale=locale) for locale in locales])
    for locale in ("pt", "fr"):
        contents.replace(tx, campaign_id, Variant.model_validate(variant(locale=locale)), VARIABLES, NOON)
    assert [locale for locale, _ in contents.variant_ids(tx, campaign_id)] == ["pt", "en", "fr"]


def test_a_campaign_of_twenty_variables_and_a_hundred_locales_is_frozen(tx: db.Connection) -> None:
    content = [variant(locale=f"{a}{b}", text="Hi", buttons=[]) for a in "abcdefghij" for b in "klmnopqrst"]
    variables = [variable(name=f"v{number}") for number in range(20)]
    campaign_id = a_scheduled(tx, content=content, variables=variables)
    assert len(contents.variant_ids(tx, campaign_id)) == 100
    assert drafting.clone(tx, campaign_id, MIA, NOON) > campaign_id
