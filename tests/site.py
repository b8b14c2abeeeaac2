"""The running site as people meet it: a Chromium with a fake camera and microphone, and who is sitting before it."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from accounts.models import User
from rooms.models import Attendance, Participant, Room
from rooms.seats import cookie_name, signer
from tests.house import House, until

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = [
    "--use-fake-device-for-media-stream=fps=10",  # every picture is encoded by the machine the tests run on
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
    *(["--no-sandbox"] if os.getuid() == 0 else []),
]


Launch = Callable[[list[str]], Browser]


def find_chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "No Chromium: `make test` installs one."
    return found


class Site:
    def __init__(self, house: House, browser: Browser) -> None:
        self.house = house
        self.browser = browser
        self.url = settings.FOCAL_URL
        self.contexts: list[BrowserContext] = []

    def visitor(self, who: User | Participant | None = None, *, path: str = "", **context: object) -> Page:
        """A fresh browser profile, signed in as a user or seated as a guest, looking at a page."""
        profile = self.browser.new_context(base_url=self.url, **{"permissions": ["camera", "microphone"], **context})  # type: ignore[arg-type]
        profile.set_default_timeout(15_000)
        self.contexts.append(profile)
        if isinstance(who, User):
            self.add_cookie(profile, settings.SESSION_COOKIE_NAME, session_of(who))
        elif who is not None:
            self.add_cookie(profile, cookie_name(who.room.code), signer.sign(who.identity))
        page = profile.new_page()
        if path:
            page.goto(path)
        return page

    def add_cookie(self, profile: BrowserContext, name: str, value: str) -> None:
        profile.add_cookies([{"name": name, "value": value, "url": self.url}])

    def enter(self, who: User | Participant, room: Room, **context: object) -> Page:
        """Through the door and into the call."""
        page = self.visitor(who, path=f"/r/{room.code}/", **context)
        page.get_by_role("button", name="Join", exact=True).click()
        in_state(page, "connected")
        return page

    def post(self, page: Page, path: str) -> None:
        """What the page's own script would send."""
        token = str(page.get_attribute('meta[name="csrf-token"]', "content"))
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Origin": self.url}
        assert page.request.post(path, data="{}", headers=headers).ok

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def in_state(page: Page, *states: str, within: float = 15) -> None:
    wanted = ", ".join(f'[data-call-state="{state}"]' for state in states)
    page.wait_for_selector(wanted, timeout=within * 1000, state="attached")


def present(room: Room) -> set[str]:
    open_stays = Attendance.objects.filter(participant__room=room, left_at=None)
    return set(open_stays.values_list("participant__name", flat=True))


def wait_for_people(room: Room, *names: str, within: float = 10) -> None:
    until(lambda: present(room) == set(names), within=within, what=f"{names} in {room}, found {present(room)}")


def sees_video(page: Page, people: int) -> None:
    """That many videos with moving pictures."""
    moving = (
        "n => [...document.querySelectorAll('video')].filter(v => v.videoWidth > 0 && v.currentTime > 0).length >= n"
    )
    page.wait_for_function(moving, arg=people, timeout=15_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def launch_chromium(playwright: Playwright) -> Launch:
    """A Chromium with other switches; the caller closes it."""
    return lambda switches: playwright.chromium.launch(executable_path=find_chromium(), args=switches)


@pytest.fixture
def site(house: House, chromium: Browser) -> Iterator[Site]:
    site = Site(house, chromium)
    yield site
    site.close()
