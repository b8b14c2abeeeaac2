"""What breaks in mid-call, and who is back where afterwards."""

import contextlib
import os
import signal
import time

import pytest
from playwright.sync_api import Browser, expect

from rooms.gateway.crossing import ask_livekit
from rooms.models import Attendance, LearntFrom, LeftReason, Session
from tests.browser.room import identities
from tests.cast import ada, guest_in, room_of
from tests.house import until
from tests.site import SWITCHES, Launch, Site, in_state, sees_video, wait_for_people

pytestmark = [pytest.mark.real, pytest.mark.browser]


def test_livekit_killed_and_restarted_brings_both_back_into_the_same_call(site: Site) -> None:
    room = room_of(host := ada(), seats=7)
    ben = guest_in(room)
    hers, his = site.enter(host, room), site.enter(ben, room)
    sees_video(hers, 2)
    sees_video(his, 2)
    seats = set(identities(hers))
    wait_for_people(room, "Ada", "Ben")

    killed = time.monotonic()
    site.house.kill("livekit")
    in_state(hers, "reconnecting")
    expect(hers.locator('[data-part="status"]')).to_contain_text("Bringing you back")
    site.house.need("livekit")
    for page in (hers, his):
        page.wait_for_selector('[data-call-state="connected"], [data-call-state="back"]', timeout=15_000)
    until(lambda: Session.objects.filter(room=room).count() == 2, within=15, what="a second life of the room")
    wait_for_people(room, "Ada", "Ben", within=15)
    for page in (hers, his):
        sees_video(page, 2)
    assert time.monotonic() - killed < 15
    assert set(identities(hers)) == set(identities(his)) == seats

    old = Attendance.objects.filter(session__ended_at__isnull=False)
    assert set(old.values_list("left_reason", flat=True)) == {LeftReason.LIVEKIT_LOST}
    live = ask_livekit(lambda livekit: livekit.rooms())
    assert room.livekit_name in {one.name for one in live}


def test_a_killed_browser_leaves_a_closed_stay_with_a_reason(site: Site, launch_chromium: Launch) -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    hers = site.enter(host, room)
    doomed = launch_chromium(SWITCHES)
    Site(site.house, doomed).enter(ben, room)
    wait_for_people(room, "Ada", "Ben")
    kill(doomed)
    wait_for_people(room, "Ada", within=30)  # LiveKit waits 21 s for somebody to come back
    assert Attendance.objects.get(participant=ben).left_reason == LeftReason.LOST
    in_state(hers, "connected")


def kill(browser: Browser) -> None:
    """Every process of it at once, without a word to anybody."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process["id"], signal.SIGKILL)


def test_an_ended_room_sends_everybody_out_and_closes_their_stays(site: Site) -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    hers, his = site.enter(host, room), site.enter(ben, room)
    wait_for_people(room, "Ada", "Ben")
    site.post(hers, f"/api/v1/rooms/{room.code}/end")
    in_state(hers, "ended")
    in_state(his, "ended")
    wait_for_people(room)
    assert set(Attendance.objects.values_list("left_reason", flat=True)) == {LeftReason.ENDED}
    until(lambda: Session.objects.get(room=room).ended_at is not None, what="the session closed")


def test_webhooks_that_never_come_are_made_up_for_by_the_keeper(site: Site) -> None:
    """The web server is down while Ben comes; the keeper sees him in LiveKit."""
    room = room_of(host := ada())
    ben = guest_in(room)
    hers = site.enter(host, room)
    his = site.enter(ben, room)
    Attendance.objects.all().delete()
    Session.objects.all().delete()
    wait_for_people(room, "Ada", "Ben", within=6)
    assert set(Attendance.objects.values_list("learnt_from", flat=True)) == {LearntFrom.KEEPER}
    for page in (hers, his):
        in_state(page, "connected")


def test_no_token_and_no_invitation_reaches_a_log(site: Site) -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    site.visitor(path=f"/invite/{ben.invite.link}/") if ben.invite else None
    site.enter(ben, room)
    site.house.restart("livekit")
    logged = site.house.everything_logged()
    assert "eyJ" not in logged
    assert ben.invite is not None
    assert ben.invite.link not in logged
    assert host.email not in logged
