"""Whoever reads the panel in German is refused in German, and reads what to do about it."""

from playwright.sync_api import Page, expect

from tests.panel.conftest import Open
from tests.panel.place import PASSWORD, Place
from tests.panel.window import Window

GERMAN = "de-DE"
REFUSED = (
    "Die Obergrenze '' ist keine Zahl von Nachrichten pro Sekunde: Geben Sie 1 oder mehr an, oder keine. "
    "Um nichts zu senden, pausieren Sie die Kampagne."
)
REFUSED_IN_ENGLISH = (
    "The ceiling '' is not a number of messages a second: give 1 or more, or none. To send nothing, pause the campaign."
)
PHRASEBOOK = (
    """performance.getEntriesByType("resource").map((each) => each.name).filter((name) => /phrases/.test(name))"""
)


def sign_in(seen: Window, email: str) -> Page:
    """Sign in at the German page, and wait for what one sees first."""
    page = seen.go("/sign-in")
    page.get_by_label("E-Mail").fill(email)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Kampagnen", level=1).wait_for()
    return page


def test_an_impossible_ceiling_is_refused_in_the_language_that_is_read(window: Open, place: Place) -> None:
    place.house.tell("account", "set", "ceiling", "5000")
    with window(locale=GERMAN) as seen:
        page = sign_in(seen, "administrator@example.org")
        seen.go("/settings")
        row = page.get_by_role("region", name="Obergrenze aller Kampagnen")
        row.get_by_role("textbox").fill("")
        row.get_by_role("button", name="Speichern").click()
        expect(row.get_by_role("alert")).to_have_text(REFUSED)
        page.get_by_role("button", name="Ihr Konto").click()
        page.get_by_role("menuitem", name="English").click()
        expect(page.get_by_text(REFUSED_IN_ENGLISH)).to_be_visible()


def test_the_faults_of_a_draft_stand_at_their_fields_in_german(window: Open, place: Place) -> None:
    campaign_id = place.campaign("Ours")
    with window(locale=GERMAN) as seen:
        page = sign_in(seen, "author@example.org")
        seen.go(f"/campaigns/{campaign_id}/edit")
        text = page.get_by_label("Text", exact=True)
        text.fill("Hallo {{ name | shout }}, was gibt es?")
        expect(page.get_by_text("Zeile 1, Spalte 17: unbekannter Filter „shout“; bekannt: append")).to_be_visible()
        text.fill("Hallo {{ nam }}, was gibt es?")
        expect(page.get_by_text("Zeile 1, Spalte 10: unbekannte Variable „nam“; bekannt: name")).to_be_visible()
        text.fill("Hallo, was gibt es?")
        # By the words of the API it is known which of the page's own words say it better.
        page.locator("#composer-category").fill("Nicht So")
        page.locator("#composer-category").press("Escape")
        expect(page.get_by_text("Ein Name wie verkaufstipps: Kleinbuchstaben, Ziffern und -")).to_be_visible()
        expect(page.get_by_text("unbekannte Variable")).to_have_count(0)


def test_only_who_reads_german_loads_its_phrases(window: Open) -> None:
    loaded = {}
    for locale in ("en-GB", GERMAN):
        with window(locale=locale) as seen:
            page = seen.go("/sign-in")
            page.locator('input[name="password"]').wait_for()
            loaded[locale] = page.evaluate(PHRASEBOOK)
    assert (len(loaded["en-GB"]), len(loaded[GERMAN])) == (0, 1), loaded
