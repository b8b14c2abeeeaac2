"""The keeper: what must happen although nobody waits for it. One process at a time, by a lease in the database.

Every 0.2 s it applies what LiveKit told us; every 2 s it asks LiveKit who is there and puts right what differs:
sessions and stays in our rows, and in LiveKit the rooms that have ended, the people who were removed, the rights that
have changed.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, DataError, close_old_connections
from django.db.models import Q
from django.utils import timezone

from rooms.errors import LiveKitDownError
from rooms.gateway.livekit import LiveKit
from rooms.gateway.shapes import LivePerson, LiveRoom
from rooms.models import Lease, Participant, Role, Room, WebhookEvent
from rooms.services import attendance

log = structlog.get_logger("rooms.keeper")

LEASE = "keeper"
LEASE_FOR = timedelta(seconds=6)
EVENTS_EVERY = 0.2
COMPARE_EVERY = 2.0
KEEP_EVENTS = timedelta(days=2)  # a repeated id must be known for longer than its signature lives
EVENTS_AT_ONCE = 200
HOLDER = 64  # characters its column has; a host may have as many


class Keeper:
    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"[-HOLDER:]
        self.livekit = LiveKit()
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        log.info("keeper_started", holder=self.name)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.every(EVENTS_EVERY, self.apply_events))
                tasks.create_task(self.every(COMPARE_EVERY, self.compare))
                tasks.create_task(self.every(3600, self.forget_old_events))
        finally:
            await sync_to_async(release_lease)(self.name)
            await self.livekit.close()
            log.info("keeper_stopped", holder=self.name)

    def stop(self) -> None:
        self.stopping.set()

    async def every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        async def if_we_hold_the_lease() -> None:
            if await sync_to_async(hold_lease)(self.name):
                await work()

        while not self.stopping.is_set():
            await come_through(if_we_hold_the_lease, work=work.__name__)
            try:
                await asyncio.wait_for(self.stopping.wait(), seconds)
            except TimeoutError:
                continue

    async def apply_events(self) -> None:
        await sync_to_async(apply_waiting_events)()

    async def forget_old_events(self) -> None:
        await sync_to_async(WebhookEvent.objects.filter(received_at__lt=timezone.now() - KEEP_EVENTS).delete)()

    async def compare(self) -> None:
        asked_at = timezone.now()
        live_rooms = await self.livekit.rooms()
        await sync_to_async(attendance.compare_sessions)(live_rooms, asked_at=asked_at)
        for live in live_rooms:
            await come_through(partial(self.compare_room, live), work="compare_room", room=live.name)

    async def compare_room(self, live: LiveRoom) -> None:
        room = await sync_to_async(attendance.room_called)(live.name)
        if room is None:
            return
        if room.is_ended or room.livekit_name != live.name:
            log.info("deleting_ended_room", room=room.code)
            await self.livekit.delete_room(live.name)
            return
        asked_at = timezone.now()
        people = await self.livekit.people(live.name)
        await sync_to_async(attendance.compare_stays)(live, people, asked_at=asked_at)
        await self.put_right(room, people)

    async def put_right(self, room: Room, people: list[LivePerson]) -> None:
        for person in await sync_to_async(attendance.not_welcome)(room, people):
            log.info("sending_out", room=room.code, person=person.identity)
            await self.livekit.remove_person(room.livekit_name, person.identity)
        for row in await sync_to_async(attendance.out_of_line)(room, people):
            await self.bring_into_line(room, row)

    async def bring_into_line(self, room: Room, person: Participant) -> None:
        log.info("bringing_into_line", room=room.code, person=person.identity)
        rights = room.rights_of(person.role)
        await self.livekit.set_standing(room.livekit_name, person.identity, role=Role(person.role), rights=rights)


async def come_through(task: Callable[[], Awaitable[None]], **about: str) -> None:
    """Does it, or says why not: what is wrong with one room or one row must not stop the keeper for every other."""
    try:
        await task()
    except LiveKitDownError:
        pass  # the gateway has said so; what is owed is still owed next time
    except DatabaseError as error:
        log.error("keeper_database", error=type(error).__name__, **about)
        await sync_to_async(close_old_connections)()
    except Exception:  # a process's outer loop
        log.exception("keeper_failed", **about)


def apply_waiting_events() -> None:
    """Oldest first. An event that cannot be applied is set aside with its reason in the log; it holds up nobody."""
    for event in WebhookEvent.objects.filter(applied_at=None).order_by("received_at")[:EVENTS_AT_ONCE]:
        try:
            attendance.apply_event(event)
        except (KeyError, TypeError, ValueError, DataError) as error:
            log.error("event_set_aside", webhook=event.pk, error=type(error).__name__)
            WebhookEvent.objects.filter(pk=event.pk).update(applied_at=timezone.now())


def hold_lease(holder: str) -> bool:
    """Takes the lease, or renews it. Who does not get it waits; who loses it stops working at once."""
    now = timezone.now()
    # Five times a second: read first, and write only when half the time is over.
    if Lease.objects.filter(name=LEASE, holder=holder, until__gt=now + LEASE_FOR / 2).exists():
        return True
    until = now + LEASE_FOR
    free = Q(holder=holder) | Q(until__lte=now)
    if Lease.objects.filter(free, name=LEASE).update(holder=holder, until=until):
        return True
    _, is_new = Lease.objects.get_or_create(name=LEASE, defaults={"holder": holder, "until": until})
    return is_new


def release_lease(holder: str) -> None:
    Lease.objects.filter(name=LEASE, holder=holder).delete()
