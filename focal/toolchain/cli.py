"""The toolchain's commands. Whatever goes wrong ends here, in one sentence and an exit code that is not 0."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from focal.toolchain import checks
from focal.toolchain.checking import check_everything
from focal.toolchain.chromium import get_chromium
from focal.toolchain.livekit import get_livekit
from focal.toolchain.node import install_npm_dependencies
from focal.toolchain.place import Place, find_place, make_private_folders
from focal.toolchain.redis import check_redis
from focal.toolchain.secrets import make_secrets
from focal.toolchain.steps import SetupError, say
from focal.toolchain.uv import install_python_dependencies

REMEDIES = {
    errno.ENOSPC: "The disk is full: make room, then run the same command again.",
    errno.EDQUOT: "Your disk quota is used up: make room, then run the same command again.",
    errno.EROFS: "That file system is read-only: put the project, or FOCAL_DATA, on one that can be written.",
    errno.EACCES: "Give yourself the right to it, or name another FOCAL_DATA.",
    errno.EPERM: "Give yourself the right to it, or name another FOCAL_DATA.",
}


def install_packages(place: Place) -> None:
    """What every command needs: the locked packages and the first-run secrets."""
    make_private_folders(place)
    install_python_dependencies(place)
    install_npm_dependencies(place)
    make_secrets(place)


def install(place: Place) -> None:
    install_packages(place)
    check_redis(place)
    get_livekit(place)


def run_command(place: Place, words: Sequence[str]) -> int:
    install(place)
    return become(place, [*words] or ["manage.py", "up"])


def install_command(place: Place, words: Sequence[str]) -> int:
    install(place)
    say(f"  Everything is installed; data lives in {place.data}.")
    return 0


def check_command(place: Place, words: Sequence[str]) -> int:
    install_packages(place)
    return check_everything(place, [*checks.FAST, *words])


def test_command(place: Place, words: Sequence[str]) -> int:
    install(place)
    chromium = str(get_chromium(place))
    return check_everything(with_setting(place, "CHROMIUM", chromium), [*checks.EVERYTHING, *words])


def with_setting(place: Place, name: str, value: str) -> Place:
    return replace(place, environ={**place.environ, name: value})


def exec_command(place: Place, words: Sequence[str]) -> int:
    """Something else of the project's, in its environment: `exec manage.py doctor`, `exec -m bench`."""
    install_packages(place)
    return become(place, words)


def become(place: Place, words: Sequence[str]) -> int:
    """No process of ours stays in between, so Ctrl-C and exit codes reach the right one."""
    os.chdir(place.root)
    sys.stdout.flush()
    os.execve(place.venv_python, [str(place.venv_python), *words], dict(place.environ))  # noqa: S606


COMMANDS: dict[str, Callable[[Place, Sequence[str]], int]] = {
    "run": run_command,
    "install": install_command,
    "check": check_command,
    "test": test_command,
    "exec": exec_command,
}


def main(words: Sequence[str]) -> int:
    if not words or words[0] not in COMMANDS:
        say(f"Usage: python3 -m focal.toolchain {'|'.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[words[0]](find_place(), words[1:])
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\n{sentence_about(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1


def sentence_about(error: OSError) -> str:
    thing = Path(os.fsdecode(error.filename)) if error.filename else "A file or program"
    remedy = REMEDIES.get(error.errno or 0, "Put that right, then run the same command again.")
    return f"{thing} cannot be used ({error.strerror}). {remedy}"
