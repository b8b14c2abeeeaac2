"""Runs the checks side by side, then pytest, whose closing line stays the last on the screen."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from focal.toolchain.checks import CHECKS, Check
from focal.toolchain.node import path_with_node
from focal.toolchain.place import Place
from focal.toolchain.steps import say


@dataclass(frozen=True)
class Verdict:
    check: Check
    passed: bool
    seconds: float
    output: str


def run_check(place: Place, check: Check, environ: dict[str, str]) -> Verdict:
    started = time.monotonic()
    files = sorted(str(path.relative_to(place.root)) for path in place.root.glob(check.files)) if check.files else []
    if check.files and not files:
        return Verdict(check, passed=True, seconds=0, output="")
    try:
        done = subprocess.run(
            [*check.argv, *files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=place.root,
            env={**environ, **check.environ},
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return Verdict(check, passed=False, seconds=0, output=f"{check.argv[0]} cannot be started: {error.strerror}\n")
    return Verdict(check, done.returncode == 0, time.monotonic() - started, done.stdout)


def run_checks(place: Place, checks: Sequence[Check]) -> list[str]:
    """All of them, whatever fails; gives back the names of those that did."""
    failed = []
    environ = check_environ(place)
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as threads:
        for done in as_completed([threads.submit(run_check, place, check, environ) for check in checks]):
            verdict = done.result()
            say(f"  {'ok  ' if verdict.passed else 'FAIL'}  {verdict.check.name:<26} {verdict.seconds:5.1f} s")
            if not verdict.passed:
                failed.append(verdict.check.name)
                say("".join(f"        {line}\n" for line in verdict.output.rstrip().splitlines()))
    return failed


def check_environ(place: Place) -> dict[str, str]:
    return {**place.environ, "PATH": path_with_node(place), "NO_COLOR": "1"}


def run_pytest(place: Place, argv: Sequence[str]) -> bool:
    environ = {**place.environ, "PATH": path_with_node(place)}
    return subprocess.run(argv, cwd=place.root, env=environ, check=False).returncode == 0


def check_everything(place: Place, pytest: Sequence[str], checks: Sequence[Check] = CHECKS) -> int:
    say("Checks:")
    failed = run_checks(place, checks)
    if failed:
        say(f"FAILED: {', '.join(failed)} (see above). The tests run all the same.")
    say("Tests:")
    passed = run_pytest(place, pytest)
    return 1 if failed or not passed else 0
