"""Sessions and stays come out right whatever order, however often, and whether or not LiveKit's events arrive.

Each function says one fact and is harmless when said twice. Webhooks say facts early; the keeper's comparison with
LiveKit says the rest, and closes what LiveKit never reports (after its own death it reports nothing).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rooms.gateway.livekit import moment
from rooms.gateway.shapes import LivePerson, LiveRoom
from rooms.models import (
    Attendance,
    LearntFrom,
    LeftReason,
    Participant,
    ParticipantState,
    Room,
    Session,
    WebhookEvent,
)

WHY = {
    "CLIENT_INITIATED": LeftReason.LEFT,
    "DUPLICATE_IDENTITY": LeftReason.ELSEWHERE,
    "PARTICIPANT_REMOVED": LeftReason.REMOVED,
    "ROOM_DELETED": LeftReason.ENDED,
    "ROOM_CLOSED": LeftReason.ENDED,
    "CONNECTION_TIMEOUT": LeftReason.LOST,
    "SIGNAL_CLOSE": LeftReason.LOST,
    "STATE_MISMATCH": LeftReason.LOST,
    "JOIN_FAILURE": LeftReason.LOST,
    "SERVER_SHUTDOWN": LeftReason.LIVEKIT_LOST,
}


def room_called(livekit_name: str) -> Room | None:
    """`code`, or `code.2` for a later generation. Other rooms of the same LiveKit are none of ours."""
    return Room.objects.filter(code=livekit_name.partition(".")[0]).first()


def apply_event(event: WebhookEvent) -> None:
    """Twice is once: an event that was applied is applied to the same rows again."""
    room = room_called(event.livekit_name)
    if room is not None:
        with transaction.atomic():
            say(event, room)
    WebhookEvent.objects.filter(pk=event.pk, applied_at=None).update(applied_at=timezone.now())


def say(event: WebhookEvent, room: Room) -> None:
    told_room, person = event.payload.get("room", {}), event.payload.get("participant", {})
    if not told_room.get("sid"):
        return
    at = moment_of(event.payload.get("createdAt"), fallback=event.received_at)
    started = moment_of(told_room.get("creationTime"), ms=told_room.get("creationTimeMs"), fallback=at)
    live = LiveRoom(name=event.livekit_name, sid=told_room["sid"], started_at=started)
    match event.event:
        case "room_started":
            note_session(room, live, learnt_from=LearntFrom.WEBHOOK)
        case "room_finished":
            session = note_session(room, live, learnt_from=LearntFrom.WEBHOOK)
            close_session(session, at=at, reason=LeftReason.ENDED, learnt_from=LearntFrom.WEBHOOK)
        case "participant_joined" | "participant_left" if person.get("sid"):
            session = note_session(room, live, learnt_from=LearntFrom.WEBHOOK)
            joined_at = moment_of(person.get("joinedAt"), ms=person.get("joinedAtMs"), fallback=at)
            stay = note_stay(session, person["identity"], person["sid"], joined_at, learnt_from=LearntFrom.WEBHOOK)
            if stay and event.event == "participant_left":
                reason = WHY.get(person.get("disconnectReason", ""), LeftReason.UNKNOWN)
                close_stays(Q(pk=stay.pk), at=at, reason=reason, learnt_from=LearntFrom.WEBHOOK)


def note_session(room: Room, live: LiveRoom, *, learnt_from: LearntFrom) -> Session:
    session, is_new = Session.objects.get_or_create(
        sid=live.sid,
        defaults={
            "room": room,
            "livekit_name": live.name,
            "started_at": live.started_at,
            "learnt_from": learnt_from,
        },
    )
    if is_new:
        close_older_lives(session, learnt_from)
    return session


def close_older_lives(session: Session, learnt_from: LearntFrom) -> None:
    """A LiveKit room has one life at a time: a new sid means that the others are over, unreported."""
    lives = Session.objects.filter(livekit_name=session.livekit_name, ended_at=None)
    for older in lives.filter(started_at__lt=session.started_at):
        close_session(older, at=session.started_at, reason=LeftReason.LIVEKIT_LOST, learnt_from=learnt_from)
    newer = Session.objects.filter(livekit_name=session.livekit_name, started_at__gt=session.started_at)
    if next_life := newer.order_by("started_at").first():
        close_session(session, at=next_life.started_at, reason=LeftReason.LIVEKIT_LOST, learnt_from=learnt_from)


def close_session(session: Session, *, at: datetime, reason: LeftReason, learnt_from: LearntFrom) -> None:
    end = max(at, session.started_at)
    Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=end, end_learnt_from=learnt_from)
    session.refresh_from_db(fields=["ended_at"])
    close_stays(Q(session=session), at=end, reason=reason, learnt_from=learnt_from)


def note_stay(
    session: Session, identity: str, sid: str, joined_at: datetime, *, learnt_from: LearntFrom
) -> Attendance | None:
    """None for identities that are nobody's place: connection checks and guests of other systems."""
    participant = Participant.objects.filter(identity=identity, room_id=session.room_id).first()
    if participant is None:
        return None
    stay, is_new = Attendance.objects.get_or_create(
        sid=sid,
        defaults={
            "session": session,
            "participant": participant,
            "joined_at": joined_at,
            "learnt_from": learnt_from,
        },
    )
    if is_new and session.ended_at is not None:
        close_stays(Q(pk=stay.pk), at=session.ended_at, reason=LeftReason.UNKNOWN, learnt_from=learnt_from)
    return stay


def close_stays(which: Q, *, at: datetime, reason: LeftReason, learnt_from: LearntFrom) -> None:
    """Frees the seats, too, unless somebody already holds a newer token."""
    stays = list(Attendance.objects.filter(which, left_at=None).values_list("pk", "participant_id", "joined_at"))
    for stay, participant, joined_at in stays:
        closed = Attendance.objects.filter(pk=stay, left_at=None)
        if closed.update(left_at=max(at, joined_at), left_reason=reason, end_learnt_from=learnt_from):
            Participant.objects.filter(pk=participant, minted_at__lte=at).update(minted_at=None)


# -- What the keeper sees ---------------------------------------------------------------------------------------------


def compare_sessions(live_rooms: Sequence[LiveRoom], *, asked_at: datetime) -> None:
    """Opens sessions nobody told us of and closes those LiveKit no longer has."""
    alive = {live.sid for live in live_rooms}
    for session in Session.objects.filter(ended_at=None, noted_at__lt=asked_at).exclude(sid__in=alive):
        close_session(session, at=asked_at, reason=LeftReason.LIVEKIT_LOST, learnt_from=LearntFrom.KEEPER)
    known = set(Session.objects.filter(sid__in=alive).values_list("sid", flat=True))
    for live in live_rooms:
        if live.sid not in known and (room := room_called(live.name)):
            note_session(room, live, learnt_from=LearntFrom.KEEPER)


def compare_stays(live: LiveRoom, people: Sequence[LivePerson], *, asked_at: datetime) -> None:
    """Opens stays for people who are there and closes those of people who are not."""
    session = Session.objects.filter(sid=live.sid, ended_at=None).first()
    if session is None:
        return
    there = {person.sid for person in people}
    gone = Q(session=session, noted_at__lt=asked_at) & ~Q(sid__in=there)
    close_stays(gone, at=asked_at, reason=LeftReason.LOST, learnt_from=LearntFrom.KEEPER)
    known = set(Attendance.objects.filter(sid__in=there).values_list("sid", flat=True))
    for person in people:
        if person.is_active and person.sid not in known:
            note_stay(session, person.identity, person.sid, person.joined_at, learnt_from=LearntFrom.KEEPER)


def not_welcome(room: Room, people: Sequence[LivePerson]) -> list[LivePerson]:
    """Who is in LiveKit's room though our rows say no: removed or denied people with an older token."""
    there = {person.identity: person for person in people}
    out = (ParticipantState.REMOVED, ParticipantState.DENIED)
    rows = Participant.objects.filter(room=room, identity__in=there, state__in=out)
    return [there[identity] for identity in rows.values_list("identity", flat=True)]


def out_of_line(room: Room, people: Sequence[LivePerson]) -> list[Participant]:
    """Who has another role or other rights in LiveKit than in our rows."""
    there = {person.identity: person for person in people}
    rows = Participant.objects.filter(room=room, identity__in=there, state=ParticipantState.ADMITTED)
    return [
        row
        for row in rows
        if (there[row.identity].role, there[row.identity].rights) != (row.role, room.rights_of(row.role))
    ]


def moment_of(seconds: Any, *, ms: Any = None, fallback: datetime) -> datetime:
    """LiveKit sends 64-bit numbers as text, and leaves out zeros."""
    try:
        return moment(seconds=int(seconds or 0), ms=int(ms or 0)) if seconds or ms else fallback
    except (ValueError, OverflowError, OSError):
        return fallback
