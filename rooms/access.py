"""Who may know of a room. Everything else is one answer: there is nothing here."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import User
from rooms.errors import NotAllowedError, RoomNotFoundError
from rooms.models import Access, Participant, Role, Room
from rooms.seats import seat_by_code, user_of

SEES_THE_LOBBY = (Role.HOST, Role.INTERVIEWER)


@dataclass(frozen=True)
class Door:
    """A room somebody may stand before, and their place in it if they have one."""

    room: Room
    participant: Participant | None

    @property
    def is_host(self) -> bool:
        return self.participant is not None and self.participant.is_host

    @property
    def sees_lobby(self) -> bool:
        return self.participant is not None and self.participant.role in SEES_THE_LOBBY and self.participant.may_enter


def door_to(request: HttpRequest, code: str) -> Door:
    """By place, or by what the room's access says to strangers."""
    participant = seat_by_code(request, code)
    if participant:
        return Door(participant.room, participant)
    room = Room.objects.select_related("host").filter(code=code).first()
    user = user_of(request)
    if room is None or not is_open_to(room, user):
        raise RoomNotFoundError
    return Door(room, None)


def is_open_to(room: Room, user: User | None) -> bool:
    return room.access == Access.LINK or (room.access == Access.MEMBERS and user is not None)


def host_door(request: HttpRequest, code: str) -> Door:
    """For what only the host does: 404 to strangers, a plain no to people in the room."""
    door = door_to(request, code)
    if door.participant is None:
        raise RoomNotFoundError
    if not door.is_host:
        raise NotAllowedError
    return door


def room_hosted_by(user: User, code: str) -> Room:
    """For the pages of a host."""
    room = Room.objects.select_related("host").filter(code=code, host=user).first()
    if room is None:
        raise RoomNotFoundError
    return room
