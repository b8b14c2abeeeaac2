"""Doing things one after another where people can see them: what, how long, and one sentence when it fails."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LAST_LINES = 20


class SetupError(Exception):
    """Its text is the sentence a person reads: the thing that is wrong, and what to do about it."""


class Step:
    """One line on the screen. `note` replaces its ending; `log` is shown should the step fail."""

    def __init__(self) -> None:
        self.note = ""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(name: str, doing: str) -> Iterator[Step]:
    """Prints what is being done while it is done, then how it ended and how long it took."""
    print(f"  {name:<18} {doing} … ", end="", flush=True)
    started = time.monotonic()
    this = Step()
    try:
        yield this
    except BaseException:
        say(f"failed after {time.monotonic() - started:.1f} s")
        raise
    ending = f"{this.note}, " if this.note else ""
    say(f"{ending}{time.monotonic() - started:.1f} s")


def command(
    argv: Sequence[str | Path],
    *,
    trouble: str,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Runs a tool quietly and gives back what it said; when it fails, its last words and then `trouble`."""
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if environ is None else dict(environ),
            cwd=cwd,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise SetupError(f"{argv[0]} cannot be started ({error.strerror}). {trouble}") from error
    if done.returncode != 0:
        raise SetupError(last_words(done.stdout) + trouble)
    return done.stdout


def last_words(output: str) -> str:
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    return "".join(f"    | {line}\n" for line in lines[-LAST_LINES:])


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
