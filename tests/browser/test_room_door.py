"""The door: what one sees before anybody sees one, and what happens when devices or the network will not."""

import re

import pytest
from playwright.sync_api import expect

from rooms.models import Access, Participant
from rooms.services.rooms import end_room
from tests.browser.room import accessible, broken_devices, device_choices
from tests.cast import ada, guest_in, room_of
from tests.site import Site, in_state, sees_video

pytestmark = [pytest.mark.real, pytest.mark.browser]


def path_of(place: Participant) -> str:
    return f"/r/{place.room.code}/"


def test_the_door_shows_oneself_and_says_where_it_leads(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben))
    in_state(door, "door")
    expect(door.get_by_role("heading", name="Interview with Ben")).to_be_visible()
    expect(door.locator('[data-part="door"]')).to_contain_text("Ada invites you to")
    expect(door.locator('[data-part="door"]')).to_contain_text("You join as Ben.")
    sees_video(door, 1)
    expect(door.get_by_label("Camera", exact=True).locator("option")).not_to_have_count(0)
    assert accessible(door) == []
    door.wait_for_function(
        "() => Number(document.querySelector('[data-part=\"level\"]').style.getPropertyValue('--level')) > 0.1"
    )


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("NotAllowedError", "does not let this page use your microphone and camera"),
        ("NotFoundError", "No microphone and camera was found"),
        ("NotReadableError", "Another programme uses your microphone and camera"),
    ],
)
def test_devices_that_will_not_start_are_named_and_joining_works_without(site: Site, failure: str, words: str) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben)
    broken_devices(door, failure)
    door.goto(path_of(ben))
    expect(door.locator('[data-part="problems"] .notice')).to_contain_text(words)
    assert accessible(door) == []
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "connected")
    expect(door.locator(".tile")).to_have_attribute("data-camera", "off")


def test_what_was_switched_off_stays_off_on_the_next_visit(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben))
    sees_video(door, 1)
    door.get_by_role("button", name="Camera", exact=True).click()
    expect(door.get_by_text("Your camera is off.")).to_be_visible()
    door.reload()
    expect(door.get_by_role("button", name="Camera", exact=True)).to_have_attribute("aria-pressed", "false")
    assert device_choices(door)["cameraOn"] is False
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "connected")
    expect(door.locator(".tile")).to_have_attribute("data-mic", "on")
    expect(door.locator(".tile")).to_have_attribute("data-camera", "off")


def test_a_stranger_with_the_link_is_asked_for_a_name(site: Site) -> None:
    room = room_of(ada(), access=Access.LINK)
    door = site.visitor(path=f"/r/{room.code}/")
    door.get_by_role("button", name="Join", exact=True).click()
    expect(door.get_by_text("Write the name the others should see.")).to_be_visible()
    in_state(door, "door")
    door.get_by_label("Your name").fill("\u202eCleo")
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "failed", "waiting")
    assert accessible(door) == []


def test_who_waits_knows_their_place_and_comes_in_when_admitted(site: Site) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    hers = site.enter(host, room)
    his = site.visitor(path=f"/r/{room.code}/")
    his.get_by_label("Your name").fill("Ben")
    his.get_by_role("button", name="Join", exact=True).click()
    in_state(his, "waiting")
    expect(his.get_by_text("You are next.")).to_be_visible()
    sees_video(his, 1)
    assert accessible(his) == []
    strip = hers.get_by_role("region", name="People waiting")
    expect(strip).to_contain_text("Ben is waiting to come in.")
    assert accessible(hers) == []
    strip.get_by_role("button", name="Admit Ben").click()
    in_state(his, "connected")
    expect(strip).to_be_hidden()
    sees_video(hers, 2)


def test_who_is_denied_is_told(site: Site) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    hers = site.enter(host, room)
    his = site.visitor(path=f"/r/{room.code}/")
    his.get_by_label("Your name").fill("Ben")
    his.get_by_role("button", name="Join", exact=True).click()
    in_state(his, "waiting")
    hers.get_by_role("region", name="People waiting").get_by_role("button", name="Deny Ben").click()
    in_state(his, "denied")
    expect(his.get_by_role("heading", name="You were not let in")).to_be_focused()
    assert accessible(his) == []


def test_the_door_of_an_ended_room_says_so(site: Site) -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    end_room(room, by=host)
    door = site.visitor(ben, path=path_of(ben))
    in_state(door, "ended")
    expect(door.get_by_role("heading", name="This call has ended")).to_be_visible()


def test_a_full_room_is_said_to_be_full(site: Site) -> None:
    room = room_of(host := ada(), seats=1)
    site.enter(host, room)
    ben = guest_in(room)
    door = site.visitor(ben, path=path_of(ben))
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "failed")
    expect(door.get_by_role("alert")).to_contain_text("The room is full")
    assert accessible(door) == []


def test_a_livekit_that_is_down_is_said_and_the_door_stays(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben))
    in_state(door, "door")
    site.house.kill("livekit")
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "failed", within=6)
    expect(door.get_by_role("alert")).to_contain_text("The video server cannot be reached")
    site.house.need("livekit")
    door.get_by_role("button", name="Join", exact=True).click()
    in_state(door, "connected")


def test_the_connection_check_says_what_works(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben))
    door.get_by_role("button", name="Check my connection").click()
    door.wait_for_selector('[data-check="done"]', timeout=40_000)
    ways = door.locator('[data-part="check-ways"]')
    expect(ways).to_contain_text("Signalling (websocket) works.")
    expect(ways).to_contain_text("Sound and video over UDP works")
    expect(ways).to_contain_text("Sound and video over TCP works")
    expect(ways).to_contain_text("Through a relay is not set up on this site.")
    expect(door.get_by_text("All is well: you can join.")).to_be_visible()
    assert accessible(door) == []


def test_the_door_fits_a_phone(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben), viewport={"width": 390, "height": 844}, color_scheme="dark")
    expect(door.get_by_role("button", name="Join", exact=True)).to_be_in_viewport()
    assert door.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert accessible(door) == []


def test_joining_works_by_keyboard_alone(site: Site) -> None:
    ben = guest_in(room_of(ada()))
    door = site.visitor(ben, path=path_of(ben))
    in_state(door, "door")
    for _ in range(12):
        door.keyboard.press("Tab")
        if door.evaluate("() => document.activeElement.dataset.part") == "join":
            break
    door.keyboard.press("Enter")
    in_state(door, "connected")
    assert re.search(r"Unmute|Mute", door.locator('[data-control="microphone"]').inner_text())
