"""The nouns of a room. Start with `room.py`."""

from rooms.models.audit import AuditEntry
from rooms.models.calls import Attendance, LearntFrom, LeftReason, Session, WebhookEvent
from rooms.models.doors import Invite
from rooms.models.keeper import Lease
from rooms.models.people import Participant, ParticipantState
from rooms.models.rights import RIGHTS, Right, Rights, Role
from rooms.models.room import Access, Room, RoomState

__all__ = [
    "RIGHTS",
    "Access",
    "Attendance",
    "AuditEntry",
    "Invite",
    "LearntFrom",
    "Lease",
    "LeftReason",
    "Participant",
    "ParticipantState",
    "Right",
    "Rights",
    "Role",
    "Room",
    "RoomState",
    "Session",
    "WebhookEvent",
]
