"""`make screens`: every screen, wide and narrow, light and dark, into docs/screens/, for a person to look at."""

from bench.copy import fresh_copy  # first: it sets Django up

# isort: split

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import User
from bench.faces import write_face
from rooms.models import Access, Participant, Room
from rooms.services.invites import create_invite
from rooms.services.rooms import create_room, end_room
from tests.cast import guest_in
from tests.environment import ROOT
from tests.site import SWITCHES, Site, find_chromium, in_state, sees_video

FULL_SPEED = "--use-fake-device-for-media-stream"
FOLDER = ROOT / "docs" / "screens"
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
LOOKS = {
    "Ada": {"wall": (214, 205, 190), "skin": (226, 178, 150), "shirt": (46, 92, 96)},
    "Ben": {"wall": (176, 194, 204), "skin": (132, 88, 62), "shirt": (196, 120, 72)},
    "Dev": {"wall": (196, 206, 186), "skin": (186, 134, 98), "shirt": (70, 74, 110)},
}


class Album:
    def __init__(self, site: Site) -> None:
        self.site = site

    def take(self, name: str, page: Page) -> None:
        page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72)

    def every(
        self, name: str, who: User | Participant | None, path: str, then: Callable[[Page], None] = lambda page: None
    ) -> None:
        """One screen in every size and theme."""
        for size, viewport in SIZES.items():
            for theme in THEMES:
                page = self.site.visitor(who, viewport=viewport, color_scheme=theme)
                page.goto(path)
                page.wait_for_load_state("networkidle")
                then(page)
                self.take(f"{name}-{size}-{theme}", page)
                page.context.close()


def somebody(name: str, local: str) -> User:
    return User.objects.create_user(f"{local}@example.org", "correct horse battery", name=name)


def busy_week(host: User) -> Room:
    soon = create_room(
        host,
        title="Backend engineer: second talk",
        access=Access.INVITED,
        starts_at=timezone.now() + timedelta(minutes=20),
        length=45,
    )
    for days, title in [
        (1, "Product designer: first talk"),
        (2, "Data engineer: last round"),
        (6, "Coffee with the team"),
    ]:
        create_room(host, title=title, starts_at=timezone.now() + timedelta(days=days), length=45)
    for title in ("Backend engineer: first talk", "Frontend engineer: first talk"):
        end_room(create_room(host, title=title), by=host)
    create_invite(soon, by=host, name="Ben Okafor")
    create_invite(soon, by=host, role="observer", max_uses=5)
    return soon


def pages(album: Album, ada: User) -> Room:
    soon = busy_week(ada)
    invite = create_invite(soon, by=ada, name="Ben Okafor")
    album.every("landing", None, "/")
    album.every("sign-in", None, "/accounts/login/")
    album.every("home-empty", somebody("Cleo", "cleo"), "/")
    album.every("home", ada, "/")
    album.every("new-room", ada, "/rooms/new/")
    album.every("invite", None, f"/invite/{invite.link}/")
    album.every("not-found", None, f"/r/{'A' * 22}/")
    return soon


def the_room(album: Album, room: Room, people: dict[str, tuple[Browser, User | Participant]]) -> None:
    house = album.site.house
    calls = {name: Site(house, browser).enter(who, room) for name, (browser, who) in people.items()}
    host = people["Ada"][1]
    ada = calls.pop("Ada")
    ada.context.close()
    album.every("prepare", host, f"/rooms/{room.code}/")
    album.every("door", host, f"/r/{room.code}/")
    album.every("door-refused", host, f"/r/{room.code}/", refuse_devices)
    for size, viewport in SIZES.items():
        for theme in THEMES:
            page = Site(house, people["Ada"][0]).enter(host, room, viewport=viewport, color_scheme=theme)
            sees_video(page, len(people))
            album.take(f"room-{size}-{theme}", page)
            page.get_by_role("button", name="People").first.click()
            page.get_by_text("Dev Anand").last.wait_for()
            album.take(f"room-people-{size}-{theme}", page)
            page.context.close()
    host_page = Site(house, people["Ada"][0]).enter(host, room, viewport=SIZES["wide"])
    sees_video(host_page, len(people))
    host_page.screenshot(path=FOLDER / "room.png")
    end_room(room, by=room.host)
    in_state(host_page, "ended")
    album.take("ended-wide-light", host_page)


def refuse_devices(page: Page) -> None:
    page.context.clear_permissions()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page.reload()
    page.wait_for_load_state("networkidle")


def waiting(album: Album, ada: User) -> None:
    room = create_room(ada, title="Open house", access=Access.LINK)

    def ask(page: Page) -> None:
        page.get_by_label("Your name").fill("Cleo Marsh")
        page.get_by_role("button", name="Join", exact=True).click()
        in_state(page, "waiting")

    album.every("waiting", None, f"/r/{room.code}/", ask)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    house = fresh_copy()
    house.need("livekit", "redis", "web", "keeper")
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:

            def look(name: str) -> Browser:
                face = write_face(Path(folder) / f"{name}.y4m", **LOOKS[name])
                switches = [*SWITCHES, FULL_SPEED, f"--use-file-for-fake-video-capture={face}"]
                return playwright.chromium.launch(executable_path=find_chromium(), args=switches)

            browsers = {name: look(name) for name in LOOKS}
            ada = somebody("Ada Lindqvist", "ada")
            album = Album(Site(house, browsers["Ada"]))
            room = pages(album, ada)
            guests = {
                "Ben": guest_in(room, name="Ben Okafor"),
                "Dev": guest_in(room, name="Dev Anand", role="interviewer"),
            }
            the_room(
                album,
                room,
                {"Ada": (browsers["Ada"], ada)} | {name: (browsers[name], guest) for name, guest in guests.items()},
            )
            waiting(album, ada)
    finally:
        house.close()
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
