"""uv: on PATH, else our own copy in the cache; and the locked Python dependencies it installs."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from focal.toolchain.place import Place, fingerprint, is_current
from focal.toolchain.steps import SetupError, command, step

OLDEST = (0, 8)  # reads the lock's format and dependency groups
UNREACHABLE = (
    "The Python dependencies could not be installed. If the package registry cannot be reached, check the network "
    "or name a mirror with UV_DEFAULT_INDEX, then run the same command again; it goes on where it stopped."
)
NO_UV = (
    "uv is not on PATH and could not be installed with pip. Install it (https://docs.astral.sh/uv/, or your "
    "system's package for python3-pip), then run the same command again."
)


def find_uv(place: Place) -> Path | None:
    for found in (shutil.which("uv", path=place.path), *own_copies(place)):
        if found and is_new_enough(Path(found)):
            return Path(found)
    return None


def own_copies(place: Place) -> list[Path]:
    tools = place.cache / "tools"
    return [uv for uv in (tools / "uv-env" / "bin" / "uv", tools / "uv" / "bin" / "uv") if uv.is_file()]


def is_new_enough(uv: Path) -> bool:
    try:
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    version = re.search(r"(\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST


def get_uv(place: Place) -> Path:
    found = find_uv(place)
    if found is not None:
        return found
    with step("uv", "installing it with pip into the cache"):
        install_uv(place)
    found = find_uv(place)
    if found is None:
        raise SetupError(NO_UV)
    return found


def install_uv(place: Place) -> None:
    """Debian's Python may lack venv but have pip, others the reverse: whichever works."""
    tools = place.cache / "tools"
    own = tools / "uv-env"
    pip = [place.python, "-m", "pip"]
    try:
        command([place.python, "-m", "venv", "--clear", own], trouble=NO_UV)
        command([own / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], trouble=NO_UV)
    except SetupError:
        shutil.rmtree(own, ignore_errors=True)
        command([*pip, "install", "--quiet", "--target", tools / "uv", "uv"], trouble=NO_UV)


def uv_environ(place: Place, project_environment: Path) -> dict[str, str]:
    """Only the Python that make was started with: uv fetches none of its own."""
    environ = dict(place.environ)
    environ.pop("VIRTUAL_ENV", None)
    return environ | {
        "UV_PYTHON": place.python,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(project_environment),
        "UV_NO_PROGRESS": "1",
        **index_for_uv(place.environ),
    }


def index_for_uv(environ: Mapping[str, str]) -> dict[str, str]:
    """A mirror named for pip is meant for us too; uv does not read pip's variables."""
    named = {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX"} & environ.keys()
    mirror = environ.get("PIP_INDEX_URL")
    return {"UV_DEFAULT_INDEX": mirror} if mirror and not named else {}


def install_python_dependencies(place: Place) -> None:
    stamp = place.venv / ".focal-stamp"
    mark = fingerprint(
        place.root / "uv.lock",
        place.root / "pyproject.toml",
        also=f"{place.python} {platform.python_version()}",
    )
    if is_current(stamp, mark) and os.access(place.venv_python, os.X_OK):
        return
    uv = get_uv(place)
    with step("Python packages", "installing what uv.lock names"):
        sync(place, uv)
        stamp.write_text(mark, encoding="utf-8")


def sync(place: Place, uv: Path) -> None:
    command(
        [uv, "sync", "--locked", "--quiet"],
        trouble=UNREACHABLE,
        environ=uv_environ(place, place.venv),
        cwd=place.root,
    )


def install_group(place: Place, group: str) -> Path:
    """A tool that comes as a wheel, in an environment of its own; gives back its site-packages."""
    home = place.cache / "tools" / group
    mark = fingerprint(place.root / "uv.lock", also=f"{place.python} {platform.python_version()}")
    if not is_current(home / ".focal-stamp", mark):
        command(
            [get_uv(place), "sync", "--locked", "--quiet", "--only-group", group, "--no-compile-bytecode"],
            trouble=UNREACHABLE,
            environ=uv_environ(place, home),
            cwd=place.root,
        )
        (home / ".focal-stamp").write_text(mark, encoding="utf-8")
    return next((home / "lib").glob("python*/site-packages"))
