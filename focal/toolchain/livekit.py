"""A LiveKit server of the pinned version: somebody's (LIVEKIT_URL), on PATH, cached, released, else built with Go.

Later tags than this one carry replace lines in go.mod, so `go install` refuses them.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import cast

from focal.toolchain.go import get_go
from focal.toolchain.place import Place
from focal.toolchain.steps import SetupError, Step, command, say, step

VERSION = "1.13.5"
RELEASES = "https://github.com/livekit/livekit/releases/download"  # or a mirror of it, by LIVEKIT_RELEASES
ARCHIVE = f"v{VERSION}/livekit_{VERSION}_{{system}}_{{machine}}.tar.gz"
CHECKSUMS = {
    ("linux", "amd64"): "c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70",
    ("linux", "arm64"): "332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3",
}
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
ANSWER_WITHIN = 4  # seconds until the release archive must have begun: a machine without internet waits no longer
STALLED_AFTER = 15
SOURCE = f"github.com/livekit/livekit-server/cmd/server@v{VERSION}"
CANNOT_BUILD = (
    f"LiveKit {VERSION} could not be built. If Go's module proxy cannot be reached, check the network or set GOPROXY; "
    f"or put livekit-server {VERSION} on PATH; or name a running server with LIVEKIT_URL, LIVEKIT_API_KEY and "
    "LIVEKIT_API_SECRET."
)


class ReleaseUnavailableError(Exception):
    """The archive cannot be had or trusted; building is next. Its text says why."""


def cached_server(place: Place) -> Path:
    return place.cache / f"livekit-server-{VERSION}"


def find_livekit(place: Place) -> Path | None:
    on_path = shutil.which("livekit-server", path=place.path)
    if on_path:
        return Path(on_path)
    cached = cached_server(place)
    return cached if os.access(cached, os.X_OK) else None


def get_livekit(place: Place) -> Path | None:
    """None when somebody else runs it."""
    if not place.addresses.own_livekit:
        return None
    found = find_livekit(place)
    if found is None:
        found = fetch_or_build(place)
    elif found != cached_server(place):
        warn_about_version(found)
    return found


def warn_about_version(server: Path) -> None:
    try:
        said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError as error:
        raise SetupError(
            f"{server} cannot be started ({error.strerror}). Take it off PATH or install it again."
        ) from error
    version = re.search(r"\d+\.\d+\.\d+", said)
    if version is None or version[0] != VERSION:
        is_ = version[0] if version else "of an unknown version"
        say(f"  Note: {server} is {is_}; Focal is tested with {VERSION}. It is used as it is.")


def fetch_or_build(place: Place) -> Path:
    server = cached_server(place)
    # Beside its final place, so that the last step is one rename: a binary that is there is whole.
    with tempfile.TemporaryDirectory(dir=place.cache, prefix="livekit-") as folder:
        with step(f"LiveKit {VERSION}", "fetching the official release") as this:
            built = try_release(place, Path(folder), this)
        if built is None:
            with step(f"LiveKit {VERSION}", "building it with Go, about two minutes"):
                built = build(place, Path(folder))
        built.chmod(0o755)
        built.replace(server)
    return server


def try_release(place: Place, folder: Path, this: Step) -> Path | None:
    try:
        return fetch_release(folder, place.environ.get("LIVEKIT_RELEASES") or RELEASES)
    except ReleaseUnavailableError as why:
        this.note = str(why)
        return None


def fetch_release(folder: Path, releases: str, checksums: Mapping[tuple[str, str], str] = CHECKSUMS) -> Path:
    here = (sys.platform, MACHINES.get(platform.machine().lower(), ""))
    checksum = checksums.get(here)
    if checksum is None:
        raise ReleaseUnavailableError(f"there is none for {here[0]} {platform.machine()}")
    archive = folder / "livekit.tar.gz"
    download(f"{releases}/{ARCHIVE.format(system=here[0], machine=here[1])}", archive)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != checksum:
        raise ReleaseUnavailableError("its checksum is not the pinned one, so it is not used")
    try:
        with tarfile.open(archive) as opened:
            member = opened.extractfile("livekit-server")
            if member is None:
                raise ReleaseUnavailableError("the archive holds no livekit-server")
            (folder / "livekit-server").write_bytes(member.read())
    except (tarfile.TarError, KeyError) as error:
        raise ReleaseUnavailableError("the archive holds no livekit-server") from error
    return folder / "livekit-server"


def download(url: str, target: Path) -> None:
    answer = open_within(url, ANSWER_WITHIN)
    try:
        with answer, target.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (OSError, HTTPException) as error:
        if isinstance(error, OSError) and error.filename:
            raise  # ours: the disk
        raise ReleaseUnavailableError("the download broke off") from error


def open_within(url: str, seconds: float) -> HTTPResponse:
    """urlopen with a limit on everything, looking up the name included, which no socket time-out covers."""
    answers: list[HTTPResponse] = []
    problems: list[str] = []

    def ask() -> None:
        try:
            answers.append(cast("HTTPResponse", urllib.request.urlopen(url, timeout=STALLED_AFTER)))  # noqa: S310 - ours
        except (OSError, HTTPException, ValueError) as error:
            problems.append(str(getattr(error, "reason", error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    raise ReleaseUnavailableError(f"not reachable ({problems[0] if problems else f'no answer in {seconds} s'})")


def build(place: Place, folder: Path) -> Path:
    go = get_go(place)
    try:
        command(
            [go.program, "install", "-trimpath", "-ldflags=-s -w", SOURCE],
            trouble=CANNOT_BUILD,
            environ={
                **place.environ,
                **go.environ,
                "GOTOOLCHAIN": "local",
                "GOBIN": str(folder),
                "CGO_ENABLED": "0",
            },
            cwd=folder,
        )
    finally:
        go.clean_up()
    return folder / "server"
