"""The pages around the room in a real browser: readable by everybody, on every screen, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from rooms.models import Access, Participant, Role, Room
from rooms.services.invites import create_invite, revoke_invite
from rooms.services.joining import wait
from rooms.services.rooms import create_room, end_room
from tests.cast import PASSWORD, ada, guest_in, person, room_of, waiting_guest_in
from tests.site import Site

pytestmark = [pytest.mark.real, pytest.mark.browser]

# Each kind of page once; their siblings are made of the same parts.
ENTRANCES = ["account_login", "account_signup"]
SETTINGS = ["accounts:profile", "account_email", "mfa_index", "mfa_list_webauthn"]
LOOKS_EVERY_MS = 3000


def complaints_of(page: Page) -> list[str]:
    """What the console says that nobody should have to read: errors, and what the content policy refused."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    return said


def assert_readable(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(page.url, one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"


def give_keys(page: Page) -> None:
    """A key ring inside the browser that asks nobody."""
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    ring = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": ring})


def sign_up(page: Page) -> None:
    page.goto(reverse("account_signup"))
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()


def prepare(room: Room) -> str:
    return reverse("rooms:prepare", args=[room.code])


def a_full_room() -> Room:
    room = room_of(host := ada(), title="Interview with Maria-Fernanda de los Santos Villanueva", access=Access.LINK)
    Room.objects.filter(pk=room.pk).update(starts_at=timezone.now() + timedelta(minutes=20), length=45)
    create_room(host, title="Tomorrow", starts_at=timezone.now() + timedelta(days=1))
    end_room(create_room(host, title="Over"), by=host)
    create_invite(room, by=host, name="B" * 128)
    create_invite(room, by=host, max_uses=10, expires_at=timezone.now() + timedelta(days=7))
    revoke_invite(create_invite(room, by=host, name="Old"), by=host)
    guest_in(room, name="Wolfeschlegelsteinhausenbergerdorff" * 3)
    wait(waiting_guest_in(room))
    return room


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_are_readable_and_fit(site: Site, width: int, scheme: str) -> None:
    room = a_full_room()
    open_link = create_invite(room, by=room.host).link
    screen: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}

    stranger = site.visitor(**screen)
    complaints = complaints_of(stranger)
    for path in ["/", *map(reverse, ENTRANCES), reverse("rooms:invite", args=[open_link])]:
        stranger.goto(path)
        assert_readable(stranger)
    assert complaints == []
    for path in ["/r/nowhere/", "/invite/nothing/"]:  # the browser itself complains about these: they are 404
        stranger.goto(path)
        assert_readable(stranger)

    host = site.visitor(room.host, **screen)
    complaints = complaints_of(host)
    for path in ["/", reverse("rooms:new"), *map(reverse, SETTINGS), prepare(room)]:
        host.goto(path)
        assert_readable(host)
    for summary in host.locator("summary").all():
        summary.click()
    assert_readable(host)
    host.get_by_role("button", name="End the room").click()
    assert_readable(host)
    assert complaints == []

    newcomer = site.visitor(person("Cleo"), path="/", **screen)
    assert_readable(newcomer)


def test_first_tab_leads_past_the_header(site: Site) -> None:
    page = site.visitor(path="/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_menu_opens_and_closes_by_keyboard(site: Site) -> None:
    page = site.visitor(ada(), path="/")
    page.get_by_role("button", name="Ada").press("Enter")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()


def test_host_makes_a_room_invites_ben_and_ben_stands_at_the_door(site: Site) -> None:
    hers = site.visitor(ada(), path="/", permissions=["clipboard-read", "clipboard-write"])
    hers.get_by_role("link", name="Make your first room").click()
    hers.get_by_label("Title").fill("Interview with Ben")
    hers.get_by_role("button", name="Make the room").click()
    hers.get_by_label("Who is it for?").fill("Ben")
    hers.get_by_role("button", name="Make the link").click()
    hers.get_by_role("button", name="Copy Ben").click()
    expect(hers.get_by_text("Copied")).to_be_visible()
    link = hers.evaluate("navigator.clipboard.readText()")

    his = site.visitor(path=link)
    expect(his.get_by_text("Ada invites Ben to")).to_be_visible()
    his.get_by_role("button", name="Join").click()
    his.wait_for_url("**/r/**")
    assert his.evaluate("document.referrer") == ""  # the link stays behind
    assert Participant.objects.get(user=None).name == "Ben"


def test_somebody_who_comes_to_the_door_appears_without_a_reload(site: Site) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    page = site.visitor(host, path=prepare(room))
    page.evaluate("window.sameDocument = true")
    wait(waiting_guest_in(room, name="Noor"))
    expect(page.get_by_role("heading", name="Noor is waiting. Let them in?")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    page.get_by_role("button", name="Admit Noor").click()
    expect(page.get_by_text("Noor may come in.")).to_be_visible()
    assert Participant.objects.get(name="Noor").state == Participant.State.ADMITTED


def test_news_does_not_close_a_question_somebody_is_answering(site: Site) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    guest_in(room, name="Ben")
    page = site.visitor(host)
    page.clock.install()
    with page.expect_response("**/people"):
        page.goto(prepare(room))
    page.get_by_role("button", name="Remove Ben").click()
    wait(waiting_guest_in(room, name="Noor"))
    with page.expect_response(lambda answer: answer.url.endswith("/people") and "Noor" in answer.text()):
        page.clock.run_for(LOOKS_EVERY_MS)
    expect(page.get_by_text("Remove Ben?")).to_be_visible()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator("h1").click()
    page.clock.run_for(LOOKS_EVERY_MS)
    expect(page.get_by_role("heading", name="Noor is waiting. Let them in?")).to_be_visible()


def test_switch_saves_itself_and_turns_back_when_it_could_not(site: Site) -> None:
    room = room_of(host := ada())
    page = site.visitor(host, path=prepare(room))
    speak = page.get_by_role("group", name="Candidates may").get_by_role("switch", name="Speak")
    speak.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    room.refresh_from_db()
    assert not room.rights_of(Role.CANDIDATE).microphone
    page.route("**/rights/", lambda route: route.abort())
    speak.click()
    expect(page.get_by_text("That was not saved.")).to_be_visible()
    expect(speak).not_to_be_checked()


def test_host_can_do_everything_without_scripts(site: Site) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    noor = wait(waiting_guest_in(room, name="Noor"))
    page = site.visitor(host, path=prepare(room), java_script_enabled=False)
    assert page.get_by_role("button", name="Copy").count() == 0
    page.get_by_role("button", name="Admit Noor").click()
    page.get_by_label("Who is it for?").fill("Ben")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Revoke the link for Ben").click()
    page.get_by_role("button", name="Revoke", exact=True).click()
    page.get_by_role("group", name="Observers may").get_by_role("switch", name="Speak").check()
    page.locator("#rights").get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Remove Noor").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="End the room").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("has ended.")).to_be_visible()
    room.refresh_from_db()
    noor.refresh_from_db()
    assert room.is_ended
    assert room.rights_of(Role.OBSERVER).microphone
    assert noor.state == Participant.State.REMOVED
    assert room.invites.get().state == "revoked"


def test_passkey_is_added_and_signs_in_under_our_content_policy(site: Site) -> None:
    page = site.visitor()
    complaints = complaints_of(page)
    sign_up(page)
    give_keys(page)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_text("My laptop")).to_be_visible()
    page.get_by_role("button", name="Ada").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Your rooms")).to_be_visible()
    assert complaints == []
    assert Authenticator.objects.count() == 2  # the key, and the recovery codes made with it


def test_passkey_that_is_not_there_is_said_in_words(site: Site) -> None:
    page = site.visitor(path=reverse("account_login"))
    give_keys(page)  # none of which is ours
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()


def test_new_account_starts_in_the_browsers_time_zone(site: Site) -> None:
    page = site.visitor(timezone_id="Asia/Tokyo")
    sign_up(page)
    page.goto(reverse("accounts:profile"))
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
