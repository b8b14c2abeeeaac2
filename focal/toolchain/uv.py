"""uv: on PATH, else our own copy in the cache; and the locked Python dependencies it installs."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from focal.toolchain.place import Place, fingerprint, is_current
from focal.toolchain.steps import SetupError, command, step

PYPI = "https://pypi.org/simple"
INDEX_SETTINGS = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
STAMP = ".focal-stamp"  # inside what was installed, so that it goes when that goes
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
    }


def mirror(place: Place) -> str | None:
    """Another index than PyPI, named for uv or, since uv does not read pip's settings, for pip."""
    named = next(filter(None, map(place.environ.get, INDEX_SETTINGS)), None) or pips_index(place)
    return None if named is None or named.rstrip("/") == PYPI else named


def pips_index(place: Place) -> str | None:
    asked = [place.python, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=dict(place.environ))
    return done.stdout.strip() or None if done.returncode == 0 else None


def install_python_dependencies(place: Place) -> None:
    stamp = place.venv / STAMP
    mark = fingerprint(place.root / "uv.lock", place.root / "pyproject.toml", also=which_python(place))
    if is_current(stamp, mark) and os.access(place.venv_python, os.X_OK):
        return
    uv = get_uv(place)
    with step("Python packages", "installing what uv.lock names"):
        sync(place, uv, place.venv)
        stamp.write_text(mark, encoding="utf-8")


def install_group(place: Place, group: str) -> Path:
    """A tool that comes as a wheel, in an environment of its own; gives back its site-packages."""
    home = place.cache / "tools" / group
    mark = fingerprint(place.root / "uv.lock", also=which_python(place))
    if not is_current(home / STAMP, mark):
        sync(place, get_uv(place), home, "--only-group", group, "--no-compile-bytecode")
        (home / STAMP).write_text(mark, encoding="utf-8")
    return next((home / "lib").glob("python*/site-packages"))


def which_python(place: Place) -> str:
    return f"{place.python} {platform.python_version()}"


def sync(place: Place, uv: Path, home: Path, *which: str) -> None:
    environ = uv_environ(place, home)
    index = mirror(place)
    if index is None:
        words = ["sync", "--locked", "--quiet", *which]
        command([uv, *words], trouble=UNREACHABLE, environ=environ, cwd=place.root)
    else:
        sync_from_mirror(place, uv, home, which, environ | {"UV_DEFAULT_INDEX": index})


def sync_from_mirror(place: Place, uv: Path, home: Path, which: Sequence[str], environ: Mapping[str, str]) -> None:
    """The lock names PyPI; uv takes any other index for a changed lock. The hashes hold wherever files come from."""
    groups = [word for word in which if word != "--no-compile-bytecode"]
    listed = place.cache / "locked.txt"
    for words in (
        ["export", "--frozen", "--quiet", "--no-emit-project", "--output-file", str(listed), *groups],
        ["venv", "--quiet", "--allow-existing", str(home)],
        ["pip", "sync", "--quiet", "--require-hashes", "--python", str(home / "bin" / "python"), str(listed)],
    ):
        command([uv, *words], trouble=UNREACHABLE, environ=environ, cwd=place.root)
