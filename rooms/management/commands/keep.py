import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from rooms.keeper import Keeper


class Command(BaseCommand):
    help = "Runs the keeper: applies LiveKit's events, compares with LiveKit every 2 s, puts right what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(keep())


async def keep() -> None:
    keeper = Keeper()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, keeper.stop)
    await keeper.run()
