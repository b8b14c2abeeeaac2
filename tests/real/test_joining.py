"""Coming in, on the real LiveKit server."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from rooms.errors import LiveKitDownError, RoomFullError
from rooms.gateway.crossing import ask_livekit
from rooms.models import Access, Participant, ParticipantState, Role
from rooms.services.joining import Admission, join_room
from rooms.services.rooms import end_room
from tests.cast import ada, browser_of, guest_in, person, room_of
from tests.house import House

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


def rooms_in_livekit() -> set[str]:
    return {room.name for room in ask_livekit(lambda livekit: livekit.rooms())}


def test_join_makes_the_livekit_room_first(livekit: House) -> None:
    ben = guest_in(room := room_of(ada()))
    answer = browser_of(ben).post(f"/api/v1/rooms/{room.code}/join", "{}", content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["room"]["state"] == "open"
    assert room.livekit_name in rooms_in_livekit()


def test_members_come_in_as_observers(livekit: House) -> None:
    room = room_of(ada(), access=Access.MEMBERS)
    cleo = person("Cleo")
    answer = browser_of(cleo).post(f"/api/v1/rooms/{room.code}/join", "{}", content_type="application/json")
    assert answer.status_code == 200
    place = Participant.objects.get(room=room, user=cleo)
    assert (place.role, place.state) == (Role.OBSERVER, ParticipantState.ADMITTED)


def test_a_room_that_vanished_is_made_again_an_hour_later(livekit: House) -> None:
    ben = guest_in(room := room_of(ada()))
    join_room(ben)
    ask_livekit(lambda asked: asked.delete_room(room.livekit_name))  # as LiveKit does with rooms that stand empty
    Participant.objects.filter(pk=ben.pk).update(minted_at=timezone.now() - timedelta(hours=1))
    ben.refresh_from_db()
    join_room(ben)
    assert room.livekit_name in rooms_in_livekit()


def test_ending_a_room_takes_it_out_of_livekit_for_good(livekit: House) -> None:
    ben = guest_in(room := room_of(host := ada()))
    join_room(ben)
    end_room(room, by=host)
    assert room.livekit_name not in rooms_in_livekit()


def test_fifty_at_once_for_the_last_seats_fill_exactly_the_cap(livekit: House) -> None:
    room = room_of(ada(), seats=10)
    people = [guest_in(room, name=f"Guest {number}") for number in range(50)]

    def try_to_join(who: Participant) -> bool:
        try:
            return isinstance(join_room(who), Admission)
        except RoomFullError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as threads:
        joined = list(threads.map(try_to_join, people))
    assert sum(joined) == 10
    lucky = people[joined.index(True)]
    assert isinstance(join_room(lucky), Admission)  # asking again takes no second seat


def test_livekit_that_says_nothing_gets_an_answer_within_three_and_a_half_seconds(livekit: House) -> None:
    import signal
    import time

    ben = guest_in(room := room_of(ada()))
    browser = browser_of(ben)
    livekit.signal("livekit", signal.SIGSTOP)
    try:
        started = time.monotonic()
        answer = browser.post(f"/api/v1/rooms/{room.code}/join", "{}", content_type="application/json")
        assert time.monotonic() - started < 3.5
    finally:
        livekit.signal("livekit", signal.SIGCONT)
    assert (answer.status_code, json.loads(answer.content)["error"]) == (503, "livekit_unavailable")
    assert int(answer["Retry-After"]) > 0
    ben.refresh_from_db()
    assert ben.minted_at is None


def test_livekit_that_is_down_is_said_at_once_and_nothing_is_half_written(livekit: House) -> None:
    ben = guest_in(room_of(ada()))
    livekit.kill("livekit")
    with pytest.raises(LiveKitDownError):
        join_room(ben)
    ben.refresh_from_db()
    assert ben.minted_at is None
