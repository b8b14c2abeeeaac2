"""A real Chromium for the browser tests: CHROMIUM, else on PATH, else by the system's package manager as root."""

import os
import shutil
import subprocess
from pathlib import Path

from focal.toolchain.place import Place
from focal.toolchain.steps import SetupError, command, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLERS = {
    "apt-get": (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]),
    "dnf": (["install", "--assumeyes", "chromium"],),
    "apk": (["add", "chromium"],),
    "pacman": (["--sync", "--refresh", "--noconfirm", "chromium"],),
}
REMEDY = (
    "Install Chromium or Chrome with your system's package manager (on Debian: `sudo apt-get install chromium`), "
    "or name one with CHROMIUM=/path/to/chromium, then run `make test` again."
)


def find_chromium(place: Place) -> Path | None:
    named = place.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named, path=place.path)
        if found is None:
            raise SetupError(f"CHROMIUM={named} is not a program that can be started. {REMEDY}")
        return Path(found)
    for name in NAMES:
        found = shutil.which(name, path=place.path)
        if found and starts(Path(found)):
            return Path(found)
    return None


def starts(browser: Path) -> bool:
    """Some systems ship a `chromium` that only tells people to install something else."""
    try:
        return subprocess.run([browser, "--version"], capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def get_chromium(place: Place, *, as_root: bool | None = None) -> Path:
    found = find_chromium(place)
    if found is None and (os.geteuid() == 0 if as_root is None else as_root):
        install(place)
        found = find_chromium(place)
    if found is None:
        raise SetupError(f"The browser tests need a Chromium, and none is on PATH. {REMEDY}")
    return found


def install(place: Place) -> None:
    for name, calls in INSTALLERS.items():
        manager = shutil.which(name, path=place.path)
        if manager is None:
            continue
        with step("Chromium", f"installing it with {name}"):
            for words in calls:
                command(
                    [manager, *words],
                    trouble=f"{name} could not install Chromium. {REMEDY}",
                    environ={**place.environ, "DEBIAN_FRONTEND": "noninteractive"},
                )
        return
