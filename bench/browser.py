"""Click on Join to the first remote video frame, page load to a usable Join button, and the script it takes.

Beside a bare page around livekit-client, in turn, on the same LiveKit server in the same Chromium: the bare page asks
nobody for permission, keeps nothing and shows nothing, so it is the floor. Pages load before anybody is in the room;
for the first frame somebody is. Every visit is a fresh browser profile with nothing cached.
"""

import functools
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from playwright.sync_api import Page, Response, sync_playwright

from bench.copy import fresh_copy
from rooms.models import Participant
from rooms.services.joining import join_room
from tests.cast import ada, guest_in, room_of
from tests.environment import ROOT
from tests.site import SWITCHES, Site, find_chromium, sees_video

FULL_SPEED = "--use-fake-device-for-media-stream"  # a camera at its usual rate
TIMES = 9
FIRST_FRAME, USABLE, SCRIPT_BYTES = 0.5, 0.5, 200_000
MARK = "name => performance.getEntriesByName(name)[0]?.startTime"


Visit = Callable[[Participant], Page]


@dataclass
class Timings:
    name: str
    usable: list[float] = field(default_factory=list)
    first_frame: list[float] = field(default_factory=list)
    script_bytes: int = 0

    def note_load(self, page: Page) -> None:
        self.usable.append(mark(page, "focal:join-usable"))

    def note_join(self, page: Page) -> None:
        page.get_by_role("button", name="Join", exact=True).click()
        self.first_frame.append(mark(page, "focal:first-remote-frame") - mark(page, "focal:join-click"))


def mark(page: Page, name: str) -> float:
    wait_for_mark(page, name)
    return float(page.evaluate(MARK, name)) / 1000


def wait_for_mark(page: Page, name: str) -> None:
    page.wait_for_function("name => performance.getEntriesByName(name).length > 0", arg=name)


@contextmanager
def bare_page() -> Iterator[str]:
    """The bare page and livekit-client's script, from memory on loopback."""

    class Files(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            name = Path(path.partition("?")[0]).name or "index.html"
            folder = ROOT / ("node_modules/livekit-client/dist" if name.startswith("livekit") else "bench/bare")
            return str(folder / name)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def visit_focal(site: Site, who: Participant, timings: Timings) -> Page:
    page = site.visitor(who)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(script_size(response)))
    page.goto(f"/r/{who.room.code}/")
    look_around(page)
    timings.script_bytes = sum(sizes)
    return page


def visit_bare_page(site: Site, who: Participant, address: str) -> Page:
    admission = join_room(who)
    page = site.visitor()
    page.goto(f"{address}#url={quote(admission.url, safe='')}&token={admission.token}")
    look_around(page)
    return page


@contextmanager
def closing_profile(page: Page) -> Iterator[Page]:
    yield page
    page.context.close()


def look_around(page: Page) -> None:
    """A person looks at their preview for a moment: everything that can be ready is."""
    wait_for_mark(page, "focal:join-usable")
    page.wait_for_load_state("networkidle")


def script_size(response: Response) -> int:
    if response.request.resource_type != "script":
        return 0
    return int(response.headers.get("content-length", 0))


def main() -> None:
    house = fresh_copy()
    house.need("livekit", "redis", "web", "keeper")
    ours, bare = Timings("Focal"), Timings("A bare page")
    try:
        with sync_playwright() as playwright, bare_page() as address:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*SWITCHES, FULL_SPEED])
            site = Site(house, browser)
            room = room_of(host := ada(), seats=50)
            sides: list[tuple[Timings, Visit]] = [
                (ours, lambda who: visit_focal(site, who, ours)),
                (bare, lambda who: visit_bare_page(site, who, address)),
            ]
            for timings, visit in sides * (TIMES + 1):
                with closing_profile(visit(guest_in(room))) as page:
                    timings.note_load(page)
            sees_video(site.enter(host, room), 1)
            for timings, visit in sides * (TIMES + 1):
                with closing_profile(visit(guest_in(room))) as page:
                    timings.note_join(page)
            browser.close()
    finally:
        house.close()
    report(ours, bare)


def report(ours: Timings, bare: Timings) -> None:
    def middle(values: list[float]) -> float:
        return statistics.median(values[1:])  # the first warms the caches of both

    print(f"\nIn Chromium, median of {TIMES}, a room with one other person ({settings.LIVEKIT_PUBLIC_URL})")
    print(f"  {'':<14} {'page to usable Join':>20} {'Join to first frame':>20} {'script, compressed':>20}")
    for timings in (ours, bare):
        size = f"{timings.script_bytes / 1000:.0f} kB" if timings.script_bytes else "-"
        print(
            f"  {timings.name:<14} {middle(timings.usable):>18.2f} s {middle(timings.first_frame):>18.2f} s {size:>20}"
        )
    print(
        f"  {'ratio':<14} {middle(ours.usable) / middle(bare.usable):>19.2f}x"
        f" {middle(ours.first_frame) / middle(bare.first_frame):>19.2f}x"
    )
    print(f"  {'target':<14} {USABLE:>18.2f} s {FIRST_FRAME:>18.2f} s {SCRIPT_BYTES / 1000:>17.0f} kB")


if __name__ == "__main__":
    main()
