"""LiveKit's rooms and people as the rest of Focal sees them."""

from dataclasses import dataclass
from datetime import datetime

from rooms.models import Rights, Room


@dataclass(frozen=True)
class RoomSettings:
    """What a LiveKit room is made with. It must be given every time: a room made anew has forgotten it."""

    name: str
    seats: int
    metadata: str = ""

    @classmethod
    def of(cls, room: Room) -> "RoomSettings":
        return cls(name=room.livekit_name, seats=room.seats)


@dataclass(frozen=True)
class LiveRoom:
    name: str
    sid: str
    started_at: datetime


@dataclass(frozen=True)
class LivePerson:
    identity: str
    sid: str
    joined_at: datetime
    is_active: bool  # media is up; before that they are still arriving
    role: str
    rights: Rights
