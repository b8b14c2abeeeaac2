"""`manage.py up` as people start it: the whole of Focal on free ports, until Ctrl-C."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from focal.toolchain.place import find_place
from focal.up.prepare import static_mark
from tests.environment import PORTS_OF_A_COPY, ROOT, free_ports
from tests.house import House, until

pytestmark = pytest.mark.real
PARTS = ["livekit", "redis", "web", "worker", "keeper"]


class Copy:
    """One `manage.py up` with data and ports of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.url = f"http://localhost:{port}"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_"))},
            **{"FOCAL_DATA": str(data), "PORT": str(port)},
        }
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.environ, stdout=log, stderr=log
            )
        until(self.is_up_or_over, within=60, what=f"up: {self.said()[-2000:]}")
        assert "Focal is ready" in self.said(), self.said()

    def is_up_or_over(self) -> bool:
        assert self.process is not None
        return "Focal is ready" in self.said() or self.process.poll() is not None

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError):
            return False

    def pids(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def pid_of(self, program: str) -> int | None:
        named = (pid for pid in self.pids() if program in Path(f"/proc/{pid}/cmdline").read_text())
        return next(named, None)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)


def prepared(data: Path) -> Copy:
    """With what takes long and is tested elsewhere: LiveKit fetched, static files compressed."""
    (data / "cache").mkdir(parents=True)
    data.chmod(0o700)
    for tool in (settings.DATA_DIR / "cache").glob("livekit-server-*"):
        (data / "cache" / tool.name).symlink_to(tool.resolve())
    shutil.copytree(settings.STATIC_ROOT, data / "static")
    (data / "cache" / "static-stamp").write_text(static_mark(find_place(os.environ)))
    return Copy(data, free_ports(PORTS_OF_A_COPY))


@pytest.fixture(scope="module")
def copy(the_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    if not the_house.collected:
        the_house.collect_static()
    copy = prepared(tmp_path_factory.mktemp("up") / "one")
    try:
        copy.start()
        yield copy
    finally:
        copy.stop(signal.SIGTERM)


def test_up_prints_one_address_once_every_part_is_well(copy: Copy) -> None:
    assert copy.is_ready()
    assert f"{copy.url}\nFirst visit: make an account at {copy.url}/accounts/signup/" in copy.said()
    assert len(copy.pids()) == len(PARTS)
    told = json.loads(copy.manage("doctor", "--json").stdout)
    assert told["ok"], told
    assert {"database", "redis", "livekit", "livekit join", "web", *PARTS} <= {part["part"] for part in told["parts"]}


def test_a_killed_livekit_is_started_again(copy: Copy) -> None:
    killed = copy.pid_of("livekit-server")
    assert killed
    os.kill(killed, signal.SIGKILL)
    until(lambda: "livekit | was ended by SIGKILL" in copy.said())
    until(lambda: copy.pid_of("livekit-server") not in (None, killed))
    until(copy.is_ready, within=15)


def test_what_is_taken_already_is_refused_in_one_sentence(copy: Copy, tmp_path: Path) -> None:
    assert copy.process is not None
    again = copy.manage("up")
    assert f"This copy of Focal is already running (process {copy.process.pid}" in again.stderr
    refused = Copy(tmp_path / "other", copy.port).manage("up")
    assert f"Port {copy.port}, wanted for the web site, is in use by another program." in refused.stderr
    assert (again.returncode, refused.returncode) == (1, 1)
    assert "Traceback" not in again.stderr + refused.stderr


def test_a_second_copy_runs_beside_it_and_ctrl_c_leaves_nobody_behind(copy: Copy, tmp_path: Path) -> None:
    second = prepared(tmp_path / "two")
    second.start()
    try:
        assert second.is_ready()
        assert copy.is_ready()
        children = second.pids()
    finally:
        assert second.stop(signal.SIGINT) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    ends = [second.said().rindex(f"\n{part:<7} | ") for part in PARTS]
    assert ends == sorted(ends, reverse=True), second.said()
    assert "eyJ" not in second.said()  # a token
    assert copy.is_ready()
    broken = second.manage("doctor")
    assert broken.returncode == 1
    assert "Broken: redis, worker, livekit, keeper, livekit join, web." in broken.stdout
