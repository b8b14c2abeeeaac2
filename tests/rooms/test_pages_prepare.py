"""The prepare page: people, links, settings, the end. All of it works by plain forms."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rooms.models import Access, Invite, ParticipantState, Role, Room
from rooms.services.invites import create_invite, revoke_invite
from rooms.services.joining import wait
from rooms.services.rooms import end_room
from tests.cast import ada, browser_of, guest_in, person, room_of, waiting_guest_in
from tests.reading import text_of

pytestmark = pytest.mark.django_db

GUEST = {"name": "Ben Okafor", "role": "candidate", "max_uses": "1", "valid_days": "7"}


def address(room: Room, action: str = "prepare", *more: object) -> str:
    return reverse(f"rooms:{action}", args=[room.code, *more])


def test_next_step_is_to_open_the_room() -> None:
    room = room_of(host := ada())
    page = browser_of(host).get(address(room))
    assert page.status_code == 200
    assert reverse("rooms:room", args=[room.code]) in page.text
    assert "Open room" in text_of(page)


@pytest.mark.parametrize("action", ["details", "rights", "create_invite", "end"])
def test_only_the_host_may_change_a_room(action: str) -> None:
    room = room_of(ada())
    dev = person("Dev")
    room.people.create(user=dev, name="Dev", role=Role.INTERVIEWER, state=ParticipantState.ADMITTED)
    for somebody in (dev, person("Cleo")):
        assert browser_of(somebody).post(address(room, action), GUEST).status_code == 404
    room.refresh_from_db()
    assert not room.is_ended
    assert not Invite.objects.exists()


@pytest.mark.parametrize("action", ["details", "rights", "create_invite", "end"])
def test_looking_changes_nothing(action: str) -> None:
    room = room_of(host := ada())
    assert browser_of(host).get(address(room, action)).status_code == 405


def test_forms_from_elsewhere_are_refused_with_a_page_that_helps() -> None:
    room = room_of(host := ada())
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(host)
    page = careful.post(address(room, "end"))
    assert page.status_code == 403
    assert "reload the page" in text_of(page)


def test_new_link_is_shown_to_copy_now_and_later() -> None:
    room = room_of(host := ada())
    browser = browser_of(host)
    browser.post(address(room, "create_invite"), GUEST)
    invite = Invite.objects.get()
    assert invite.admits
    assert invite.expires_at is not None
    assert abs(invite.expires_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    for _ in range(2):
        assert f"http://testserver{reverse('rooms:invite', args=[invite.link])}" in browser.get(address(room)).text


def test_link_for_as_long_as_the_room_has_no_expiry() -> None:
    room = room_of(host := ada())
    browser_of(host).post(address(room, "create_invite"), GUEST | {"valid_days": "0", "max_uses": "10", "name": ""})
    invite = Invite.objects.get()
    assert (invite.expires_at, invite.max_uses, invite.admits) == (None, 10, False)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"max_uses": "0"}, "greater than or equal to 1"),
        ({"max_uses": "501"}, "less than or equal to 500"),
        ({"role": "host"}, "Select a valid choice"),
        ({"valid_days": "365000"}, "Select a valid choice"),
        ({"name": "b" * 129}, "at most 128 characters"),
        ({"name": "a\u202eb"}, "changes the direction of text"),
    ],
)
def test_wrong_invitation_is_explained(answer: dict[str, str], words: str) -> None:
    room = room_of(host := ada())
    page = browser_of(host).post(address(room, "create_invite"), GUEST | answer)
    assert words in text_of(page)
    assert not Invite.objects.exists()


def test_revoked_link_moves_out_of_sight_and_cannot_be_copied() -> None:
    room = room_of(host := ada())
    invite = create_invite(room, by=host, name="Ben")
    browser = browser_of(host)
    browser.post(address(room, "revoke_invite", invite.pk))
    page = browser.get(address(room))
    assert "1 link that no longer works" in text_of(page)
    invite.refresh_from_db()
    assert invite.link not in page.text


def test_link_of_another_room_cannot_be_revoked_from_here() -> None:
    room, other = room_of(host := ada()), room_of(person("Dev"))
    invite = create_invite(other, by=other.host, name="Ben")
    assert browser_of(host).post(address(room, "revoke_invite", invite.pk)).status_code == 404


def test_host_lets_in_who_waits() -> None:
    room = room_of(host := ada(), access=Access.LINK)
    ben = wait(waiting_guest_in(room, name="Ben"))
    browser = browser_of(host)
    assert "Ben is waiting. Let them in?" in text_of(browser.get(address(room)))
    browser.post(address(room, "admit_person", ben.identity))
    ben.refresh_from_db()
    assert ben.state == ParticipantState.ADMITTED
    assert "Ben may come in." in text_of(browser.get(address(room)))


def test_host_turns_away_who_waits_and_may_think_again() -> None:
    room = room_of(host := ada(), access=Access.LINK)
    ben = wait(waiting_guest_in(room, name="Ben"))
    browser = browser_of(host)
    browser.post(address(room, "deny_person", ben.identity))
    page = browser.get(address(room))
    assert "Turned away" in text_of(page)
    assert address(room, "admit_person", ben.identity) in page.text


def test_who_left_the_door_is_not_called_waiting() -> None:
    room = room_of(host := ada(), access=Access.LINK)
    ben = wait(waiting_guest_in(room, name="Ben"))
    room.people.filter(pk=ben.pk).update(seen_at=timezone.now() - timedelta(minutes=5))
    words = text_of(browser_of(host).get(address(room)))
    assert "is waiting" not in words
    assert "Was at the door and left" in words


def test_person_of_another_room_is_nobody_here() -> None:
    room, other = room_of(host := ada()), room_of(person("Dev"))
    ben = guest_in(other)
    assert browser_of(host).post(address(room, "admit_person", ben.identity)).status_code == 404


def test_switches_say_who_may_do_what() -> None:
    room = room_of(host := ada())
    browser = browser_of(host)
    page = browser.get(address(room))
    assert 'name="candidate_microphone"' in page.text
    assert "host_microphone" not in page.text
    browser.post(address(room, "rights"), {"candidate_microphone": "on", "observer_data": "on"})
    room.refresh_from_db()
    assert room.rights_of(Role.CANDIDATE).as_json() == {
        "microphone": True,
        "camera": False,
        "screen": False,
        "data": False,
    }
    assert not room.rights_of(Role.INTERVIEWER).microphone
    assert room.rights_of(Role.HOST).microphone


def test_switch_that_saves_itself_gets_no_page_and_leaves_no_message() -> None:
    room = room_of(host := ada())
    browser = browser_of(host)
    answer = browser.post(address(room, "rights"), {"candidate_data": "on"}, headers={"accept": "application/json"})
    assert answer.status_code == 204
    assert "Saved" not in text_of(browser.get(address(room)))


def test_details_change_and_a_start_that_has_passed_may_stay() -> None:
    room = room_of(host := ada())
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=30)
    Room.objects.filter(pk=room.pk).update(starts_at=began, length=50)
    answers = {"title": "New title", "starts_at": f"{began:%Y-%m-%dT%H:%M}", "length": "50", "access": "members"}
    browser_of(host).post(address(room, "details"), answers)
    room.refresh_from_db()
    assert (room.title, room.starts_at, room.length, room.access) == ("New title", began, 50, Access.MEMBERS)


def test_wrong_details_change_nothing_and_are_explained() -> None:
    room = room_of(host := ada())
    page = browser_of(host).post(address(room, "details"), {"title": "", "access": "link"})
    assert page.status_code == 422
    assert "This field is required" in text_of(page)
    room.refresh_from_db()
    assert room.title == "Interview with Ben"


def test_ended_room_offers_nothing_that_no_longer_works() -> None:
    room = room_of(host := ada())
    guest_in(room)
    end_room(room, by=host)
    page = browser_of(host).get(address(room))
    assert "This room ended" in text_of(page)
    assert "Ben" in text_of(page)
    assert "<form class" not in page.text
    assert "Open room" not in text_of(page)


def test_old_tab_cannot_change_an_ended_room() -> None:
    room = room_of(host := ada())
    end_room(room, by=host)
    page = browser_of(host).post(address(room, "create_invite"), GUEST)
    assert page.status_code == 410
    assert "This room has ended" in text_of(page)


def test_prepare_asks_the_same_few_questions_for_many_people(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    room = room_of(host := ada(), access=Access.LINK)
    for number in range(12):
        guest_in(room, name=f"Guest {number}")
        wait(waiting_guest_in(room, name=f"Waiting {number}"))
        revoke_invite(create_invite(room, by=host, name=f"Old {number}"), by=host)
        create_invite(room, by=host, name=f"New {number}")
    browser = browser_of(host)
    with django_assert_max_num_queries(6):  # session, person, room, links, people, the queue
        browser.get(address(room))
