"""Inviting people by link: making, showing, using up and withdrawing it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.names import clean_name
from rooms.errors import (
    InviteError,
    InviteExpiredError,
    InviteRevokedError,
    InviteRoomEndedError,
    InviteUsedUpError,
    RoomEndedError,
)
from rooms.invite_links import is_signed, read_link
from rooms.models import Invite, Participant, ParticipantState, Role, Room, RoomState
from rooms.services.audit import note

OUTSIDE = (ParticipantState.INVITED, ParticipantState.WAITING, ParticipantState.DENIED)


@transaction.atomic
def create_invite(
    room: Room,
    *,
    by: User,
    role: str = Role.CANDIDATE,
    name: str = "",
    expires_at: datetime | None = None,
    max_uses: int = 1,
) -> Invite:
    if room.is_ended:
        raise RoomEndedError
    if Role(role) == Role.HOST:
        raise ValueError("A room has one host, and no link makes another.")
    invite = Invite.objects.create(
        room=room,
        role=Role(role),
        name=clean_name(name) if name else "",
        expires_at=expires_at,
        max_uses=max_uses,
        created_by=by,
    )
    note(room, "invite_created", by=by, invite=str(invite.pk), role=role)
    return invite


@transaction.atomic
def revoke_invite(invite: Invite, *, by: User | None) -> None:
    """A new version makes every copy of the old link worthless. Who is already in stays in."""
    open_still = Invite.objects.filter(pk=invite.pk, revoked_at=None)
    if open_still.update(version=F("version") + 1, revoked_at=timezone.now()):
        note(invite.room, "invite_revoked", by=by, invite=str(invite.pk))
    invite.refresh_from_db()


def find_invite(link: str) -> Invite:
    """The invite a link stands for, if it opens the door now."""
    invite = signed_invite(link)
    if invite.state == "revoked":
        raise InviteRevokedError
    if invite.room.is_ended:
        raise InviteRoomEndedError
    if invite.state == "used_up":
        raise InviteUsedUpError
    if invite.state == "expired":
        raise InviteExpiredError
    return invite


def signed_invite(link: str) -> Invite:
    read = read_link(link)
    if read is None:
        raise InviteError
    invite_id, brought = read
    invite = Invite.objects.select_related("room__host").filter(pk=invite_id).first()
    if invite is None:
        raise InviteError
    if is_signed(invite.pk, invite.version, brought):
        return invite
    if any(is_signed(invite.pk, older, brought) for older in range(1, invite.version)):
        raise InviteRevokedError
    raise InviteError


def helps(invite: Invite, place: Participant) -> bool:
    """A personal link admits somebody who waits, or whom the host had turned away before sending it."""
    return invite.admits and place.state in OUTSIDE


@transaction.atomic
def accept_invite(
    invite: Invite, *, user: User | None = None, place: Participant | None = None, name: str = ""
) -> Participant:
    """Uses the link once and gives a place, or lets in somebody who stands outside with one.

    Whom the link does not help keeps what they have, and uses nothing up.
    """
    # One at a time: somebody who presses Join twice has their place by the second time.
    if not Room.objects.select_for_update().exclude(state=RoomState.ENDED).filter(pk=invite.room_id).first():
        raise InviteRoomEndedError
    place = place or (Participant.objects.filter(room=invite.room, user=user).first() if user else None)
    if place and not helps(invite, place):
        return place
    used = Invite.objects.filter(pk=invite.pk, version=invite.version, revoked_at=None, uses__lt=F("max_uses"))
    if not used.update(uses=F("uses") + 1):
        raise InviteUsedUpError
    if place:
        Participant.objects.filter(pk=place.pk, state__in=OUTSIDE).update(
            state=ParticipantState.ADMITTED, role=invite.role, invite=invite
        )
        place.refresh_from_db()
        return place
    return Participant.objects.create(
        room=invite.room,
        user=user,
        invite=invite,
        name=clean_name(name or invite.name or (user.name if user else "")),
        role=invite.role,
        state=ParticipantState.ADMITTED if invite.admits else ParticipantState.INVITED,
    )
