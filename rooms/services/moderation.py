"""What a host does to people: let in, turn away, send out. Our rows decide; LiveKit follows."""

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rooms.errors import LiveKitDownError, NotAllowedError
from rooms.gateway.crossing import ask_livekit
from rooms.models import Participant, ParticipantState
from rooms.services.audit import note
from rooms.services.invites import OUTSIDE, revoke_invite

log = structlog.get_logger("rooms.moderation")


def admit(participant: Participant, *, by: User | None) -> None:
    move(participant, OUTSIDE, ParticipantState.ADMITTED, action="admitted", by=by)


def deny(participant: Participant, *, by: User | None) -> None:
    outside = (ParticipantState.WAITING, ParticipantState.INVITED)
    move(participant, outside, ParticipantState.DENIED, action="denied", by=by)


def remove(participant: Participant, *, by: User | None) -> None:
    """Sends somebody out for good: no token is minted for them again, and their link opens nothing any more."""
    if participant.is_host:
        raise NotAllowedError("The host cannot be removed from their own room.")
    anywhere = tuple(state for state in ParticipantState if state != ParticipantState.REMOVED)
    with transaction.atomic():
        moved = move(participant, anywhere, ParticipantState.REMOVED, action="removed", by=by)
        if moved and participant.invite and participant.invite.max_uses == 1:
            revoke_invite(participant.invite, by=by)
    name, identity = participant.room.livekit_name, participant.identity
    try:
        ask_livekit(lambda livekit: livekit.remove_person(name, identity))
    except LiveKitDownError:
        log.warning("removed_while_livekit_down", person=identity)  # the keeper sends them out


@transaction.atomic
def move(
    participant: Participant,
    old: tuple[ParticipantState, ...],
    new: ParticipantState,
    *,
    action: str,
    by: User | None,
) -> bool:
    """Zero rows means somebody was first, and that is fine."""
    place = Participant.objects.filter(pk=participant.pk, state__in=old)
    moved = bool(place.update(state=new, seen_at=timezone.now()))
    if moved:
        note(participant.room, action, by=by, subject=participant)
    participant.refresh_from_db(fields=["state", "seen_at"])
    return moved
