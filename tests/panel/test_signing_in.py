"""Who gets in by the panel's door, and how they leave."""

from playwright.sync_api import expect

from tests.panel.conftest import Open
from tests.panel.place import PASSWORD, Place
from tidings.members.model import Role


def test_whoever_signs_in_comes_to_where_they_wanted_to_go(window: Open) -> None:
    with window() as seen:
        page = seen.go("/calendar")
        expect(page).to_have_url(f"{seen.place.address}/panel/sign-in?back=%2Fcalendar")
        page.get_by_label("E-mail").fill("viewer@example.org")
        page.locator('input[name="password"]').fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{seen.place.address}/panel/calendar")


def test_a_wrong_password_and_an_unknown_member_are_told_the_same(window: Open) -> None:
    told = []
    for email in ("viewer@example.org", "nobody@example.org"):
        with window() as seen:
            seen.enter(email, "wrong password that is long")
            alert = seen.page.get_by_role("alert").filter(has_text="password")
            told.append(alert.first.inner_text())
    assert told[0] == told[1] != ""


def test_whoever_signs_out_sees_nothing_more_in_any_window(window: Open) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        cookies = seen.context.cookies()
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("menuitem", name="Sign out").click()
        page.wait_for_url("**/panel/sign-in**")
        seen.context.add_cookies(cookies)  # type: ignore[arg-type]
        seen.go("/campaigns")
        page.wait_for_url("**/panel/sign-in**")


def test_a_session_ends_with_its_members_password_and_an_open_window_notices(window: Open, place: Place) -> None:
    email = place.add(Role.VIEWER, "leaver")
    with window() as seen:
        page = seen.sign_in(email)
        place.house.tell("member", "password", email)
        # The stream of live figures ends, and what is asked next is refused.
        page.wait_for_url("**/panel/sign-in**", timeout=20_000)


def test_the_cookie_is_no_scripts_and_no_other_pages(window: Open) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        [cookie] = [each for each in seen.context.cookies() if each["name"] == "tidings_session"]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert page.evaluate("document.cookie") == ""
