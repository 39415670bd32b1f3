"""Two people talk in two windows, whatever the network does meanwhile."""

from playwright.sync_api import APIResponse, Route, expect

from tests.panel.place import Place
from tests.waiting import until
from tests.widget.conftest import Call, Open


def test_two_windows_talk(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[:2]
    caller(ada).say(bob, "listing/1", "Is the lamp still there?")
    with window(ada) as hers, window(bob) as his:
        hers.go()
        his.go()
        expect(his.line("Is the lamp still there?").locator(".badge")).to_contain_text("1")
        hers.line("Is the lamp").click()
        his.line("Is the lamp").click()
        expect(hers.bubble("Is the lamp").get_by_role("img", name="Read")).to_be_visible()
        his.write("Yes, come and see it.")
        expect(hers.bubble("Yes, come and see it.")).to_be_visible()
        expect(hers.chat.locator("[aria-live=polite]")).to_contain_text("Yes, come and see it.")
        expect(his.bubble("Yes, come").get_by_role("img", name="Read")).to_be_visible()
        expect(his.chat.locator(".badge")).to_have_count(0)
        assert his.told("tidings-unread")[-1] == {"conversation_count": 0, "message_count": 0}


def test_what_is_written_without_a_network_is_shown_at_once_and_sent_once(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[2:4]
    conversation = caller(bob).say(ada, "listing/2", "Which size is it?")
    with window(ada) as hers:
        hers.go()
        hers.open("Which size")
        expect(hers.bubble("Which size")).to_be_visible()
        hers.context.set_offline(True)
        hers.write("It is a 42.")
        hers.write("And it is as new.")
        expect(hers.bubble("It is a 42.").get_by_role("img", name="Sending")).to_be_visible()
        expect(hers.chat.get_by_text("No connection since")).to_be_visible()
        hers.context.set_offline(False)
        expect(hers.bubble("And it is as new.").get_by_role("img", name="Sent")).to_be_visible()
        expect(hers.chat.get_by_text("No connection since")).to_have_count(0)
        expect(hers.chat.locator("article")).to_have_count(3)
    [theirs] = caller(bob).get("/v1/conversations")["items"]
    said = [each["text"] for each in caller(bob).messages(theirs["id"])]
    assert said == ["Which size is it?", "It is a 42.", "And it is as new."]
    assert conversation == theirs["id"]


def test_what_was_not_sent_is_kept_over_a_reload(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[4:6]
    caller(bob).say(ada, "listing/3", "Do you send it?")
    with window(ada) as hers:
        # What is said on a socket would not be stopped by what follows.
        hers.page.route_web_socket("**/v1/socket", lambda socket: socket.close())
        hers.go()
        hers.open("Do you send it?")
        hers.page.route(
            "**/v1/conversations/*/messages",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        hers.write("Yes, for 5.")
        expect(hers.bubble("Yes, for 5.").get_by_role("img", name="Sending")).to_be_visible()
        hers.page.unroute("**/v1/conversations/*/messages")
        hers.go()
        # By now the list may show what was kept, and was sent at once.
        hers.open("listing/3")
        expect(hers.bubble("Yes, for 5.").get_by_role("img", name="Sent")).to_be_visible()
        expect(hers.bubble("Yes, for 5.")).to_have_count(1)
    [theirs] = caller(bob).get("/v1/conversations")["items"]
    assert [each["text"] for each in caller(bob).messages(theirs["id"])] == ["Do you send it?", "Yes, for 5."]


def test_what_is_refused_says_why_in_its_place(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[6:8]
    caller(bob).say(ada, "listing/4", "Hello?")
    with window(ada) as hers, window(bob) as his:
        hers.go()
        hers.open("Hello?")
        his.go()
        his.open("Hello?")
        his.chat.get_by_role("button", name="What can be done here").click()
        his.chat.get_by_role("button", name="Block", exact=True).click()
        expect(his.chat.get_by_text("You blocked them")).to_be_visible()
        hers.write("Are you there?")
        expect(hers.bubble("Are you there?")).to_contain_text("This participant takes no messages from you.")
        hers.go(lang="de")
        hers.open("Hello?")
        expect(hers.bubble("Are you there?")).to_contain_text("Diese Person nimmt keine Nachrichten von Ihnen an.")
        his.chat.get_by_role("button", name="Unblock").click()
        expect(his.field).to_be_visible()
        hers.bubble("Are you there?").get_by_role("button", name="Noch einmal versuchen").click()
        expect(his.bubble("Are you there?")).to_be_visible()


def test_two_tabs_agree_on_what_is_unread(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[8:10]
    for number in range(3):
        caller(bob).say(ada, "listing/5", f"Number {number}")
    with window(ada) as hers:
        hers.go()
        other = hers.context.new_page()
        other.goto(hers.page.url)
        expect(other.locator("tidings-chat .badge")).to_contain_text("3")
        hers.page.bring_to_front()
        hers.open("Number 2")
        expect(other.locator("tidings-chat .badge")).to_have_count(0)
        expect(hers.chat.locator(".badge")).to_have_count(0)


def test_a_first_message_begins_the_conversation_that_the_page_names(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[10:12]
    with window(ada) as hers:
        hers.go(to=f"person:{bob}", topic="listing/6", **{"to-name": "Bob"})
        expect(hers.chat.get_by_text("Write the first message to Bob.")).to_be_visible()
        hers.write("Can I have it?")
        expect(hers.bubble("Can I have it?").get_by_role("img", name="Sent")).to_be_visible()
        caller(bob).say(ada, "listing/6", "Of course.")
        expect(hers.bubble("Of course.")).to_be_visible()
        hers.go(to=f"person:{bob}", topic="listing/6")
        expect(hers.chat.locator("article")).to_have_count(2)
    assert len(caller(bob).get("/v1/conversations")["items"]) == 1


def test_everything_goes_on_when_the_service_was_away(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[12:14]
    caller(bob).say(ada, "listing/7", "One")
    with window(ada) as hers:
        hers.go()
        hers.open("One")
        assert place.house.kill("api") == 1
        hers.write("Two")
        expect(hers.bubble("Two").get_by_role("img", name="Sent")).to_be_visible(timeout=40_000)
        until(place.is_served, "the API")
        caller(bob).say(ada, "listing/7", "Three")
        expect(hers.bubble("Three")).to_be_visible(timeout=40_000)
        expect(hers.chat.locator("article")).to_have_count(3)


def test_a_conversation_that_is_to_begin_here_shows_what_the_other_wrote_first(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[20:22]
    with window(ada) as hers:
        hers.go(to=f"person:{bob}", topic="listing/66")
        expect(hers.chat.get_by_text("Write the first message")).to_be_visible()
        caller(bob).say(ada, "listing/66", "I was quicker")
        expect(hers.bubble("I was quicker")).to_be_visible()
        hers.write("So you were")
        expect(hers.bubble("So you were").get_by_role("img", name="Sent")).to_be_visible()
    assert caller(bob).history("listing/66") == ["I was quicker", "So you were"]


def test_what_is_said_while_a_conversation_is_loaded_stands_in_it(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[30:32]
    his = caller(bob)
    conversation = his.say(ada, "listing/30", "Said before")
    asked: list[Route] = []
    held: list[tuple[Route, APIResponse]] = []
    with window(ada) as hers:
        page = hers.go()

        def hold(route: Route) -> None:
            """What is answered first is what was there, and it arrives after what was said next.

            Another request can come while the first is being answered: it is not held.
            """
            asked.append(route)
            if len(asked) > 1:
                route.continue_()
            else:
                held.append((route, route.fetch()))

        page.route("**/v1/conversations/*/messages*", hold)
        hers.line("Said before").click()
        until(lambda: page.evaluate("0") == 0 and len(held) == 1, "its messages on their way")
        his.answer(conversation, "Said meanwhile")
        expect(hers.chat.locator(".line", has_text="Said meanwhile")).to_be_attached()
        route, response = held[0]
        route.fulfill(response=response)
        expect(hers.bubble("Said meanwhile")).to_be_visible()
        assert hers.said() == ["Said before", "Said meanwhile"]
