"""Is everything we are about to listen on free? Asked before anything is started, so that nothing is half up."""

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from focal.addresses import Addresses
from focal.toolchain.steps import SetupError


@dataclass(frozen=True)
class Listener:
    port: int
    setting: str
    what: str
    kind: socket.SocketKind = socket.SOCK_STREAM
    hosts: tuple[str, ...] = ("127.0.0.1",)


def listeners(where: Addresses) -> list[Listener]:
    # Browsers may try ::1 for `localhost` first, so somebody else there would get our visitors.
    web = Listener(where.port, "PORT", "the web site", hosts=("127.0.0.1", "::1"))
    if not where.own_livekit:
        return [web]
    return [
        web,
        Listener(where.livekit_port, "LIVEKIT_PORT", "LiveKit", hosts=("127.0.0.1", "::1")),
        Listener(where.livekit_tcp_port, "LIVEKIT_TCP_PORT", "LiveKit's media over TCP", hosts=("0.0.0.0",)),  # noqa: S104
        Listener(where.livekit_udp_port, "LIVEKIT_UDP_PORT", "LiveKit's media over UDP", kind=socket.SOCK_DGRAM),
    ]


def check_ports(where: Addresses) -> None:
    for listener in listeners(where):
        if not all(is_free(host, listener) for host in listener.hosts):
            raise SetupError(
                f"Port {listener.port}, wanted for {listener.what}, is in use by another program. Stop that, or choose "
                f"another port: `{listener.setting}={suggested(listener, where)} make run`."
            )


def suggested(listener: Listener, where: Addresses) -> int:
    """Another copy beside this one takes the ports after ours."""
    return (where.port + 100 if listener.setting == "PORT" else listener.port + 100) % 65536 or 8100


def is_free(host: str, listener: Listener) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, listener.kind) as asked:
            if listener.kind == socket.SOCK_STREAM:
                asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as our servers do
            asked.bind((host, listener.port))
    except PermissionError as error:
        raise SetupError(
            f"Port {listener.port} may be used by root only. Choose one above 1023: `{listener.setting}=8000 make run`."
        ) from error
    except OSError:
        return family == socket.AF_INET6 and not answers(host, listener.port)  # a machine without IPv6 is fine
    return True


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def only_one(where: Addresses) -> Iterator[None]:
    """One `up` per FOCAL_DATA; the kernel lets go of the lock however we end."""
    descriptor = os.open(where.run / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            raise SetupError(
                f"This copy of Focal is already running (process {holder}, data in {where.data}). Stop it with Ctrl-C, "
                "or start a second one with a PORT and a FOCAL_DATA of its own."
            ) from error
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)
