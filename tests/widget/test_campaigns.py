"""What the marketplace sends stands below what people write, says why it came, and can be refused with one tap."""

from playwright.sync_api import expect

from tests.panel.place import Place
from tests.widget.conftest import Call, Open

BUTTONS = [{"label": "Offer something", "url": "https://market.example/new"}]


def test_a_campaign_comes_into_an_open_inbox_below_what_people_wrote(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[20:22]
    caller(bob).say(ada, "listing/1", "From a person")
    with window(ada) as hers:
        hers.go()
        expect(hers.line("From a person")).to_be_visible()
        campaign = place.campaign(
            "Cellars", content=[{"locale": "en", "text": "What is in your cellar?", "buttons": BUTTONS}], variables=[]
        )
        place.launch(campaign)
        fold = hers.chat.get_by_role("button", name="From the marketplace")
        expect(fold.locator(".badge")).to_contain_text("1")
        expect(hers.line("What is in your cellar?")).to_have_count(0)
        fold.click()
        expect(hers.line("What is in your cellar?")).to_be_visible()
        expect(hers.chat.locator(".line").first).to_contain_text("From a person")
        hers.open("What is in your cellar?")
        opening = hers.bubble("What is in your cellar?")
        expect(opening).to_contain_text("Marketplace")
        link = opening.get_by_role("link", name="Offer something")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(link).to_have_attribute("target", "_blank")


def test_a_kind_of_messages_is_refused_with_one_tap_and_taken_back(window: Open, caller: Call, place: Place) -> None:
    cleo = place.people[22]
    place.wait_for(place_campaign(place), "completed")

    def consents() -> dict[str, bool]:
        found = caller(cleo).get("/v1/me/consents")["items"]
        return {each["category"]: each["is_allowed"] for each in found}

    with window(cleo) as theirs:
        theirs.go()
        theirs.chat.get_by_role("button", name="From the marketplace").click()
        theirs.open("Bring your bicycle")
        theirs.chat.get_by_role("button", name="Why am I getting this?").click()
        expect(theirs.chat.get_by_text("“Bicycles” went to people who get messages about promotions.")).to_be_visible()
        theirs.chat.get_by_role("button", name="No more about promotions").click()
        expect(theirs.chat.get_by_text("You get no more messages about promotions.")).to_be_visible()
        assert consents()["promotions"] is False
        theirs.chat.get_by_role("button", name="Undo").click()
        expect(theirs.chat.get_by_role("button", name="No more about promotions")).to_be_visible()
        assert consents()["promotions"] is True


def test_only_so_many_campaigns_are_shown_as_the_account_wants(window: Open, caller: Call, place: Place) -> None:
    dan = place.people[23]
    for number in range(4):
        campaign = place.campaign(f"Number {number}", content=[{"locale": "en", "text": f"N{number}"}], variables=[])
        place.launch(campaign)
        place.wait_for(campaign, "completed")
    shown = caller(dan).get("/v1/me")["campaigns_shown"]
    assert shown == 3
    with window(dan) as theirs:
        theirs.go()
        theirs.chat.get_by_role("button", name="From the marketplace").click()
        expect(theirs.chat.locator(".line")).to_have_count(shown)


def test_what_is_archived_can_be_taken_back(window: Open, caller: Call, place: Place) -> None:
    eve, bob = place.people[24:26]
    caller(bob).say(eve, "listing/2", "Put me away")
    with window(eve) as theirs:
        theirs.go()
        theirs.open("Put me away")
        theirs.chat.get_by_role("button", name="What can be done here").click()
        theirs.chat.get_by_role("button", name="Archive", exact=True).click()
        expect(theirs.line("Put me away")).to_have_count(0)
        theirs.chat.get_by_role("button", name="Archived").click()
        theirs.open("Put me away")
        theirs.chat.get_by_role("button", name="What can be done here").click()
        theirs.chat.get_by_role("button", name="Unarchive").click()
        expect(theirs.chat.get_by_text("Nothing is archived.")).to_be_visible()
        theirs.chat.locator(".inbox").get_by_role("button", name="Back").click()
        expect(theirs.line("Put me away")).to_be_visible()


def test_a_report_reaches_the_marketplace(window: Open, caller: Call, place: Place) -> None:
    fay, bob = place.people[26:28]
    caller(bob).say(fay, "listing/3", "Pay me by gift card")
    with window(fay) as theirs:
        theirs.go()
        theirs.open("Pay me by gift card")
        theirs.chat.get_by_role("button", name="What can be done here").click()
        theirs.chat.get_by_role("button", name="Report").click()
        theirs.page.keyboard.type("They want gift cards")
        theirs.chat.get_by_role("button", name="Send the report").click()
        expect(theirs.chat.get_by_text("Somebody at the marketplace will look at it.")).to_be_visible()
    with place.house.connect() as connection:
        found = connection.execute("select * from report").fetchall()
    assert "They want gift cards" in str(found)


def place_campaign(place: Place) -> int:
    """One that is on its way to everybody."""
    number = place.campaign("Bicycles", content=[{"locale": "en", "text": "Bring your bicycle"}], variables=[])
    place.launch(number)
    return number
