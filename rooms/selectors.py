"""Reading: queries named after their purpose, with everything the reader needs fetched at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from rooms.models import Attendance, Invite, Participant, ParticipantState, Room, RoomState

JUST_STARTED = timedelta(hours=2)
STILL_WAITING = timedelta(seconds=30)  # somebody who stopped asking has gone
RECENT = 12


@dataclass(frozen=True)
class RoomsOfSomebody:
    next: Room | None
    upcoming: Sequence[Room]
    recent: Sequence[Room]


def rooms_of(user: User) -> RoomsOfSomebody:
    """The next room is the one people are in, else the one that starts soonest, else the newest without a start.

    `.live` says that somebody is in it now; being open says only that somebody once was.
    """
    in_it = Participant.objects.filter(user=user).exclude(state=ParticipantState.REMOVED)
    live = Exists(Attendance.objects.filter(participant__room=OuterRef("pk"), left_at=None))
    mine = Room.objects.select_related("host").filter(pk__in=in_it.values("room_id")).annotate(live=live)
    past = Q(state=RoomState.ENDED) | Q(state=RoomState.SCHEDULED, starts_at__lt=timezone.now() - JUST_STARTED)
    coming = list(mine.exclude(past).order_by("-live", F("starts_at").asc(nulls_last=True), "-created_at")[:50])
    recent = list(mine.filter(past).order_by(F("ended_at").desc(nulls_last=True), "-created_at")[:RECENT])
    return RoomsOfSomebody(next=coming[0] if coming else None, upcoming=coming[1:], recent=recent)


def people_in(room: Room) -> QuerySet[Participant]:
    """Everybody with a place, the host first; `.present` says who is in the call now."""
    here = Exists(Attendance.objects.filter(participant=OuterRef("pk"), left_at=None))
    return Participant.objects.filter(room=room).annotate(present=here).order_by("created_at", "pk")


def present_in(room: Room) -> QuerySet[Participant]:
    here = Attendance.objects.filter(left_at=None).values("participant_id")
    return Participant.objects.filter(room=room, pk__in=here).order_by("created_at", "pk")


def waiting_in(room: Room) -> QuerySet[Participant]:
    """The queue at the door, in order."""
    return Participant.objects.filter(
        room=room, state=ParticipantState.WAITING, seen_at__gt=timezone.now() - STILL_WAITING
    ).order_by("waiting_since", "pk")


def invites_of(room: Room) -> QuerySet[Invite]:
    return Invite.objects.filter(room=room).select_related("room").order_by("-created_at")
