"""One copy of Focal on this machine: its folder, its environment with `.env` read in, its data."""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from focal.addresses import AddressError, Addresses, addresses
from focal.toolchain.steps import SetupError

ROOT = Path(__file__).resolve().parent.parent.parent
SETTING = re.compile(r"\A\s*(?:export\s+)?([A-Za-z_][A-Za-z_0-9]*)\s*=\s*(.*?)\s*\Z")


@dataclass(frozen=True)
class Place:
    root: Path
    environ: Mapping[str, str]
    addresses: Addresses
    python: str = sys.executable

    @property
    def data(self) -> Path:
        return self.addresses.data

    @property
    def cache(self) -> Path:
        return self.addresses.cache

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def venv_python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def path(self) -> str:
        return self.environ.get("PATH", os.defpath)


def find_place(environ: Mapping[str, str] = os.environ, root: Path = ROOT) -> Place:
    whole = {**read_dotenv(root / ".env"), **environ}
    try:
        return Place(root=root, environ=whole, addresses=addresses(whole, root))
    except AddressError as error:
        raise SetupError(str(error)) from error


def read_dotenv(path: Path) -> dict[str, str]:
    """The plain lines of `.env`, as django-environ will read them once it is installed."""
    if not path.is_file():
        return {}
    found = (SETTING.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[1]: plain_value(match[2]) for match in found if match}


def plain_value(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text.split(" #", 1)[0].rstrip()


def make_private_folders(place: Place) -> None:
    """FOCAL_DATA and what lives in it, for this user alone."""
    try:
        place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.cache.mkdir(mode=0o700, exist_ok=True)
        place.addresses.run.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"FOCAL_DATA={place.data} cannot be made ({error.strerror}). "
            "Name a folder you may write to: `FOCAL_DATA=~/focal-data make run`."
        ) from error
    for folder in (place.data, place.cache, place.addresses.run):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SetupError(
                f"{folder} is not yours to write to. Change its owner, or name another FOCAL_DATA: "
                "`FOCAL_DATA=~/focal-data make run`."
            )


def make_socket_folder(folder: Path) -> None:
    """It may have to lie in /tmp, where anybody could have made it before us."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise SetupError(f"{folder} belongs to somebody else. Remove it, or name a FOCAL_DATA with a shorter path.")


def fingerprint(*files: Path, also: str = "") -> str:
    """Changes when any of the files does: what was installed from them is then out of date."""
    digest = hashlib.sha256(also.encode())
    for file in files:
        digest.update(file.read_bytes() if file.is_file() else b"absent")
        digest.update(b"\0")
    return digest.hexdigest()


def is_current(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == mark
