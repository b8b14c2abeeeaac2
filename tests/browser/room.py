"""What the tests of the room do with its page: look at tiles, break devices, ask axe."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page

from tests.site import SWITCHES

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def accessible(page: Page) -> list[str]:
    """What axe objects to. Run through the debugger: the page's own policy allows no foreign script."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": axe_source()})
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    debugger.detach()
    return [f"{item['id']}: {node['html']}" for item in found for node in item["nodes"]]


def broken_devices(page: Page, failure: str) -> None:
    """From the next load on, every question for a device fails with this DOMException."""
    page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{failure}'); }};"
    )


def humming_microphone(page: Page) -> None:
    """From the next load on, the microphone hums: Chromium's own beeps too briefly to count as speech."""
    page.add_init_script(
        """{
            const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async wanted => {
                const stream = await ask(wanted);
                const context = new AudioContext();
                const hum = new OscillatorNode(context, { frequency: 220 });
                const out = new MediaStreamAudioDestinationNode(context);
                hum.connect(out);
                hum.start();
                return new MediaStream([...out.stream.getAudioTracks(), ...stream.getVideoTracks()]);
            };
        }"""
    )


def shares_a_drawing(page: Page) -> None:
    """In place of the browser's own picker, which no test can press."""
    page.evaluate(
        """() => { navigator.mediaDevices.getDisplayMedia = async () => {
            const canvas = document.createElement('canvas');
            const paint = () => canvas.getContext('2d').fillRect(0, 0, Math.random() * 300, 150);
            setInterval(paint, 100);
            return canvas.captureStream(10);
        }; }"""
    )


def silent_until_pressed(page: Page) -> None:
    """From the next load on, sound is refused until a button is pressed after it was: the strictest browsers."""
    page.add_init_script(
        """{
            const play = HTMLMediaElement.prototype.play;
            let allowed = false, refused = false;
            addEventListener('pointerdown', () => { allowed = refused; }, true);
            HTMLMediaElement.prototype.play = function () {
                if (this instanceof HTMLAudioElement && !allowed) {
                    refused = true;
                    return Promise.reject(new DOMException('', 'NotAllowedError'));
                }
                return play.call(this);
            };
        }"""
    )


def device_choices(page: Page) -> dict[str, Any]:
    choices: dict[str, Any] = page.evaluate("() => JSON.parse(localStorage.getItem('focal.devices'))")
    return choices


def identities(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => [...document.querySelectorAll('.tile')].map(tile => tile.dataset.identity)")
    return sorted(found)


def sees_others(page: Page, people: int = 1, *, within: float = 15) -> None:
    """That many others in moving pictures: frames arrive now, not once upon a time."""
    page.wait_for_function(
        """async n => {
            const frame = video => new Promise(resolve => {
                video.requestVideoFrameCallback(() => resolve(true));
                setTimeout(() => resolve(false), 800);
            });
            const videos = [...document.querySelectorAll('.tile[data-me="false"][data-camera="on"] video')];
            return (await Promise.all(videos.map(frame))).filter(Boolean).length === n;
        }""",
        arg=people,
        timeout=within * 1000,
    )


def without_udp(launch: Callable[[list[str]], Browser]) -> Browser:
    return launch([*SWITCHES, "--webrtc-ip-handling-policy=disable_non_proxied_udp"])
