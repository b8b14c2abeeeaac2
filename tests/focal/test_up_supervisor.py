"""The supervisor with small real children: order, health, restarts, endings, and nobody left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from focal.toolchain.steps import SetupError
from focal.up.part import Part
from focal.up.supervisor import Supervisor, next_pause
from tests.environment import ROOT
from tests.house import until

# Notes what happens to it in the file `log`, and lives until it is asked to go.
LIVES = """
import os, signal, sys, time
def note(word):
    with open(sys.argv[2], "a") as log: log.write(f"{sys.argv[1]} {word} {os.getpid()}\\n")
def go(*_): note("asked"); sys.exit(0)
signal.signal(signal.SIGTERM, go)
note("began")
while True: signal.pause()
"""
STUBBORN = LIVES.replace("sys.exit(0)", "None")
ON_THE_SECOND = LIVES.replace(
    'note("asked"); sys.exit(0)', 'note("asked"); asked.append(1); len(asked) > 1 and sys.exit(0)'
)
ON_THE_SECOND = ON_THE_SECOND.replace("def note", "asked = []\ndef note", 1)
HAS_A_CHILD = LIVES.replace('note("began")', 'c = os.fork(); note("began")')


class Log:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.told: list[tuple[str, str]] = []

    def tell(self, name: str, line: str) -> None:
        self.told.append((name, line))

    def notes(self) -> list[tuple[str, str, int]]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [(name, word, int(pid)) for name, word, pid in (line.split() for line in lines if line.count(" ") == 2)]

    def happened(self) -> list[str]:
        return [f"{name} {word}" for name, word, _ in self.notes()]

    def pids(self) -> set[int]:
        return {pid for _, _, pid in self.notes()}

    def began(self, name: str) -> Callable[[], Awaitable[bool]]:
        async def healthy() -> bool:
            return any(note[:2] == (name, "began") for note in self.notes())

        return healthy


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


def part(log: Log, name: str, script: str = LIVES, *, after: tuple[str, ...] = (), **more: object) -> Part:
    argv = (sys.executable, "-u", "-c", script, name, str(log.file))
    return Part(name=name, argv=argv, healthy=log.began(name), env=dict(os.environ), after=after, **more)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def running(log: Log, parts: Sequence[Part]) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(parts, cwd=ROOT, tell=log.tell)
    well = asyncio.Event()
    task = asyncio.create_task(supervisor.run(when_well=well.set))
    waiting = asyncio.create_task(well.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            task.result()
        yield supervisor
    finally:
        waiting.cancel()
        supervisor.stop()
        await asyncio.gather(task, return_exceptions=True)


async def soon(claim: Callable[[], object], within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not claim():
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def test_parts_start_after_what_they_need_and_stop_in_reverse(log: Log) -> None:
    parts = [part(log, "sea"), part(log, "ship", after=("sea",)), part(log, "crew", after=("ship",))]
    async with running(log, parts):
        assert log.happened() == ["sea began", "ship began", "crew began"]
    assert log.happened()[3:] == ["crew asked", "ship asked", "sea asked"]
    assert not any(map(is_alive, log.pids()))


async def test_a_dead_part_is_started_again_and_says_so(log: Log) -> None:
    async with running(log, [part(log, "web"), part(log, "keeper")]):
        (pid,) = (pid for name, _, pid in log.notes() if name == "web")
        os.kill(pid, signal.SIGKILL)
        await soon(lambda: log.happened().count("web began") == 2)
        await soon(lambda: any("is up again" in line for name, line in log.told if name == "web"))
    lines = [line for name, line in log.told if name == "web"]
    assert any("was ended by SIGKILL after 0 s. It is started again in 0.5 s." in line for line in lines)
    assert log.happened().count("keeper began") == 1


def test_pauses_grow_to_half_a_minute_and_begin_anew_after_a_long_life() -> None:
    pauses = [0.0]
    for _ in range(9):
        pauses.append(next_pause(pauses[-1], lived=1))
    assert pauses[1:] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert next_pause(30, lived=61) == 0.5


async def test_a_part_that_cannot_start_ends_everything_with_its_last_words(log: Log) -> None:
    broken = part(log, "web", 'print("no such setting"); raise SystemExit(3)', after=("redis",))
    with pytest.raises(SetupError, match=r'web ended with exit code 3 before it was ready. Its last line: "no such'):
        async with running(log, [part(log, "redis"), broken]):
            pass
    assert log.happened() == ["redis began", "redis asked"]


async def test_a_program_that_is_not_there_is_named(log: Log) -> None:
    async def healthy() -> bool:
        return False

    with pytest.raises(SetupError, match="livekit: /nowhere/livekit cannot be started"):
        async with running(log, [Part("livekit", ("/nowhere/livekit",), healthy)]):
            pass


async def test_a_part_that_never_becomes_well_is_named(log: Log) -> None:
    async def never() -> bool:
        return False

    mute = Part("web", part(log, "web").argv, never, env=dict(os.environ), within=0.3)
    with pytest.raises(SetupError, match=r"web was not ready within 0.3 s"):
        async with running(log, [mute]):
            pass
    assert not any(map(is_alive, log.pids()))


async def test_whoever_does_not_stop_when_asked_is_ended(log: Log) -> None:
    async with running(log, [part(log, "deaf", STUBBORN, grace=0.3)]):
        pass
    assert ("deaf", "did not stop within 0.3 s; it is ended now.") in log.told
    assert ("deaf", "was ended by SIGKILL") in log.told
    assert not any(map(is_alive, log.pids()))


async def test_who_waits_on_the_first_signal_gets_a_second(log: Log) -> None:
    async with running(log, [part(log, "livekit", ON_THE_SECOND, ask_twice=True)]):
        pass
    assert log.happened() == ["livekit began", "livekit asked", "livekit asked"]
    assert ("livekit", "has stopped.") in log.told


async def test_a_second_ctrl_c_ends_everything_at_once(log: Log) -> None:
    async with running(log, [part(log, "deaf", STUBBORN, grace=60)]) as supervisor:
        supervisor.stop()
        await soon(lambda: "deaf asked" in log.happened())
        supervisor.stop()
    assert ("deaf", "was ended by SIGKILL") in log.told


async def test_what_a_part_started_itself_ends_with_it(log: Log) -> None:
    async with running(log, [part(log, "family", HAS_A_CHILD)]):
        await soon(lambda: len(log.pids()) == 2)
    await soon(lambda: not any(map(is_alive, log.pids())))


async def test_lines_carry_the_name_of_who_said_them_and_noise_is_left_out(log: Log) -> None:
    says = 'print("hello"); print("a greeting of no use"); print("x" * 40000); print("\\xff\\n\\nbye")\n'
    async with running(log, [part(log, "web", says + LIVES, noise=("of no use",))]):
        await soon(lambda: ("web", "bye") in log.told)
    lines = [line for name, line in log.told if name == "web"]
    assert lines[0] == "hello"
    assert not any("of no use" in line for line in lines)
    assert "".join(lines).count("x") >= 40000


def test_children_end_even_when_the_supervisor_is_killed(log: Log) -> None:
    script = f"""
import asyncio, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from focal.up.part import Part
from focal.up.supervisor import Supervisor
async def healthy(): return True
part = Part("web", {part(log, "web").argv!r}, healthy)
asyncio.run(Supervisor([part], cwd=Path("."), tell=print).run(when_well=lambda: None))
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL) as up:
        until(lambda: log.happened() == ["web began"])
        up.kill()
    until(lambda: not any(map(is_alive, log.pids())))
    assert log.happened() == ["web began"]
