"""Operators see what is so, act through the same services as the page, and wait for no needless query."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from rooms.models import Attendance, AuditEntry, LearntFrom, Participant, ParticipantState, Room, Session
from rooms.services.invites import create_invite
from tests.cast import ada, guest_in, person, room_of

pytestmark = pytest.mark.django_db
LISTS = ["room", "participant", "invite", "session", "webhookevent", "auditentry"]
A_PAGE = 8  # session, user, counts, rows; the same for one row and for thirty


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator@example.org", "x", name="Operator"))
    return client


def busy_house(rooms: int) -> list[Room]:
    made = []
    for number in range(rooms):
        room = room_of(host := ada(), title=f"Room {number}")
        create_invite(room, by=host, name="Cleo")
        ben = guest_in(room)
        session = Session.objects.create(
            room=room, sid=f"RM_{number}", livekit_name=room.code, started_at=timezone.now(), learnt_from="webhook"
        )
        Attendance.objects.create(
            session=session, participant=ben, sid=f"PA_{number}", joined_at=timezone.now(), learnt_from="webhook"
        )
        made.append(room)
    return made


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_many_rows_as_for_one(
    operator: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    busy_house(12)
    with django_assert_max_num_queries(A_PAGE):
        assert operator.get(f"/admin/rooms/{name}/").status_code == 200


@pytest.mark.parametrize("name", ["room", "participant", "session"])
def test_a_page_with_rows_inside_stays_cheap(
    operator: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    room = busy_house(1)[0]
    for number in range(10):
        guest_in(room, name=f"Guest {number}")
    target = {"room": room.pk, "participant": Participant.objects.filter(name="Ben").get().pk, "session": None}[name]
    target = target or Session.objects.get(room=room).pk
    with django_assert_max_num_queries(A_PAGE + 4):
        assert operator.get(f"/admin/rooms/{name}/{target}/change/").status_code == 200


def test_a_list_says_who_is_in_a_room_now(operator: Client) -> None:
    room = busy_house(1)[0]
    Attendance.objects.create(
        session=Session.objects.get(room=room),
        participant=guest_in(room, name="Gone"),
        sid="PA_gone",
        joined_at=timezone.now() - timedelta(minutes=5),
        left_at=timezone.now(),
        left_reason="left",
        learnt_from=LearntFrom.KEEPER,
    )
    page = operator.get(f"/admin/rooms/room/{room.pk}/change/").content.decode()
    assert '<div class="readonly">Ben</div>' in page


def test_actions_end_remove_and_revoke_as_the_page_does(operator: Client) -> None:
    room = busy_house(1)[0]
    ben = Participant.objects.get(room=room, name="Ben")
    invite = room.invites.get(name="Cleo")

    def act(model: str, action: str, pk: object) -> None:
        answer = operator.post(f"/admin/rooms/{model}/", {"action": action, "_selected_action": str(pk)})
        assert answer.status_code == 302

    act("participant", "remove_people", ben.pk)
    act("invite", "revoke_invites", invite.pk)
    act("room", "end_rooms", room.pk)
    ben.refresh_from_db()
    invite.refresh_from_db()
    room.refresh_from_db()
    assert (ben.state, invite.state, room.state) == (ParticipantState.REMOVED, "revoked", "ended")
    done = set(AuditEntry.objects.filter(room=room, by__email="operator@example.org").values_list("action", flat=True))
    assert done == {"removed", "invite_revoked", "ended"}


@pytest.mark.parametrize(("may", "state"), [("view_room", "open"), ("change_room", "ended")])
def test_somebody_who_may_only_look_ends_no_room(client: Client, may: str, state: str) -> None:
    room = room_of(ada())
    watcher = User.objects.create_user("watcher@example.org", "x", name="Watcher", is_staff=True)
    watcher.user_permissions.set(Permission.objects.filter(codename__in=["view_room", may]))
    client.force_login(watcher)
    client.post("/admin/rooms/room/", {"action": "end_rooms", "_selected_action": str(room.pk)})
    room.refresh_from_db()
    assert room.state == state


def test_nothing_is_added_changed_or_deleted_by_hand(operator: Client) -> None:
    room = busy_house(1)[0]
    assert operator.get("/admin/rooms/room/add/").status_code == 403
    assert operator.get(f"/admin/rooms/room/{room.pk}/delete/").status_code == 403
    page = operator.get(f"/admin/rooms/room/{room.pk}/change/").content.decode()
    assert 'name="_save"' not in page


def test_people_who_are_not_staff_find_no_admin(client: Client) -> None:
    client.force_login(person("Cleo"))
    assert client.get("/admin/rooms/room/").status_code == 302
