"""Where synchronous code crosses into the async gateway: one event loop in a thread, one kept client, per process."""

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

from rooms.errors import LiveKitDownError
from rooms.gateway.livekit import CALL_SECONDS, LiveKit

Answer = TypeVar("Answer")


class Crossing:
    def __init__(self) -> None:
        self.pid = os.getpid()
        self.livekit = LiveKit()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="livekit", daemon=True).start()

    def ask(self, question: Callable[[LiveKit], Awaitable[Answer]]) -> Answer:
        async def asked() -> Answer:
            return await question(self.livekit)

        future = asyncio.run_coroutine_threadsafe(asked(), self.loop)
        try:
            return future.result(CALL_SECONDS + 0.5)
        except FutureTimeoutError:
            future.cancel()
            raise LiveKitDownError from None

    def close(self) -> None:
        if self.pid == os.getpid():
            asyncio.run_coroutine_threadsafe(self.livekit.close(), self.loop).result(1)


_lock = threading.Lock()
_crossing: Crossing | None = None


def ask_livekit(question: Callable[[LiveKit], Awaitable[Answer]]) -> Answer:
    """`ask_livekit(lambda livekit: livekit.rooms())`, or LiveKitDownError within 3 s."""
    global _crossing
    if _crossing is None or _crossing.pid != os.getpid():
        with _lock:
            if _crossing is None or _crossing.pid != os.getpid():
                _crossing = Crossing()
                atexit.register(_crossing.close)
    return _crossing.ask(question)
