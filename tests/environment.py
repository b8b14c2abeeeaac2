"""A house of its own for the tests: fresh folder, free ports, throw-away secrets.

Imported by `tests/settings.py` before Focal's own settings. What the toolchain fetched (LiveKit) is shared by a link.
"""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path

from focal.addresses import addresses

ROOT = Path(__file__).resolve().parent.parent
PORTS_OF_A_COPY = 4


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on."""
    for first in range(20000 + os.getpid() % 1000 * 10, 60000, PORTS_OF_A_COPY):
        if all(is_free(first + offset) for offset in range(count)):
            return first
    raise RuntimeError("no free ports")


def is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def prepare() -> None:
    tools = addresses(os.environ, ROOT).cache
    data = Path(tempfile.mkdtemp(prefix="focal-tests-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    tools.mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to(tools)
    for outside in ("LIVEKIT_URL", "LIVEKIT_PUBLIC_URL", "REDIS_URL", "FOCAL_URL", "DEBUG", "EMAIL_URL"):
        os.environ.pop(outside, None)
    os.environ.update(
        FOCAL_DATA=str(data),
        FOCAL_ENV="development",
        PORT=str(free_ports(PORTS_OF_A_COPY)),
        LOG_LEVEL="INFO",
        SECRET_KEY="only-for-tests-" + "x" * 50,
        LIVEKIT_API_KEY="focal-tests",
        LIVEKIT_API_SECRET="only-for-tests-" + "y" * 50,
        DATABASE_URL=f"sqlite:///{data}/focal.sqlite3",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps a loop in the tests' thread
    )
