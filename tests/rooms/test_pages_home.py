"""Home, a new room, and the page for what is not there."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rooms.models import Access, LearntFrom, Room, Session
from rooms.services.rooms import create_room, end_room
from tests.cast import ada, browser_of, guest_in, person, room_of
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def test_stranger_reads_what_focal_is_and_finds_one_next_step(client: Client) -> None:
    page = client.get(reverse("home"))
    assert "A calm room for interviews" in text_of(page)
    assert reverse("account_signup") in page.text


def test_somebody_without_rooms_is_offered_the_first() -> None:
    assert "Make your first room" in text_of(browser_of(ada()).get(reverse("home")))


def test_home_shows_the_next_room_first_and_ended_ones_last() -> None:
    host = ada()
    create_room(host, title="Tomorrow's", starts_at=timezone.now() + timedelta(days=1))
    create_room(host, title="Soon", starts_at=timezone.now() + timedelta(minutes=20, seconds=20))
    end_room(create_room(host, title="Over"), by=host)
    words = text_of(browser_of(host).get(reverse("home")))
    assert "Next, in 20 minutes Soon" in words
    assert words.index("Soon") < words.index("Tomorrow's") < words.index("Over")


def test_room_that_should_have_begun_is_still_next_and_called_due() -> None:
    host = ada()
    create_room(host, title="Late", starts_at=timezone.now() - timedelta(minutes=20))
    assert "Due 20 minutes ago Late" in text_of(browser_of(host).get(reverse("home")))


def test_room_with_people_in_it_comes_before_one_that_starts_soon() -> None:
    host = ada()
    create_room(host, title="Soon", starts_at=timezone.now() + timedelta(minutes=20, seconds=20))
    room = create_room(host, title="Running")
    browser = browser_of(host)
    assert "Next, in 20 minutes Soon" in text_of(browser.get(reverse("home")))
    now, heard = timezone.now(), LearntFrom.WEBHOOK
    session = Session.objects.create(room=room, sid="RM_1", started_at=now, learnt_from=heard)
    session.stays.create(participant=room.people.get(), sid="PA_1", joined_at=now, learnt_from=heard)
    assert "People are in it now Running" in text_of(browser.get(reverse("home")))


def test_interviewer_sees_whose_room_it_is_and_no_way_to_prepare_it() -> None:
    room = room_of(ada())
    dev = person("Dev")
    room.people.create(user=dev, name="Dev", role="interviewer", state="admitted")
    page = browser_of(dev).get(reverse("home"))
    assert "Hosted by Ada" in text_of(page)
    assert reverse("rooms:prepare", args=[room.code]) not in page.text


def test_home_asks_the_same_few_questions_for_many_rooms(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    host = ada()
    for number in range(12):
        create_room(host, title=f"Room {number}", starts_at=timezone.now() + timedelta(hours=number))
    browser = browser_of(host)
    with django_assert_max_num_queries(4):  # session, person, rooms to come, rooms past
        browser.get(reverse("home"))


def test_new_room_starts_when_the_host_says_in_their_own_time_zone() -> None:
    host = ada()
    host.time_zone = "Asia/Tokyo"
    host.save()
    answers = {"title": "Interview with Ben", "starts_at": "2099-03-01T14:00", "length": "45", "access": Access.INVITED}
    page = browser_of(host).post(reverse("rooms:new"), answers)
    room = Room.objects.get()
    assert page["Location"] == reverse("rooms:prepare", args=[room.code])
    assert room.starts_at is not None
    assert room.starts_at.astimezone(ZoneInfo("Asia/Tokyo")).hour == 14
    assert (room.title, room.length, room.access) == ("Interview with Ben", 45, Access.INVITED)


def test_new_room_needs_nothing_but_a_title_and_an_access() -> None:
    browser_of(ada()).post(reverse("rooms:new"), {"title": "Quick talk", "access": Access.LINK})
    room = Room.objects.get()
    assert (room.starts_at, room.length) == (None, None)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 129}, "at most 128 characters"),
        ({"title": "a\u202eb"}, "changes the direction of text"),
        ({"title": "a\x07b"}, "cannot be shown"),
        ({"starts_at": "2020-01-01T10:00"}, "This time has passed"),
        ({"starts_at": "soon"}, "Enter a valid date/time"),
        ({"length": "7"}, "Select a valid choice"),
        ({"access": "everybody"}, "Select a valid choice"),
    ],
)
def test_wrong_answer_is_explained_beside_its_field(answer: dict[str, str], words: str) -> None:
    page = browser_of(ada()).post(reverse("rooms:new"), {"title": "Fine", "access": "link"} | answer)
    (name,) = answer
    assert words in text_of(page)
    assert f'id="id_{name}_error"' in page.text
    assert not Room.objects.exists()


def test_making_a_room_needs_an_account(client: Client) -> None:
    assert client.get(reverse("rooms:new"))["Location"].startswith(reverse("account_login"))


def test_wrong_and_forbidden_rooms_are_one_page_with_ways_on() -> None:
    cleo = browser_of(person("Cleo"))
    forbidden = room_of(ada())
    for name in ("rooms:prepare", "rooms:room"):
        pages = [cleo.get(reverse(name, args=[code])) for code in (forbidden.code, "x" * 22)]
        assert [page.status_code for page in pages] == [404, 404]
        assert text_of(pages[0]) == text_of(pages[1])
        assert reverse("rooms:open_invite") in pages[0].text


def test_404_offers_to_sign_in_and_come_back(client: Client) -> None:
    address = reverse("rooms:room", args=[room_of(ada()).code])
    assert f"{reverse('account_login')}?next={address}" in client.get(address).text


def test_titles_and_names_are_text_never_markup() -> None:
    room = room_of(host := ada(), title="<script>alert(1)</script>")
    guest_in(room, name="<img src=x onerror=alert(1)>")
    for address in (reverse("home"), reverse("rooms:prepare", args=[room.code])):
        page = browser_of(host).get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
