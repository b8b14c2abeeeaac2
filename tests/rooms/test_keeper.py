"""One keeper works at a time; what it cannot apply it sets aside."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from rooms.gateway.shapes import LivePerson, LiveRoom
from rooms.keeper import LEASE, LEASE_FOR, Keeper, apply_waiting_events, hold_lease, release_lease
from rooms.models import Lease, Room, Session, WebhookEvent
from tests.cast import ada, room_of

pytestmark = pytest.mark.django_db


def test_the_lease_is_one_holders_until_it_runs_out_or_is_given_back() -> None:
    assert hold_lease("one")
    assert not hold_lease("two")
    assert hold_lease("one")
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert hold_lease("two")
    assert not hold_lease("one")
    release_lease("two")
    assert hold_lease("one")


def test_the_lease_is_renewed_before_it_runs_out() -> None:
    hold_lease("one")
    Lease.objects.filter(name=LEASE).update(until=timezone.now() + LEASE_FOR / 3)
    assert hold_lease("one")
    assert Lease.objects.get().until > timezone.now() + LEASE_FOR / 2


def test_an_event_that_makes_no_sense_holds_up_nobody() -> None:
    room = room_of(ada())
    told = {"livekit_name": room.livekit_name, "received_at": timezone.now()}
    broken = {"room": {"sid": "RM_1"}, "participant": {"sid": "PA_1"}}  # nobody's identity
    sound = {"room": {"sid": "RM_2", "creationTime": "1795219402"}, "createdAt": "1795219402"}
    WebhookEvent.objects.create(id="EV_1", event="participant_joined", payload=broken, **told)
    WebhookEvent.objects.create(id="EV_2", event="room_started", payload=sound, **told)
    apply_waiting_events()
    assert not WebhookEvent.objects.filter(applied_at=None).exists()
    assert Session.objects.filter(sid="RM_2").exists()


class OneRoomIsBroken:
    """A LiveKit that says nothing sensible about one of its rooms."""

    def __init__(self, *rooms: Room) -> None:
        self.broken, self.asked = rooms[0].livekit_name, list[str]()
        self.live = [LiveRoom(room.livekit_name, f"RM_{room.pk}", timezone.now()) for room in rooms]

    async def rooms(self) -> list[LiveRoom]:
        return self.live

    async def people(self, name: str) -> list[LivePerson]:
        self.asked.append(name)
        if name == self.broken:
            raise ValueError
        return []


@pytest.mark.django_db(transaction=True)
def test_a_room_that_cannot_be_compared_holds_up_no_other() -> None:
    rooms = [room_of(ada()) for _ in range(3)]
    keeper = Keeper()
    keeper.livekit = livekit = OneRoomIsBroken(*rooms)  # type: ignore[assignment]
    async_to_sync(keeper.compare)()
    assert livekit.asked == [room.livekit_name for room in rooms]
