"""The real servers of the tests: LiveKit, Redis, the web server, the worker and the keeper, started when first needed.

They are the parts `manage.py up` runs, started the same way, on the tests' own database, so that a test can look at a
row and at a page alike. A test may kill a part; the next test that needs it starts it again.
"""

import asyncio
import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from focal.toolchain.livekit import get_livekit
from focal.toolchain.place import find_place, make_private_folders
from focal.up.part import Part
from focal.up.parts import parts_here
from tests.environment import ROOT

SITE = ("livekit", "redis", "web", "worker", "keeper")


def until(claim: Callable[[], object], *, within: float = 10, what: str = "") -> None:
    """Waits until something is so; fails by name when it is not in time."""
    deadline = time.monotonic() + within
    while not claim():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what or claim}")
        time.sleep(0.05)


def is_well(part: Part) -> bool:
    """In a thread of its own: Playwright keeps a loop running in the tests'."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(part.healthy())).result()  # type: ignore[arg-type]


class House:
    def __init__(self) -> None:
        place = find_place(os.environ, ROOT)
        make_private_folders(place)
        database = f"sqlite:///{settings.DATABASES['default']['NAME']}"  # the tests' own, not FOCAL_DATA's
        parts = parts_here(place, get_livekit(place))
        self.parts = {part.name: replace(part, env=self.environ(part, database)) for part in parts}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.logs = place.addresses.data / "logs"
        self.logs.mkdir(exist_ok=True)
        self.collected = False
        atexit.register(self.close)  # also after a test run or a measurement that broke off

    @staticmethod
    def environ(part: Part, database: str) -> dict[str, str]:
        environ = dict(part.env) | ({"DATABASE_URL": database} if "DATABASE_URL" in part.env else {})
        environ.pop("DJANGO_SETTINGS_MODULE", None)
        environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        return environ

    def need(self, *names: str) -> None:
        """All at once, then each until it is well."""
        if "web" in names and not self.collected:
            self.collect_static()
        for name in names:
            if not self.is_running(name):
                self.start(name)
        for name in names:
            part = self.parts[name]
            until(partial(is_well, part), within=part.within + 20, what=f"{name} well")

    def collect_static(self) -> None:
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(command, env=dict(self.parts["web"].env), cwd=ROOT, check=True)
        self.collected = True

    def start(self, name: str) -> None:
        part = self.parts[name]
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                part.argv, env=dict(part.env), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def is_running(self, name: str) -> bool:
        return name in self.running and self.running[name].poll() is None

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def everything_logged(self) -> str:
        return "".join(file.read_text(errors="replace") for file in self.logs.iterdir())

    def kill(self, name: str) -> None:
        """As a crash: no farewell."""
        self.signal(name, signal.SIGKILL)
        self.running.pop(name).wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self.running[name].pid, number)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.need(name)

    def close(self) -> None:
        for name in reversed(SITE):
            if self.is_running(name):
                self.kill(name)


@pytest.fixture(scope="session")
def the_house(django_db_setup: None) -> Iterator[House]:
    house = House()
    yield house
    house.close()


@pytest.fixture
def livekit(the_house: House) -> House:
    """The real LiveKit server, alone: for services and the JSON doors inside the tests' process."""
    the_house.need("livekit")
    return the_house


@pytest.fixture
def house(transactional_db: None, the_house: House) -> House:
    """Everything that runs in a copy of Focal."""
    the_house.need(*SITE)
    return the_house
