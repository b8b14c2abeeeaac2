"""Writing down who did what to whom, inside the transaction of the deed."""

from accounts.models import User
from rooms.models import AuditEntry, Participant, Room


def note(
    room: Room, action: str, *, by: User | None, subject: Participant | None = None, **details: str | int | bool
) -> None:
    AuditEntry.objects.create(room=room, action=action, by=by, subject=subject, details=details)
