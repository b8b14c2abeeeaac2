"""The LiveKit server and the Chromium: every way to come by one, and the sentence when there is none."""

import hashlib
import io
import platform
import socket
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from focal.toolchain.chromium import get_chromium
from focal.toolchain.livekit import (
    ARCHIVE,
    MACHINES,
    VERSION,
    ReleaseUnavailableError,
    cached_server,
    fetch_release,
    get_livekit,
    open_within,
)
from focal.toolchain.steps import SetupError
from tests.fakes.tools import Machine, mode_of

HERE = (sys.platform, MACHINES.get(platform.machine().lower(), ""))
CLOSED = "http://127.0.0.1:9"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[str]:
    """A server with one archive, as the official one offers it."""
    archive = tmp_path / "releases" / ARCHIVE.format(system=HERE[0], machine=HERE[1])
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as opened:
        member = tarfile.TarInfo("livekit-server")
        member.size = 7
        opened.addfile(member, io.BytesIO(b"livekit"))
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "releases"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_somebody_elses_livekit_needs_nothing_here(machine: Machine) -> None:
    assert get_livekit(machine.place({"LIVEKIT_URL": "wss://livekit.example.org"})) is None


def test_livekit_on_path_is_used_and_another_version_noted(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    on_path = machine.program("livekit-server", f"echo livekit-server version {VERSION}")
    assert get_livekit(machine.place()) == on_path
    assert capsys.readouterr().out == ""
    machine.program("livekit-server", "echo livekit-server version 1.8.0")
    assert get_livekit(machine.place()) == on_path
    assert f"is 1.8.0; Focal is tested with {VERSION}" in capsys.readouterr().out


def test_a_release_with_the_pinned_checksum_is_taken(machine: Machine, releases: str, tmp_path: Path) -> None:
    archive = tmp_path / "releases" / ARCHIVE.format(system=HERE[0], machine=HERE[1])
    pinned = {HERE: hashlib.sha256(archive.read_bytes()).hexdigest()}
    server = fetch_release(machine.place().cache, releases, pinned)
    assert server.read_bytes() == b"livekit"


def test_a_release_with_another_checksum_is_not_used_but_built(
    machine: Machine, releases: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.go()
    server = get_livekit(machine.place({"LIVEKIT_RELEASES": releases}))
    assert server is not None
    assert server.read_text() == "built\n"
    assert "its checksum is not the pinned one" in capsys.readouterr().out


def test_without_the_release_it_is_built_once_with_the_go_on_path(machine: Machine) -> None:
    machine.go()
    place = machine.place({"LIVEKIT_RELEASES": CLOSED})
    assert get_livekit(place) == get_livekit(place) == cached_server(place)
    assert mode_of(cached_server(place)) == 0o755
    installs = [call for call in machine.calls() if "install" in call]
    assert installs == [f"go install -trimpath -ldflags=-s -w github.com/livekit/livekit-server/cmd/server@v{VERSION}"]
    assert "toolchain=local cgo=0 gopath=" in machine.calls()
    assert [file.name for file in place.cache.iterdir()] == [f"livekit-server-{VERSION}"]


def test_with_an_old_go_the_wheels_go_builds_it_and_leaves_no_caches(machine: Machine) -> None:
    machine.uv()
    machine.go(version="go1.24.2")
    machine.go("../wheel-go")
    place = machine.place({"LIVEKIT_RELEASES": CLOSED})
    assert get_livekit(place) == cached_server(place)
    assert f"toolchain=local cgo=0 gopath={place.cache}/go/path" in machine.calls()
    assert not (place.cache / "go").exists()


def test_a_build_that_fails_names_the_remedies_and_leaves_nothing(machine: Machine) -> None:
    machine.program(
        "go", 'if [ "$1" = version ]; then echo go version go1.26.0; else echo dial tcp: refused; exit 1; fi'
    )
    place = machine.place({"LIVEKIT_RELEASES": CLOSED})
    with pytest.raises(SetupError, match=r"dial tcp: refused\n.*GOPROXY.*LIVEKIT_URL"):
        get_livekit(place)
    assert list(place.cache.iterdir()) == []


def test_a_release_server_that_says_nothing_costs_no_longer_than_its_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(ReleaseUnavailableError, match=r"no answer in 0.2 s"):
            open_within(f"http://127.0.0.1:{silent.getsockname()[1]}", 0.2)
        assert time.monotonic() - started < 2


def test_a_named_chromium_is_used_or_missed_by_name(machine: Machine) -> None:
    named = machine.program("my-browser")
    assert get_chromium(machine.place({"CHROMIUM": str(named)})) == named
    with pytest.raises(SetupError, match="CHROMIUM=/nowhere/chromium is not a program"):
        get_chromium(machine.place({"CHROMIUM": "/nowhere/chromium"}))


def test_a_chromium_that_does_not_start_is_passed_over(machine: Machine) -> None:
    machine.program("chromium", "exit 1")
    chrome = machine.program("google-chrome")
    assert get_chromium(machine.place()) == chrome


def test_root_gets_chromium_from_the_package_manager(machine: Machine) -> None:
    made = f'printf "#!/bin/sh\\n" > "{machine.programs}/chromium"; chmod +x "{machine.programs}/chromium"'
    machine.program("apt-get", f'if [ "$1" = install ]; then {made}; fi')
    assert get_chromium(machine.place(), as_root=True) == machine.programs / "chromium"
    assert machine.calls() == ["apt-get update", "apt-get install --yes --no-install-recommends chromium"]


def test_everybody_else_is_told_how_to_get_chromium(machine: Machine) -> None:
    machine.program("apt-get")
    with pytest.raises(SetupError, match=r"need a Chromium, and none is on PATH. Install"):
        get_chromium(machine.place(), as_root=False)
    assert machine.calls() == []


def test_a_package_manager_that_fails_is_quoted(machine: Machine) -> None:
    machine.program("apt-get", "echo E: Unable to fetch; exit 100")
    with pytest.raises(SetupError, match=r"Unable to fetch\n.*apt-get could not install Chromium"):
        get_chromium(machine.place(), as_root=True)
