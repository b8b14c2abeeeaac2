"""`manage.py up`: starts every part of Focal on this machine and prints one address."""

import asyncio
import os
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand

from focal.logs import blank
from focal.toolchain.livekit import get_livekit
from focal.toolchain.place import Place, find_place, make_private_folders, make_socket_folder
from focal.toolchain.steps import SetupError, say
from focal.up.parts import parts_here
from focal.up.ports import check_ports, only_one
from focal.up.prepare import prepare_database, prepare_static_files
from focal.up.supervisor import Supervisor

WIDTH = len("livekit")


class Command(BaseCommand):
    help = "Start LiveKit, Redis, the web site, the worker and the keeper; stop them with Ctrl-C."
    requires_system_checks = ()  # `make check` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run(find_place(os.environ))
        except SetupError as error:
            sys.exit(f"\n{error}")
        except KeyboardInterrupt:
            sys.exit("\nStopped.")
        except OSError as error:
            sys.exit(f"\n{error.filename or 'Something'} cannot be used ({error.strerror}).")


def run(place: Place) -> None:
    started = time.monotonic()
    make_private_folders(place)
    make_socket_folder(place.addresses.redis_socket.parent)
    with only_one(place.addresses):
        check_ports(place.addresses)
        prepare_database()
        prepare_static_files(place)
        parts = parts_here(place, get_livekit(place))
        supervisor = Supervisor(parts, cwd=place.root, tell=tell)
        asyncio.run(supervisor.run(when_well=lambda: announce(place, time.monotonic() - started)))
    say("Focal has stopped.")


def tell(name: str, line: str) -> None:
    say(f"{name:<{WIDTH}} | {blank(line)}")


def announce(place: Place, seconds: float) -> None:
    url = place.addresses.focal_url
    say(
        f"\nFocal is ready ({seconds:.1f} s):  {url}\n"
        f"First visit: make an account at {url}/accounts/signup/ ; example people and rooms: `make demo`.\n"
        "Stop everything with Ctrl-C.\n"
    )
