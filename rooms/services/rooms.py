"""Making a room, changing it, ending it."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.names import clean_name
from rooms.errors import LiveKitDownError, RoomEndedError
from rooms.gateway.crossing import ask_livekit
from rooms.models import RIGHTS, Access, Participant, ParticipantState, Right, Role, Room, RoomState
from rooms.models.rights import USUAL
from rooms.models.room import new_code
from rooms.services.audit import note

log = structlog.get_logger("rooms")
DEFAULT_NAME = "Host"


@transaction.atomic
def create_room(
    host: User,
    *,
    title: str,
    access: str = Access.LINK,
    starts_at: datetime | None = None,
    length: int | None = None,
) -> Room:
    code = new_code()
    room = Room.objects.create(
        code=code,
        livekit_name=code,
        title=clean_name(title, what="title"),
        host=host,
        access=Access(access),
        state=RoomState.SCHEDULED if starts_at else RoomState.OPEN,
        starts_at=starts_at,
        length=length,
    )
    Participant.objects.create(
        room=room, user=host, name=host.name or DEFAULT_NAME, role=Role.HOST, state=ParticipantState.ADMITTED
    )
    note(room, "created", by=host)
    return room


@transaction.atomic
def change_details(
    room: Room, *, by: User, title: str, access: str, starts_at: datetime | None, length: int | None
) -> None:
    changed = Room.objects.filter(pk=room.pk).exclude(state=RoomState.ENDED)
    if not changed.update(
        title=clean_name(title, what="title"), access=Access(access), starts_at=starts_at, length=length
    ):
        raise RoomEndedError
    note(room, "details_changed", by=by)
    room.refresh_from_db()


@transaction.atomic
def change_rights(room: Room, *, by: User, rights: Mapping[str, Mapping[Right, bool]]) -> None:
    """Keeps only what differs from the usual; the keeper brings people in the room into line within 2 s."""
    differing = {
        role.value: own
        for role, usual in USUAL.items()
        if role != Role.HOST
        and (
            own := {
                right: bool(rights[role][right])
                for right in RIGHTS
                if right in rights.get(role, {}) and bool(rights[role][right]) != getattr(usual, right)
            }
        )
    }
    if not Room.objects.filter(pk=room.pk).exclude(state=RoomState.ENDED).update(rights=differing):
        raise RoomEndedError
    note(room, "rights_changed", by=by)
    room.refresh_from_db()


def end_room(room: Room, *, by: User | None) -> None:
    """Ended stays ended. Whoever is in it is sent out at once, or by the keeper if LiveKit does not answer now."""
    with transaction.atomic():
        ended = Room.objects.filter(pk=room.pk).exclude(state=RoomState.ENDED)
        if not ended.update(state=RoomState.ENDED, ended_at=timezone.now()):
            return
        note(room, "ended", by=by)
    room.refresh_from_db()
    try:
        ask_livekit(lambda livekit: livekit.delete_room(room.livekit_name))
    except LiveKitDownError:
        log.warning("ended_while_livekit_down", room=room.code)
