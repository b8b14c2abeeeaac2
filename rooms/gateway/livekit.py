"""Asking LiveKit over its HTTP API: every call has a limit of ours, since livekit-api has none that works."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import structlog
from django.conf import settings
from livekit import api

from rooms.errors import LiveKitDownError, LiveKitRefusedError
from rooms.gateway.shapes import LivePerson, LiveRoom, RoomSettings
from rooms.gateway.tokens import SOURCES
from rooms.models import Rights, Role

log = structlog.get_logger("rooms.gateway")
Answer = TypeVar("Answer")

CALL_SECONDS = 2.5  # a person gets an answer within 3.5
FAILURES_UNTIL_OPEN = 3
OPEN_SECONDS = 2.0
EMPTY_SECONDS = 300  # how long LiveKit keeps a room nobody has entered
DEPARTURE_SECONDS = 30  # and one that everybody has left
ENSURED_SECONDS = 5  # well below both
SPARE_SEATS = 2  # our own count decides; LiveKit answers a full room like a broken one
ARRIVING = {api.ParticipantInfo.JOINING, api.ParticipantInfo.JOINED}
NAMES = {getattr(api.TrackSource, name.upper()): right for right, names in SOURCES.items() for name in names}


class LiveKit:
    """One client per event loop, kept: a new one per call costs twice as much."""

    def __init__(self) -> None:
        self._client: api.LiveKitAPI | None = None
        self._failures = 0
        self._open_until = 0.0
        self._ensured: dict[RoomSettings, float] = {}

    async def ensure_room(self, room: RoomSettings, *, again: bool = False) -> None:
        """Makes the room with its settings if it is not there. LiveKit ignores the settings if it is.

        `again` distrusts what we saw a moment ago: somebody has just been told that there is no such room.
        """
        if not again and time.monotonic() < self._ensured.get(room, 0):
            return
        request = api.CreateRoomRequest(
            name=room.name,
            empty_timeout=EMPTY_SECONDS,
            departure_timeout=DEPARTURE_SECONDS,
            max_participants=room.seats + SPARE_SEATS,
            metadata=room.metadata,
        )
        await self._ask(lambda client: client.room.create_room(request))
        self._remember(room)

    def _remember(self, room: RoomSettings) -> None:
        now = time.monotonic()
        if len(self._ensured) > 1000:
            self._ensured = {known: until for known, until in self._ensured.items() if until > now}
        self._ensured[room] = now + ENSURED_SECONDS

    async def delete_room(self, name: str) -> None:
        self._ensured = {room: until for room, until in self._ensured.items() if room.name != name}
        await self._unless_absent(lambda client: client.room.delete_room(api.DeleteRoomRequest(room=name)))

    async def rooms(self) -> list[LiveRoom]:
        answer = await self._ask(lambda client: client.room.list_rooms(api.ListRoomsRequest()))
        return [
            LiveRoom(
                name=room.name, sid=room.sid, started_at=moment(seconds=room.creation_time, ms=room.creation_time_ms)
            )
            for room in answer.rooms
        ]

    async def people(self, name: str) -> list[LivePerson]:
        request = api.ListParticipantsRequest(room=name)
        answer = await self._ask(lambda client: client.room.list_participants(request))
        return [
            LivePerson(
                identity=person.identity,
                sid=person.sid,
                joined_at=moment(seconds=person.joined_at, ms=person.joined_at_ms),
                is_active=person.state not in ARRIVING,
                role=person.attributes.get("role", ""),
                rights=rights_in(person.permission),
            )
            for person in answer.participants
            if person.state != api.ParticipantInfo.DISCONNECTED
        ]

    async def remove_person(self, name: str, identity: str) -> None:
        request = api.RoomParticipantIdentity(room=name, identity=identity)
        await self._unless_absent(lambda client: client.room.remove_participant(request))

    async def set_standing(self, name: str, identity: str, *, role: Role, rights: Rights) -> None:
        """Gives somebody in the room another role or other rights. Every flag is named: LiveKit replaces the set."""
        request = api.UpdateParticipantRequest(
            room=name,
            identity=identity,
            attributes={"role": role},
            permission=api.ParticipantPermission(
                can_subscribe=True,
                can_publish=bool(sources_of(rights)),
                can_publish_sources=sources_of(rights),
                can_publish_data=rights.data,
                can_update_metadata=False,
                hidden=False,
            ),
        )
        await self._unless_absent(lambda client: client.room.update_participant(request))

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _unless_absent(self, question: Callable[[api.LiveKitAPI], Awaitable[object]]) -> None:
        try:
            await self._ask(question)
        except api.ServerError as error:
            if error.code != "not_found":
                raise

    async def _ask(self, question: Callable[[api.LiveKitAPI], Awaitable[Answer]]) -> Answer:
        if time.monotonic() < self._open_until:
            raise LiveKitDownError
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await self._twice(question)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise self._failed(type(error).__name__) from error
        except api.ServerError as error:
            if error.code == "not_found":
                self._failures = 0
                raise
            if error.status < 500 and error.status != 401:  # it is well, and would say the same again
                log.error("livekit_refused", status=error.status, code=error.code)
                raise LiveKitRefusedError from None
            raise self._failed(f"{error.status} {error.code}") from None  # its text may carry a token
        self._failures = 0
        return answer

    async def _twice(self, question: Callable[[api.LiveKitAPI], Awaitable[Answer]]) -> Answer:
        try:
            return await question(self._kept_client())
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                raise
            return await question(self._kept_client())  # a kept connection to a LiveKit that has since restarted

    def _kept_client(self) -> api.LiveKitAPI:
        if self._client is None:
            self._client = api.LiveKitAPI(
                settings.LIVEKIT_URL, settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET, failover=False
            )
        return self._client

    def _failed(self, why: str) -> LiveKitDownError:
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_OPEN:
            self._open_until = time.monotonic() + OPEN_SECONDS
        log.warning("livekit_not_answering", why=why, failures=self._failures)
        return LiveKitDownError()


def moment(*, seconds: int, ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000 if ms else seconds, UTC)


def sources_of(rights: Rights) -> "list[api.TrackSource]":
    return [source for source, right in NAMES.items() if getattr(rights, right)]


def rights_in(permission: api.ParticipantPermission) -> Rights:
    allowed = set(permission.can_publish_sources) if permission.can_publish else set()
    everything = permission.can_publish and not allowed
    return Rights(
        data=permission.can_publish_data,
        **{right: everything or any(NAMES[s] == right for s in allowed if s in NAMES) for right in SOURCES},
    )
