import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.campaigns.drafts import NOON, a_draft, a_person, definition, variant
from tidings.audience import persons
from tidings.campaigns import choosing, drafting, loading, previewing
from tidings.core import db
from tidings.core.errors import Conflict, NotFound
from tidings.delivery import addressing


def test_a_preview_is_the_message_with_the_persons_own_values(tx: db.Connection) -> None:
    ada = a_person(tx, "ada")
    shown = previewing.preview(tx, a_draft(tx), ada)
    assert shown.text == "Hi Ada, what is in your cellar in Porto?"
    assert [(button.label, button.url) for button in shown.buttons] == [
        ("Offer, Ada", "https://market.example.com/new?near=Porto")
    ]
    assert (shown.image_url, shown.is_edited) == ("https://images.example.com/spring.jpg", False)


def test_a_preview_takes_the_default_for_what_is_not_known(tx: db.Connection) -> None:
    nobody = a_person(tx, "nobody", name="", attributes={})
    assert previewing.preview(tx, a_draft(tx), nobody).text == "Hi there, what is in your cellar in your town?"


def test_a_preview_speaks_the_persons_language(tx: db.Connection) -> None:
    campaign = a_draft(tx)
    paulo, jorge = a_person(tx, "paulo", locale="pt-BR"), a_person(tx, "jorge", locale="fr")
    assert previewing.preview(tx, campaign, paulo).text.startswith("Olá Paulo")
    assert previewing.preview(tx, campaign, jorge).text.startswith("Hi Jorge")


def test_a_preview_follows_the_definition_as_it_stands(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    rewritten = definition(content=[variant(text="Summer is here, {{ first_name }}")])
    drafting.edit(tx, campaign, rewritten, 1, "mia", NOON)
    assert previewing.preview(tx, campaign, ada).text == "Summer is here, Ada"


def test_nothing_is_previewed_for_somebody_who_is_not_there(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    with pytest.raises(NotFound):
        previewing.preview(tx, campaign, ada + 1)
    with pytest.raises(NotFound):
        previewing.preview(tx, campaign + 1, ada)
    with db.transaction(tx):
        persons.mark_erased(tx, "ada", NOON)
    with pytest.raises(Conflict, match="erased"):
        previewing.preview(tx, campaign, ada)


def test_a_preview_leaves_nothing_behind(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    previewing.preview(tx, campaign, ada)
    assert tx.execute("select 1 from content").fetchone() is None
    assert tx.execute("select 1 from entry").fetchone() is None
    assert [change.action for change in loading.changes(tx, campaign)] == ["create"]


# A few that meet one another: in case, in language, and in a beginning that is no language of theirs.
LANGUAGES = st.sampled_from(
    [
        "pt",
        "PT",
        "pt-br",
        "pt-BR",
        "PT-pt",
        "en",
        "en-GB",
        "EN",
        "fil",
        "fil-PH",
        "fi",
        "FI-fi",
        "fr-CA-x1",
        "fr-ca",
        "fr",
    ]
)
WELL_FORMED = st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", fullmatch=True)
LOCALES = st.lists(LANGUAGES | WELL_FORMED, min_size=1, max_size=5, unique_by=str.lower)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOCALES, LANGUAGES | WELL_FORMED | st.just(""))
def test_the_engine_and_the_preview_choose_the_same_variant(tx: db.Connection, variants: list[str], of: str) -> None:
    text, parameters = addressing.variant_of([(locale, number) for number, locale in enumerate(variants)])
    chosen = db.row(tx, f"select {text} as number from (values (%(of)s::text)) as person (locale)", of=of, **parameters)
    assert chosen == {"number": choosing.choose(variants, of)}
