"""The invitation page: looking is free, Join uses the link up, and a link that opens nothing says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rooms.errors import InviteRoomEndedError
from rooms.models import Invite, Participant, Room
from rooms.services import moderation
from rooms.services.invites import accept_invite, create_invite, find_invite, revoke_invite
from rooms.services.rooms import end_room
from tests.cast import ada, browser_of, person, room_of
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def page_of(invite: Invite) -> str:
    return reverse("rooms:invite", args=[invite.link])


def door_of(room: Room) -> str:
    return reverse("rooms:room", args=[room.code])


def guests(room: Room) -> list[str]:
    return [guest.name for guest in Participant.objects.filter(room=room, user=None)]


def test_looking_shows_what_it_is_and_uses_nothing_up(client: Client) -> None:
    invite = create_invite(room_of(host := ada()), by=host, name="Ben")
    for _ in range(3):
        words = text_of(client.get(page_of(invite)))
        assert "Ada invites Ben to Interview with Ben" in words
        assert "You come as candidate, named Ben" in words
        assert "Joining uses this link up" in words
    invite.refresh_from_db()
    assert invite.uses == 0
    assert guests(invite.room) == []


def test_join_uses_it_up_gives_a_seat_and_leads_to_the_door(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    answer = client.post(page_of(invite))
    assert answer["Location"] == door_of(room)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert guests(room) == ["Ben"]
    assert client.get(door_of(room)).status_code == 200
    invite.refresh_from_db()
    assert invite.uses == 1


def test_second_browser_finds_a_single_link_used(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    client.post(page_of(invite))
    stranger = Client()
    for page in (stranger.get(page_of(invite)), stranger.post(page_of(invite))):
        assert page.status_code == 410
        assert "This invitation has been used" in text_of(page)
    assert guests(room) == ["Ben"]


def test_guest_who_opens_their_link_again_goes_on_to_their_place(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    client.post(page_of(invite))
    assert client.get(page_of(invite))["Location"] == door_of(room)
    assert client.post(page_of(invite))["Location"] == door_of(room)
    assert guests(room) == ["Ben"]


def test_link_without_a_name_asks_guests_for_theirs(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, max_uses=2)
    refused = client.post(page_of(invite), {"name": "a\u202eb"})
    assert "changes the direction of text" in text_of(refused)
    client.post(page_of(invite), {"name": "Ben"})
    assert guests(room) == ["Ben"]


def test_signed_in_person_comes_under_their_own_name() -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, role="interviewer")
    dev = person("Dev")
    page = browser_of(dev).get(page_of(invite))
    assert "as Dev" in text_of(page)
    assert 'name="name"' not in page.text
    browser_of(dev).post(page_of(invite))
    assert Participant.objects.get(room=room, user=dev).name == "Dev"


def test_named_guest_cannot_choose_another_name(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    client.post(page_of(invite), {"name": "Ada"})
    assert guests(room) == ["Ben"]


@pytest.mark.parametrize(
    ("spoil", "heading"),
    [
        ("expire", "This invitation has expired"),
        ("revoke", "This invitation was withdrawn"),
        ("end", "This room has ended"),
        ("remove", "This invitation was withdrawn"),
    ],
)
def test_link_that_opens_nothing_says_why_and_what_to_do(spoil: str, heading: str, client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    match spoil:
        case "expire":
            Invite.objects.filter(pk=invite.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        case "revoke":
            revoke_invite(Invite.objects.get(pk=invite.pk), by=host)
        case "end":
            end_room(room, by=host)
        case "remove":
            Client().post(page_of(invite))
            moderation.remove(Participant.objects.get(user=None), by=host)
    before = guests(room)
    for page in (client.get(page_of(invite)), client.post(page_of(invite))):
        assert page.status_code == 410
        assert heading in text_of(page)
        assert room.title not in text_of(page)
    assert guests(room) == before


@pytest.mark.parametrize("link", ["abc", "x" * 43, "ü", "a" * 400])
def test_wrong_link_asks_for_the_whole_one(link: str, client: Client) -> None:
    page = client.get(reverse("rooms:invite", args=[link]))
    assert page.status_code == 404
    assert "Part of the link may be missing" in text_of(page)


def test_page_is_kept_by_no_cache_and_its_address_given_to_nobody(client: Client) -> None:
    page = client.get(page_of(create_invite(room_of(host := ada()), by=host, name="Ben")))
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page.text


def test_pasted_links_are_opened(client: Client) -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    opened = reverse("rooms:open_invite")
    for pasted in (f"http://testserver{page_of(invite)}", f"  <{page_of(invite)}> ", page_of(invite) + "?utm=x"):
        assert client.get(opened, {"link": pasted})["Location"] == page_of(invite)
    assert client.get(opened, {"link": f"https://focal.example{door_of(room)}"})["Location"] == door_of(room)
    for nonsense in ("", "https://evil.example/", "//evil.example/invite"):
        assert client.get(opened, {"link": nonsense}).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("max_uses", [1, 3])
def test_pressing_join_several_times_at_once_is_pressing_it_once(max_uses: int) -> None:
    """On PostgreSQL, two requests look at the same moment; on SQLite the second waits."""
    invite = create_invite(room_of(host := ada()), by=host, name="Ben", max_uses=max_uses)
    ben = person("Ben")

    def press(_: int) -> int:
        try:
            return browser_of(ben).post(f"/invite/{invite.link}/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as at_once:
        assert set(at_once.map(press, range(6))) == {302}
    invite.refresh_from_db()
    assert invite.uses == 1


def test_a_link_that_was_looked_up_before_the_room_ended_opens_nothing() -> None:
    invite = create_invite(room_of(host := ada()), by=host, name="Ben")
    found = find_invite(invite.link)
    end_room(invite.room, by=host)
    with pytest.raises(InviteRoomEndedError):
        accept_invite(found, name="Ben")
