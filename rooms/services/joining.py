"""Coming in: from the door to a token, or to a place in the queue."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.names import clean_name
from rooms.errors import (
    DeniedError,
    LobbyFullError,
    RemovedError,
    RoomEndedError,
    RoomFullError,
    RoomNotFoundError,
    WaitingError,
)
from rooms.gateway.crossing import ask_livekit
from rooms.gateway.shapes import RoomSettings
from rooms.gateway.tokens import mint_token
from rooms.models import Access, Participant, ParticipantState, Role, Room, RoomState
from rooms.selectors import STILL_WAITING, waiting_in

ON_THE_WAY = timedelta(minutes=1)
LOBBY_SEATS = 50
TURNED_AWAY = (ParticipantState.DENIED, ParticipantState.REMOVED)


@dataclass(frozen=True)
class Admission:
    participant: Participant
    token: str
    url: str


def ask_to_join(
    room: Room, *, participant: Participant | None, user: User | None = None, name: str = ""
) -> Admission | Participant:
    """An Admission for people who may enter; for people who may not yet, their place in the lobby."""
    if room.is_ended:
        raise RoomEndedError
    if participant is None:
        participant = arrive(room, user=user, name=name)
        name = ""
    match participant.state:
        case ParticipantState.ADMITTED:
            return admit_to_livekit(participant, name=name)
        case ParticipantState.WAITING | ParticipantState.INVITED:
            return wait(participant, name=name)
        case state:
            raise refusal(state)


def join_room(participant: Participant) -> Admission:
    """The straight way in, for doors that have no lobby."""
    if participant.room.is_ended:
        raise RoomEndedError
    if participant.state != ParticipantState.ADMITTED:
        raise refusal(participant.state)
    return admit_to_livekit(participant)


def arrive(room: Room, *, user: User | None, name: str) -> Participant:
    """A first place for somebody who came without an invitation; none where the door cannot be answered now."""
    own_name = clean_name(name or (user.name if user else ""))
    match room.access:
        case Access.LINK:
            role, state = Role.CANDIDATE, ParticipantState.INVITED
            make_sure_of_the_lobby(room)
        case Access.MEMBERS if user is not None:
            role, state = Role.OBSERVER, ParticipantState.ADMITTED
            make_sure_of_livekit(room)
        case _:
            raise RoomNotFoundError
    known = {"name": own_name, "role": role, "state": state}
    if user is None:
        return Participant.objects.create(room=room, **known)
    place, _ = Participant.objects.get_or_create(room=room, user=user, defaults=known)
    place.room = room
    return place


def rename(participant: Participant, name: str) -> None:
    if not name:
        return
    own_name = clean_name(name)
    if own_name != participant.name:
        participant.name = own_name
        participant.save(update_fields=["name"])


def make_sure_of_the_lobby(room: Room) -> None:
    if waiting_in(room).count() >= LOBBY_SEATS:
        raise LobbyFullError


def wait(participant: Participant, *, name: str = "") -> Participant:
    """Joins the queue, or says again that one is still there."""
    now = timezone.now()
    rename(participant, name)
    if participant.state == ParticipantState.INVITED:
        make_sure_of_the_lobby(participant.room)
        Participant.objects.filter(pk=participant.pk, state=ParticipantState.INVITED).update(
            state=ParticipantState.WAITING, waiting_since=now, seen_at=now
        )
    else:
        still_here(participant)
    participant.refresh_from_db()
    return participant


def still_here(participant: Participant) -> None:
    """Somebody who was gone for a while starts again at the end of the queue."""
    now = timezone.now()
    place = Participant.objects.filter(pk=participant.pk, state=ParticipantState.WAITING)
    if not place.filter(seen_at__gt=now - STILL_WAITING).update(seen_at=now):
        place.update(seen_at=now, waiting_since=now)


def position_of(participant: Participant) -> int:
    assert participant.waiting_since is not None
    return waiting_in(participant.room).filter(waiting_since__lt=participant.waiting_since).count() + 1


def stop_waiting(participant: Participant) -> None:
    Participant.objects.filter(pk=participant.pk, state=ParticipantState.WAITING).update(
        state=ParticipantState.INVITED, waiting_since=None
    )


def admit_to_livekit(participant: Participant, *, name: str = "") -> Admission:
    """Makes sure of the room, takes a seat, mints. LiveKit is asked first: if it is down, nothing is half-written."""
    room = participant.room
    # With a fresh mint in hand nobody asks again, unless LiveKit told them that there is no such room.
    make_sure_of_livekit(room, again=participant.minted_at is not None)
    rename(participant, name)
    take_seat(participant)
    token = mint_token(participant, livekit_name=room.livekit_name)
    return Admission(participant=participant, token=token, url=settings.LIVEKIT_PUBLIC_URL)


def make_sure_of_livekit(room: Room, *, again: bool = False) -> None:
    ask_livekit(lambda livekit: livekit.ensure_room(RoomSettings.of(room), again=again))


# The update of the room's row makes joins of one room wait for each other on every database; the second counts who
# else is in the call or on the way, each person once. Written out, since every join runs them.
OPEN_ROOM = "UPDATE rooms_room SET state = 'open' WHERE id = %s AND state <> 'ended'"
TAKE_SEAT = """
UPDATE rooms_participant SET minted_at = %s
WHERE id = %s AND state = 'admitted' AND (SELECT seats FROM rooms_room WHERE id = %s) > (
    SELECT COUNT(*) FROM rooms_participant other
    WHERE other.room_id = %s AND other.id <> %s AND (
        other.minted_at > %s
        OR EXISTS (SELECT 1 FROM rooms_attendance stay WHERE stay.participant_id = other.id AND stay.left_at IS NULL)
    )
)
"""


@transaction.atomic
def take_seat(participant: Participant) -> None:
    """Exactly as many as there are seats get one, however many ask at once; who has one keeps it."""
    room, now = participant.room, timezone.now()
    stamp = connection.ops.adapt_datetimefield_value
    seat = (stamp(now), participant.pk, room.pk, room.pk, participant.pk, stamp(now - ON_THE_WAY))
    with connection.cursor() as cursor:
        if not cursor.execute(OPEN_ROOM, (room.pk,)).rowcount:
            raise RoomEndedError
        if not cursor.execute(TAKE_SEAT, seat).rowcount:
            participant.refresh_from_db(fields=["state"])
            raise RoomFullError if participant.may_enter else refusal(participant.state)
    participant.minted_at, room.state = now, RoomState.OPEN


def refusal(state: str) -> Exception:
    return {
        ParticipantState.DENIED: DeniedError,
        ParticipantState.REMOVED: RemovedError,
    }.get(ParticipantState(state), WaitingError)()
