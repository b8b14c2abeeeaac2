"""Asking a part whether it is well, over its own door. Any trouble on the way means no."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ANSWER_WITHIN = 2.0
READY_WITHIN = 5.0  # it asks every other part in turn
LONGEST_ANSWER = 65536

Probe = Callable[[], Awaitable[bool]]


def http_probe(port: int, path: str) -> Probe:
    async def healthy() -> bool:
        status, _ = await get(port, path, within=ANSWER_WITHIN)
        return status == 200

    return healthy


def redis_probe(socket: Path) -> Probe:
    async def healthy() -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                reader, writer = await asyncio.open_unix_connection(socket)
                try:
                    writer.write(b"PING\r\n")
                    return await reader.readline() == b"+PONG\r\n"
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False

    return healthy


def ready_probe(port: int, part: str) -> Probe:
    """For a part without a door of its own: what the web process knows about it."""

    async def healthy() -> bool:
        parts = await parts_by_web(port)
        return bool(parts.get(part, {}).get("status") == "ok")

    return healthy


async def parts_by_web(port: int) -> dict[str, dict[str, Any]]:
    _, body = await get(port, "/health/ready", within=READY_WITHIN)
    try:
        parts = json.loads(body)["parts"]
    except (ValueError, KeyError, TypeError):
        return {}
    return dict(parts)


async def get(port: int, path: str, *, within: float) -> tuple[int, bytes]:
    """Status and body, (0, b"") when there is no answer. No HTTP client is worth loading for this."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request.encode())
                answer = await reader.read(LONGEST_ANSWER)
                while more := await reader.read(LONGEST_ANSWER):
                    answer += more
            finally:
                writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0, b""
