"""The call: faces, controls, people, and every way in which it is interrupted or ends."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from rooms.models import Attendance, LeftReason, Role, Room
from tests.browser.room import (
    accessible,
    humming_microphone,
    sees_others,
    shares_a_drawing,
    silent_until_pressed,
    without_udp,
)
from tests.cast import ada, guest_in, room_of
from tests.house import until
from tests.site import Site, in_state, wait_for_people

pytestmark = [pytest.mark.real, pytest.mark.browser]


@pytest.fixture
def call(site: Site) -> tuple[Room, Page, Page]:
    """Ada and Ben, talking."""
    room = room_of(host := ada())
    ben = guest_in(room)
    hers, his = site.enter(host, room), site.enter(ben, room)
    sees_others(hers)
    sees_others(his)
    return room, hers, his


def tile_of(name: str) -> str:
    return f'.tile:has(.tile-name:text-is("{name}"))'


def test_people_see_who_is_there_and_what_they_switch_off(call: tuple[Room, Page, Page]) -> None:
    _, hers, his = call
    expect(his.locator(tile_of("Ada"))).to_contain_text("Host")
    bens = hers.locator(tile_of("Ben"))
    expect(bens).not_to_contain_text("Host")
    expect(hers.locator('[data-part="status"]')).to_have_text("2 people are here")
    expect(hers.get_by_role("button", name="Turn on sound")).to_be_hidden()
    assert accessible(hers) == []

    his.evaluate(
        "() => { window.mine = document.querySelector('.tile[data-me=\"true\"] video').srcObject.getVideoTracks()[0]; }"
    )
    his.keyboard.press("m")
    his.keyboard.press("v")
    expect(bens).to_have_attribute("data-mic", "off")
    expect(bens).to_contain_text("Muted:")
    expect(bens).to_have_attribute("data-camera", "off")
    expect(bens.locator(".tile-initials")).to_have_text("B")
    his.wait_for_function("() => window.mine.readyState === 'ended'")  # the camera's light is off, too

    his.get_by_role("button", name="Unmute").click()
    his.get_by_role("button", name="Start camera").click()
    expect(bens).to_have_attribute("data-mic", "on")
    sees_others(hers)


def test_the_one_who_speaks_is_marked(site: Site) -> None:
    room = room_of(host := ada())
    hers = site.enter(host, room)
    his = site.visitor(guest_in(room))
    humming_microphone(his)
    his.goto(f"/r/{room.code}/")
    his.get_by_role("button", name="Join", exact=True).click()
    expect(hers.locator(".tile").first).to_have_attribute("data-speaking", "true", timeout=15_000)


def test_a_shared_screen_is_large_and_panels_push(call: tuple[Room, Page, Page]) -> None:
    _, hers, his = call
    shares_a_drawing(his)
    his.get_by_role("button", name="Share screen").click()
    expect(hers.locator('[data-part="screen"]')).to_contain_text("Ben is sharing a screen.")
    hers.wait_for_function("() => document.querySelector('[data-part=\"screen-video\"]').videoWidth > 0")
    screen, tile = hers.locator('[data-part="screen"]').bounding_box(), hers.locator(".tile").first.bounding_box()
    assert screen
    assert tile
    assert screen["width"] > 3 * tile["width"]
    assert accessible(hers) == []
    his.get_by_role("button", name="Stop sharing").click()
    expect(hers.locator('[data-part="screen"]')).to_be_hidden()

    hers.keyboard.press("p")
    people = hers.get_by_role("region", name="People", exact=True)
    expect(people).to_contain_text("Ada (you)")
    expect(people).to_contain_text("Candidate")
    panel, stage = people.bounding_box(), hers.locator('[data-part="stage"]').bounding_box()
    assert panel
    assert stage
    assert stage["x"] + stage["width"] <= panel["x"]
    hers.keyboard.press("d")
    expect(hers.get_by_role("region", name="Devices")).to_be_visible()
    assert accessible(hers) == []
    hers.keyboard.press("Escape")
    expect(hers.locator('[data-part="panel"]')).to_be_hidden()
    hers.keyboard.press("?")
    expect(hers.get_by_role("dialog", name="Keys")).to_be_visible()
    assert accessible(hers) == []


def test_a_person_removed_is_told_and_gone(call: tuple[Room, Page, Page]) -> None:
    room, hers, his = call
    hers.keyboard.press("p")
    remove = hers.get_by_role("button", name="Remove Ben")
    remove.click()
    remove.click()
    in_state(his, "removed")
    expect(his.get_by_role("heading", name="You were removed from this call")).to_be_visible()
    expect(hers.locator(".tile")).to_have_count(1)
    wait_for_people(room, "Ada")
    his.reload()
    in_state(his, "removed")


def test_people_leave_come_back_close_their_tab_and_are_sent_home(call: tuple[Room, Page, Page]) -> None:
    room, hers, his = call
    his.get_by_role("button", name="Leave", exact=True).click()
    in_state(his, "left")
    wait_for_people(room, "Ada")
    assert accessible(his) == []
    his.get_by_role("button", name="Join again").click()
    in_state(his, "connected")
    sees_others(hers)

    tab = his.context.new_page()
    his.close()
    expect(hers.locator(".tile")).to_have_count(1, timeout=5_000)  # at once, not when a connection times out
    wait_for_people(room, "Ada", within=5)

    tab.goto(f"/r/{room.code}/")
    tab.get_by_role("button", name="Join", exact=True).click()
    in_state(tab, "connected")
    hers.get_by_role("button", name="Leave", exact=True).click()
    hers.get_by_role("button", name="End for everyone").click()
    in_state(hers, "ended")
    in_state(tab, "ended")
    assert accessible(tab) == []


def test_the_older_of_two_tabs_is_told_and_can_take_the_call_back(site: Site) -> None:
    room = room_of(ada())
    ben = guest_in(room)
    first = site.enter(ben, room)
    second = first.context.new_page()
    second.goto(f"/r/{room.code}/")
    second.get_by_role("button", name="Join", exact=True).click()
    in_state(second, "connected")
    in_state(first, "elsewhere")
    until(lambda: Attendance.objects.filter(left_reason=LeftReason.ELSEWHERE).count() == 1, what="the first tab closed")
    assert accessible(first) == []
    first.get_by_role("button", name="Use this tab instead").click()
    in_state(first, "connected")
    in_state(second, "elsewhere")


def test_without_udp_the_call_comes_up_over_tcp_and_the_check_says_so(
    site: Site, launch_chromium: Callable[[list[str]], Browser]
) -> None:
    room = room_of(host := ada())
    hers = site.enter(host, room)
    walled_in = without_udp(launch_chromium)
    behind = Site(site.house, walled_in)
    try:
        his = behind.enter(guest_in(room), room)
        sees_others(hers)
        sees_others(his)
        cleo = behind.visitor(guest_in(room, name="Cleo", role=Role.OBSERVER), path=f"/r/{room.code}/")
        cleo.get_by_role("button", name="Check my connection").click()
        cleo.wait_for_selector('[data-check="done"]', timeout=40_000)
        expect(cleo.locator('[data-part="check-ways"]')).to_contain_text("UDP is blocked here.")
        expect(cleo.get_by_text("You can join. UDP is blocked here")).to_be_visible()
    finally:
        behind.close()
        walled_in.close()


def test_sound_that_a_browser_holds_back_is_turned_on_by_a_button(site: Site) -> None:
    room = room_of(host := ada())
    site.enter(host, room)
    his = site.visitor(guest_in(room))
    silent_until_pressed(his)
    his.goto(f"/r/{room.code}/")
    his.get_by_role("button", name="Join", exact=True).click()
    button = his.get_by_role("button", name="Turn on sound")
    button.click()
    expect(button).to_be_hidden()


def test_the_call_fits_a_phone_and_offers_only_what_one_may_do(site: Site) -> None:
    room = room_of(ada())
    cleo = guest_in(room, name="Cleo", role=Role.OBSERVER)
    page = site.enter(cleo, room, viewport={"width": 390, "height": 844}, color_scheme="light")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for control in ("people", "devices", "leave"):
        expect(page.locator(f'[data-control="{control}"]')).to_be_in_viewport()
    expect(page.get_by_role("button", name="Share screen")).to_be_hidden()
    assert accessible(page) == []
