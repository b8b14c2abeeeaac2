"""Sessions and stays come out right whatever order, however often, and whether or not LiveKit's events arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.gateway.shapes import LivePerson, LiveRoom
from rooms.models import Attendance, LearntFrom, LeftReason, Participant, Rights, Room, Session, WebhookEvent
from rooms.models.rights import SPEAKS, WATCHES
from rooms.services.attendance import apply_event, compare_sessions, compare_stays, not_welcome, out_of_line
from rooms.services.moderation import remove
from tests.cast import ada, guest_in, room_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ids = count(1)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


@dataclass(frozen=True)
class LiveKitSays:
    """LiveKit's events about one life of one room, as they are stored."""

    room: Room
    sid: str = "RM_1"
    started: float = 0

    def event(self, name: str, second: float, person: dict[str, Any] | None = None) -> WebhookEvent:
        payload: dict[str, Any] = {
            "createdAt": str(int(at(second).timestamp())),
            "room": {"sid": self.sid, "name": self.room.code, "creationTimeMs": ms(self.started)},
        }
        return WebhookEvent(
            id=f"EV_{next(ids)}",
            event=name,
            livekit_name=self.room.livekit_name,
            payload=payload | ({"participant": person} if person else {}),
            received_at=at(second),
        )

    def started_event(self) -> WebhookEvent:
        return self.event("room_started", self.started)

    def finished(self, second: float) -> WebhookEvent:
        return self.event("room_finished", second)

    def joined(self, who: Participant, second: float, sid: str) -> WebhookEvent:
        person = {"identity": who.identity, "sid": sid, "joinedAtMs": ms(second)}
        return self.event("participant_joined", second, person)

    def left(self, who: Participant, joined: float, second: float, sid: str, why: str) -> WebhookEvent:
        person = {"identity": who.identity, "sid": sid, "joinedAtMs": ms(joined), "disconnectReason": why}
        return self.event("participant_left", second, person)


def ms(second: float) -> str:
    return str(int(at(second).timestamp() * 1000))


def hear(*events: WebhookEvent) -> None:
    for told in events:
        WebhookEvent.objects.bulk_create([told], ignore_conflicts=True)
        apply_event(told)


def test_a_call_as_it_happens() -> None:
    room = room_of(ada())
    ben, says = guest_in(room), LiveKitSays(room)
    hear(says.started_event(), says.joined(ben, 1, "PA_1"), says.left(ben, 1, 60, "PA_1", "CLIENT_INITIATED"))
    hear(says.finished(90))
    stay = Attendance.objects.get(participant=ben)
    assert (stay.joined_at, stay.left_at, stay.left_reason) == (at(1), at(60), LeftReason.LEFT)
    assert Session.objects.get(room=room).ended_at == at(90)
    assert not WebhookEvent.objects.filter(applied_at=None).exists()


def test_left_before_joined_is_one_closed_stay() -> None:
    room = room_of(ada())
    ben, says = guest_in(room), LiveKitSays(room)
    hear(says.left(ben, 1, 60, "PA_1", "DUPLICATE_IDENTITY"), says.joined(ben, 1, "PA_1"))
    stay = Attendance.objects.get()
    assert (stay.joined_at, stay.left_at, stay.left_reason) == (at(1), at(60), LeftReason.ELSEWHERE)


def test_a_new_life_of_the_room_closes_the_unreported_old_one() -> None:
    room = room_of(ada())
    ben = guest_in(room)
    old, new = LiveKitSays(room, "RM_1", 0), LiveKitSays(room, "RM_2", 100)
    hear(old.started_event(), old.joined(ben, 1, "PA_1"), new.started_event(), new.joined(ben, 101, "PA_2"))
    assert list(Attendance.objects.values_list("sid", "left_reason")) == [
        ("PA_1", LeftReason.LIVEKIT_LOST),
        ("PA_2", ""),
    ]
    assert Session.objects.get(sid="RM_1").ended_at == at(100)


def test_late_news_of_the_old_life_does_not_close_the_new_one() -> None:
    room = room_of(ada())
    ben = guest_in(room)
    old, new = LiveKitSays(room, "RM_1", 0), LiveKitSays(room, "RM_2", 100)
    hear(new.started_event(), new.joined(ben, 101, "PA_2"), old.joined(ben, 1, "PA_1"), old.started_event())
    assert Session.objects.get(sid="RM_2").ended_at is None
    assert Attendance.objects.get(sid="PA_2").left_at is None
    assert Attendance.objects.get(sid="PA_1").left_at == at(100)


def test_rooms_and_people_that_are_not_ours_are_left_alone() -> None:
    room = room_of(ada())
    stranger = Participant(identity="agent_x")
    hear(LiveKitSays(Room(code="check.abc", livekit_name="check.abc")).started_event())
    hear(LiveKitSays(room).joined(stranger, 1, "PA_1"))
    assert list(Session.objects.values_list("room", flat=True)) == [room.pk]
    assert Attendance.objects.count() == 0


# -- The oracle: whatever is shuffled, doubled or lost, after one look at LiveKit the rows tell what happened ---------


@dataclass(frozen=True)
class Story:
    """Two people come and go through two lives of a room; the second life may still be on."""

    events: list[WebhookEvent]
    present: set[str]
    live: LiveRoom | None


def tell(room: Room, people: list[Participant], leaves: list[float | None], ends: bool) -> Story:
    one, two = LiveKitSays(room, "RM_1", 0), LiveKitSays(room, "RM_2", 500)
    events = [one.started_event(), two.started_event()]
    present = set()
    for number, who in enumerate(people):
        events.append(one.joined(who, 1 + number, f"PA_1{number}"))  # LiveKit dies: nobody says that they left
        events.append(two.joined(who, 501 + number, f"PA_2{number}"))
        left = leaves[number]
        if left is not None:
            events.append(two.left(who, 501 + number, left, f"PA_2{number}", "CLIENT_INITIATED"))
        else:
            present.add(f"PA_2{number}")
    if ends:
        events.append(two.finished(900))
        present = set()
    live = None if ends else LiveRoom(name=room.livekit_name, sid="RM_2", started_at=at(500))
    return Story(events, present, live)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    leaves=st.lists(st.one_of(st.none(), st.integers(510, 890)), min_size=2, max_size=2),
    ends=st.booleans(),
    chance=st.randoms(use_true_random=False),
    keep=st.floats(0, 1),
)
def test_shuffled_doubled_and_lost_events_come_out_right(
    leaves: list[float | None], ends: bool, chance: Any, keep: float
) -> None:
    try:
        with transaction.atomic():
            room = room_of(ada())
            people = [guest_in(room, name=name) for name in ("Ben", "Dev")]
            story = tell(room, people, leaves, ends)
            heard = [told for told in story.events * 2 if chance.random() < keep]
            chance.shuffle(heard)
            hear(*heard)
            look_at_livekit(story, people)
            open_stays = set(Attendance.objects.filter(left_at=None).values_list("sid", flat=True))
            assert open_stays == story.present
            alive = {"RM_2"} if story.live else set()
            assert set(Session.objects.filter(ended_at=None).values_list("sid", flat=True)) == alive
            assert not Attendance.objects.exclude(left_at=None).filter(left_reason="").exists()
            raise UndoneError
    except UndoneError:
        pass


class UndoneError(Exception):
    """Rolls one example back."""


def look_at_livekit(story: Story, people: list[Participant]) -> None:
    """What the keeper does every 2 s."""
    asked_at = datetime.now(UTC) + timedelta(hours=1)
    compare_sessions([story.live] if story.live else [], asked_at=asked_at)
    if story.live:
        there = [live(who, f"PA_2{n}", 501 + n) for n, who in enumerate(people) if f"PA_2{n}" in story.present]
        compare_stays(story.live, there, asked_at=asked_at)


def live(
    who: Participant, sid: str, joined: float = 0, *, is_active: bool = True, rights: Rights = SPEAKS
) -> LivePerson:
    return LivePerson(who.identity, sid, at(joined), is_active, who.role, rights)


def test_the_keeper_does_not_close_what_opened_while_it_asked() -> None:
    room = room_of(ada())
    ben, says = guest_in(room), LiveKitSays(room)
    asked_at = datetime.now(UTC)
    hear(says.started_event(), says.joined(ben, 1, "PA_1"))
    compare_stays(LiveRoom(room.livekit_name, "RM_1", at(0)), [], asked_at=asked_at)
    assert Attendance.objects.get().left_at is None


def test_the_keeper_counts_nobody_who_is_still_arriving() -> None:
    room = room_of(ada())
    ben = guest_in(room)
    hear(LiveKitSays(room).started_event())
    arriving = [live(ben, "PA_1", is_active=False)]
    compare_stays(LiveRoom(room.livekit_name, "RM_1", at(0)), arriving, asked_at=datetime.now(UTC))
    assert Attendance.objects.count() == 0


def test_the_keeper_finds_what_it_learnt_itself() -> None:
    room = room_of(ada())
    ben = guest_in(room)
    there = LiveRoom(room.livekit_name, "RM_1", at(0))
    compare_sessions([there], asked_at=datetime.now(UTC))
    compare_stays(there, [live(ben, "PA_1", 5)], asked_at=datetime.now(UTC))
    stay = Attendance.objects.get()
    assert (stay.joined_at, stay.learnt_from, stay.session.learnt_from) == (
        at(5),
        LearntFrom.KEEPER,
        LearntFrom.KEEPER,
    )


def test_removed_people_and_other_rights_are_noticed() -> None:
    room = room_of(host := ada())
    ben, dev = guest_in(room), guest_in(room, name="Dev")
    remove(ben, by=host)
    people = [live(ben, "PA_1"), live(dev, "PA_2", rights=WATCHES)]
    assert [person.sid for person in not_welcome(room, people)] == ["PA_1"]
    assert out_of_line(room, people) == [dev]
