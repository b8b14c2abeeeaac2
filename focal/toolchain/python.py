"""Which Python: the one make was started with if it fits, else another one on PATH, else a sentence.

Read by Pythons that are too old for Focal: no syntax here that 3.6 would refuse.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
TOO_NEW = (3, 14)  # not every locked wheel exists for it yet; pyproject.toml says the same
NAMES = ("python3.13", "python3.12", "python3.11")
QUESTION = f"import sys; sys.exit(not ({OLDEST} <= sys.version_info[:2] < {TOO_NEW}))"


def fits(version: "tuple[int, int]") -> bool:
    return OLDEST <= version < TOO_NEW


def other_python() -> "str | None":
    for name in NAMES:
        path = shutil.which(name)
        # Asked, not trusted: version managers put shims on PATH for Pythons that are not there.
        if path and subprocess.call([path, "-c", QUESTION], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def start_again_with_another() -> None:
    path = other_python()
    if path is None:
        sys.exit(
            f"Focal needs Python 3.11, 3.12 or 3.13; {sys.executable} is {sys.version_info[0]}.{sys.version_info[1]} "
            "and no other was found on PATH. Install one and name it: `make PYTHON=python3.12 run`."
        )
    os.execv(path, [path, "-m", "focal.toolchain", *sys.argv[1:]])  # noqa: S606 - the point is to become it
