"""Which parts this machine runs: all that nobody else was named for, in the order they start."""

import sys
from collections.abc import Mapping
from pathlib import Path

from focal.addresses import Addresses
from focal.toolchain.place import Place
from focal.toolchain.redis import find_redis
from focal.up.livekit_config import write_livekit_config
from focal.up.part import Part
from focal.up.probes import http_probe, ready_probe, redis_probe

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


def parts_here(place: Place, livekit_server: Path | None) -> list[Part]:
    where = place.addresses
    mine = [
        *([livekit_part(place, livekit_server)] if livekit_server else []),
        *([redis_part(place)] if where.own_redis else []),
    ]
    names = {part.name for part in mine}
    environ = environ_for_django(place.environ, where)
    worker_after = ("redis",) if "redis" in names else ()
    keeper_after = ("livekit",) if "livekit" in names else ()
    return [
        *mine,
        web_part(where, environ),
        worker_part(where, environ, after=worker_after),
        keeper_part(where, environ, after=keeper_after),
    ]


def environ_for_django(environ: Mapping[str, str], where: Addresses) -> dict[str, str]:
    """Every address spelled out, so that no child can come to another conclusion."""
    return {
        **environ,
        "PORT": str(where.port),
        "FOCAL_DATA": str(where.data),
        "FOCAL_URL": where.focal_url,
        "DATABASE_URL": where.database_url,
        "REDIS_URL": where.redis_url,
        "LIVEKIT_URL": where.livekit_url,
        "LIVEKIT_PUBLIC_URL": where.livekit_public_url,
        "PYTHONUNBUFFERED": "1",
    }


def environ_for_servers(environ: Mapping[str, str]) -> dict[str, str]:
    """Servers take their configuration from what we wrote: no secret or stray setting reaches them otherwise."""
    return {name: environ[name] for name in PASSED_ON if name in environ}


def livekit_part(place: Place, server: Path) -> Part:
    config = write_livekit_config(place.addresses, place.environ)
    return Part(
        name="livekit",
        argv=(str(server), "--config", str(config)),
        env=environ_for_servers(place.environ),
        healthy=http_probe(place.addresses.livekit_port, "/"),
        within=15,
        grace=5,
        ask_twice=True,  # it waits for its participants to leave on the first SIGTERM
    )


def redis_part(place: Place) -> Part:
    socket = place.addresses.redis_socket
    options = {
        "--port": "0",  # the socket only: no other user of this machine can reach it
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--save": "",  # what must last is in the database
        "--appendonly": "no",
        "--dir": str(socket.parent),
        "--loglevel": "warning",
    }
    return Part(
        name="redis",
        argv=(str(find_redis(place)), *(word for pair in options.items() for word in pair)),
        env=environ_for_servers(place.environ),
        healthy=redis_probe(socket),
        within=10,
        grace=5,
        # It greets at every log level; and it never forks here, since nothing is saved.
        noise=(
            "Redis is starting",
            "Redis version=",
            "Configuration loaded",
            "Server initialized",
            "Memory overcommit",
        ),
    )


def web_part(where: Addresses, environ: Mapping[str, str]) -> Part:
    options = {
        "--host": "127.0.0.1",
        "--port": str(where.port),
        "--loop": "uvloop",
        "--http": "httptools",
        "--log-level": "warning",
        "--timeout-graceful-shutdown": "3",  # a page that keeps a connection open does not keep us
    }
    return Part(
        name="web",
        argv=(
            *(sys.executable, "-m", "uvicorn", "focal.asgi:application"),
            *(word for pair in options.items() for word in pair),
            *("--no-access-log", "--no-server-header"),
        ),
        env=environ,
        healthy=http_probe(where.port, "/health"),
    )


def worker_part(where: Addresses, environ: Mapping[str, str], *, after: tuple[str, ...]) -> Part:
    name = f"focal-{where.port}@%h"
    return Part(
        name="worker",
        argv=(
            *(sys.executable, "-m", "celery", "-A", "focal.celery", "--quiet", "worker"),
            *("-P", "threads", "-c", "4", "-n", name, "--without-mingle", "--without-gossip", "-l", "WARNING"),
        ),
        # Celery warns of root for the sake of pickled messages; ours are JSON only.
        env={**environ, "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"},
        healthy=ready_probe(where.port, "worker"),
        after=after,
        grace=10,
    )


def keeper_part(where: Addresses, environ: Mapping[str, str], *, after: tuple[str, ...]) -> Part:
    return Part(
        name="keeper",
        argv=(sys.executable, "manage.py", "keep"),
        env=environ,
        healthy=ready_probe(where.port, "keeper"),
        after=after,
    )
