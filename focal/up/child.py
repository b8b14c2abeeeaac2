"""One running process of ours: in a session of its own, its lines told as they come, never left behind."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from focal.up.part import Part

PR_SET_PDEATHSIG = 1
LONGEST_LINE = 16384
BETWEEN_ASKING = 0.2

Tell = Callable[[str, str], None]  # (name, line)


@cache
def libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> Callable[[], None]:
    """Runs in the child before it becomes the program: the kernel ends it should we be killed outright."""
    library = libc()

    def tie() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    return tie


class Child:
    def __init__(self, part: Part, process: asyncio.subprocess.Process, tell: Tell) -> None:
        self.part = part
        self.process = process
        self.last_line = ""
        self._tell = tell
        self._reading = asyncio.create_task(self._read(), name=f"{part.name} lines")

    @classmethod
    async def start(cls, part: Part, *, cwd: Path, tell: Tell) -> "Child":
        process = await asyncio.create_subprocess_exec(
            *part.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(part.env) or None,
            cwd=cwd,
            start_new_session=True,  # Ctrl-C in the terminal reaches only us
            preexec_fn=die_with(os.getpid()),
        )
        return cls(part, process, tell)

    @property
    def returncode(self) -> int | None:
        return self.process.returncode

    async def ended(self) -> int:
        """Its exit code, after its last line has been told."""
        code = await self.process.wait()
        self.signal_group(signal.SIGKILL)  # what it started itself ends with it
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):  # somebody who left its session may still hold the pipe
                await asyncio.shield(self._reading)
        self._reading.cancel()
        return code

    async def stop(self) -> int:
        self.signal_group(signal.SIGTERM)
        try:
            async with asyncio.timeout(self.part.grace):
                if self.part.ask_twice:
                    await self._ask_again()
                await self.process.wait()
        except TimeoutError:
            self._tell(self.part.name, f"did not stop within {self.part.grace:g} s; it is ended now.")
            self.signal_group(signal.SIGKILL)
        return await self.ended()

    async def _ask_again(self) -> None:
        try:
            async with asyncio.timeout(BETWEEN_ASKING):
                await self.process.wait()
        except TimeoutError:
            self.signal_group(signal.SIGTERM)

    def signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    async def _read(self) -> None:
        assert self.process.stdout is not None
        rest = b""
        while chunk := await self.process.stdout.read(LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:  # no end in sight
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._say(line)
        self._say(rest)

    def _say(self, raw: bytes) -> None:
        line = raw.decode(errors="replace").rstrip()
        if line and not any(noise in line for noise in self.part.noise):
            self.last_line = line
            self._tell(self.part.name, line)
