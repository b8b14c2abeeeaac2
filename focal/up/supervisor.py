"""Starts the parts, waits until they are well, starts again what dies, stops everything in reverse order."""

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from focal.toolchain.steps import SetupError
from focal.up.child import Child, Tell
from focal.up.part import Part

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LIVED_LONG = 60.0  # after that a death is news, not a habit: pauses begin anew
BETWEEN_PROBES = 0.1
STOPPED_WELL = (0, -signal.SIGTERM)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def describe_exit(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def next_pause(last: float, *, lived: float) -> float:
    if not last or lived >= LIVED_LONG:
        return FIRST_PAUSE
    return min(last * 2, LONGEST_PAUSE)


class Supervisor:
    def __init__(
        self, parts: Sequence[Part], *, cwd: Path, tell: Tell, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.parts = parts
        self.children: dict[str, Child] = {}
        self._cwd = cwd
        self._tell = tell
        self._clock = clock
        self._well = {part.name: asyncio.Event() for part in parts}
        self._stopping = asyncio.Event()
        self._hurry = False

    async def run(self, when_well: Callable[[], object]) -> None:
        """Until somebody asks us to stop. Raises SetupError when a part cannot even start."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.stop)
        watchers = {asyncio.create_task(self._watch(part), name=part.name) for part in self.parts}
        starting = asyncio.create_task(self._all_well(when_well), name="starting")
        stopping = asyncio.create_task(self._stopping.wait(), name="stopping")
        try:
            await self._first_trouble({*watchers, starting}, stopping)
        finally:
            for task in (*watchers, starting, stopping):
                task.cancel()
            await asyncio.gather(*watchers, starting, stopping, return_exceptions=True)
            await self._stop_children()
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    def stop(self) -> None:
        """The first time in order, the second time at once."""
        if self._stopping.is_set():
            self._hurry = True
            for child in self.children.values():
                child.signal_group(signal.SIGKILL)
        self._stopping.set()

    async def _first_trouble(self, tasks: set[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
        waiting: set[asyncio.Task[None] | asyncio.Task[bool]] = {*tasks, stopping}
        while not stopping.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()

    async def _all_well(self, when_well: Callable[[], object]) -> None:
        for part in self.parts:
            await self._well[part.name].wait()
        when_well()

    async def _watch(self, part: Part) -> None:
        """One part's life: start, be well, die, pause, start again."""
        for name in part.after:
            await self._well[name].wait()
        pause = 0.0
        while True:
            started = self._clock()
            child = await self._start(part)
            code = await self._live(child)
            lived = self._clock() - started
            if not self._well[part.name].is_set():
                raise SetupError(f"{part.name} {describe_exit(code)} before it was ready{its_last_words(child)}")
            pause = next_pause(pause, lived=lived)
            self._tell(part.name, f"{describe_exit(code)} after {lived:.0f} s. It is started again in {pause:g} s.")
            await asyncio.sleep(pause)

    async def _start(self, part: Part) -> Child:
        try:
            child = await Child.start(part, cwd=self._cwd, tell=self._tell)
        except OSError as error:
            raise SetupError(f"{part.name}: {part.argv[0]} cannot be started ({error.strerror}).") from error
        self.children[part.name] = child
        return child

    async def _live(self, child: Child) -> int:
        ended = asyncio.create_task(child.ended(), name=f"{child.part.name} ended")
        well = asyncio.create_task(self._become_well(child), name=f"{child.part.name} well")
        try:
            await asyncio.wait({ended, well}, return_when=asyncio.FIRST_COMPLETED)
            if well.done() and not ended.done():
                well.result()
            return await ended
        finally:
            ended.cancel()
            well.cancel()

    async def _become_well(self, child: Child) -> None:
        part = child.part
        started = self._clock()
        while not await part.healthy():
            if self._clock() - started > part.within:
                await self._give_up_on(child)
                return
            await asyncio.sleep(BETWEEN_PROBES)
        again = " again" if self._well[part.name].is_set() else ""
        self._tell(part.name, f"is up{again} ({self._clock() - started:.1f} s)")
        self._well[part.name].set()

    async def _give_up_on(self, child: Child) -> None:
        """The first time that is an end with a sentence; later it counts as a death like any other."""
        sentence = f"{child.part.name} was not ready within {child.part.within:g} s"
        if not self._well[child.part.name].is_set():
            raise SetupError(f"{sentence}{its_last_words(child)}")
        self._tell(child.part.name, f"{sentence}; it is ended now.")
        child.signal_group(signal.SIGKILL)

    async def _stop_children(self) -> None:
        for part in reversed(self.parts):
            child = self.children.get(part.name)
            if child is None or child.returncode is not None:
                continue
            if self._hurry:
                child.signal_group(signal.SIGKILL)
            code = await child.stop()
            self._tell(part.name, "has stopped." if code in STOPPED_WELL else describe_exit(code))


def its_last_words(child: Child) -> str:
    return f'. Its last line: "{child.last_line}"' if child.last_line else ". It said nothing."
