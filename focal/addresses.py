"""Where each part of one copy of Focal listens and keeps its data, worked out from the environment alone.

Standard library only: the toolchain, the supervisor and the settings all ask here, so they cannot disagree.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

# A unix socket's path has 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100


class AddressError(ValueError):
    """A setting that names an address cannot be used as it stands; the text says which and why."""


@dataclass(frozen=True)
class Addresses:
    data: Path
    port: int
    livekit_port: int
    livekit_tcp_port: int
    livekit_udp_port: int
    livekit_url: str  # as the server side reaches it
    livekit_public_url: str  # as browsers reach it
    redis_url: str
    redis_socket: Path  # where our own Redis listens, when it is ours
    database_url: str
    focal_url: str
    own_livekit: bool  # nobody named another one, so `up` starts it
    own_redis: bool

    @property
    def run(self) -> Path:
        """What lives only while this copy runs: configuration written for children, sockets."""
        return self.data / "run"

    @property
    def livekit_origins(self) -> list[str]:
        """What a page must be allowed to connect to: livekit-client speaks websocket and HTTP to one address."""
        parts = urlsplit(self.livekit_public_url)
        secure = "s" if parts.scheme in ("wss", "https") else ""
        return [f"ws{secure}://{parts.netloc}", f"http{secure}://{parts.netloc}"]

    @property
    def celery_broker_url(self) -> str:
        """Celery's name for the same Redis: its word for a socket differs from redis-py's."""
        return self.redis_url.replace("unix://", "redis+socket://", 1)

    @property
    def cache(self) -> Path:
        """What can be fetched or built again: tools, binaries, stamps."""
        return self.data / "cache"


def addresses(environ: Mapping[str, str], base_dir: Path) -> Addresses:
    data = (base_dir / Path(environ.get("FOCAL_DATA") or "data").expanduser()).resolve()
    port = port_in(environ, "PORT", 8000)
    livekit_port = port_in(environ, "LIVEKIT_PORT", port + 1)
    socket = redis_socket(data)
    livekit_url = environ.get("LIVEKIT_URL") or f"ws://127.0.0.1:{livekit_port}"
    own_livekit = not environ.get("LIVEKIT_URL")
    return Addresses(
        data=data,
        port=port,
        livekit_port=livekit_port,
        livekit_tcp_port=port_in(environ, "LIVEKIT_TCP_PORT", port + 2),
        livekit_udp_port=port_in(environ, "LIVEKIT_UDP_PORT", port + 3),
        livekit_url=livekit_url,
        # Browsers came by `localhost`; a page there may not always reach 127.0.0.1 as the same site.
        livekit_public_url=environ.get("LIVEKIT_PUBLIC_URL")
        or (f"ws://localhost:{livekit_port}" if own_livekit else livekit_url),
        redis_url=environ.get("REDIS_URL") or f"unix://{quote(str(socket))}",
        redis_socket=socket,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{quote(str(data / 'focal.sqlite3'))}",
        focal_url=(environ.get("FOCAL_URL") or f"http://localhost:{port}").rstrip("/"),
        own_livekit=own_livekit,
        own_redis=not environ.get("REDIS_URL"),
    )


def port_in(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        if environ.get(name):
            raise AddressError(f"{name}={text} is not a port: choose a number from 1 to 65535.")
        raise AddressError(f"{name} would be {text}, past the last port: set {name}, or choose a lower PORT.")
    return int(text)


def redis_socket(data: Path) -> Path:
    """Inside FOCAL_DATA, or, where that path is too long for a socket, in a short directory of this user."""
    inside = data / "run" / "redis.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = sha256(os.fsencode(data)).hexdigest()[:16]
    return Path("/tmp") / f"focal-{os.getuid()}-{name}" / "redis.sock"  # noqa: S108 - `up` sees to it that it is ours
