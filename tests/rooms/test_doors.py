"""Who may stand before a room, and what everybody else is told: nothing."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rooms.gateway import crossing
from rooms.models import Access, Participant, ParticipantState, Role, Room
from rooms.services import joining, moderation
from rooms.services.rooms import end_room
from tests.cast import ada, browser_of, guest_in, person, room_of

pytestmark = pytest.mark.django_db
NOWHERE = "A" * 22


@pytest.fixture
def no_livekit(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody listens, and a gateway that has not been disappointed yet."""
    monkeypatch.setattr(settings, "LIVEKIT_URL", "ws://127.0.0.1:1")
    monkeypatch.setattr(crossing, "_crossing", None)


def post(
    client: Client, room: Room, door: str, body: Any = None
) -> Any:  # Any: the test client's answer has json(), which its type does not know
    return client.post(f"/api/v1/rooms/{room.code}/{door}", json.dumps(body or {}), content_type="application/json")


@pytest.mark.parametrize("door", ["/r/{}/", "/rooms/{}/", "/api/v1/rooms/{}/seat"])
def test_a_wrong_code_and_a_forbidden_one_answer_alike(door: str) -> None:
    room = room_of(ada(), access=Access.INVITED)
    for cleo in (browser_of(person("Cleo")), *([browser_of()] if "rooms/" not in door[:7] else [])):
        wrong, forbidden = cleo.get(door.format(NOWHERE)), cleo.get(door.format(room.code))
        assert wrong.status_code == forbidden.status_code == 404
        assert scrubbed(wrong, NOWHERE) == scrubbed(forbidden, room.code)


@pytest.mark.parametrize(
    "door", ["/r/a%00b/", "/rooms/a%00b/", "/api/v1/rooms/a%00b/seat", "/rooms/{}/people/a%00/admit/"]
)
def test_a_zero_byte_in_an_address_is_a_wrong_code_like_any_other(door: str) -> None:
    """SQLite would find nothing; PostgreSQL refuses the query. So it must not get as far as a database."""
    browser, address = browser_of(host := ada()), door.format(room_of(host).code)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(address) if address.endswith("admit/") else browser.get(address)
    assert answer.status_code == 404
    assert not [query for query in asked if "rooms_" in query["sql"]]


def scrubbed(response: Any, code: str) -> str:
    """Without what the asker brought (the code) and the token that differs every time."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", response.content.decode().replace(code, "code"))


def test_a_removed_guest_is_told_so_and_gets_no_token() -> None:
    ben = guest_in(room := room_of(host := ada()))
    moderation.remove(ben, by=host)
    browser = browser_of(ben)
    assert browser.get(f"/api/v1/rooms/{room.code}/seat").json()["state"] == "removed"
    for door in ("join", "check"):
        refused = post(browser, room, door)
        assert (refused.status_code, refused.json()["error"]) == (403, "removed")


def test_an_ended_room_stays_ended() -> None:
    ben = guest_in(room := room_of(host := ada()))
    end_room(room, by=host)
    for who in (host, ben):
        refused = post(browser_of(who), room, "join")
        assert (refused.status_code, refused.json()["error"]) == (410, "room_ended")
    room.refresh_from_db()
    assert room.state == "ended"


def test_somebody_with_the_link_waits_without_a_token_until_let_in() -> None:
    room = room_of(host := ada(), access=Access.LINK)
    cleo = browser_of()
    waiting = post(cleo, room, "join", {"name": "Cleo"})
    assert (waiting.status_code, waiting.json()) == (202, {"state": "waiting", "position": 1, "name": "Cleo"})
    second = browser_of()
    assert post(second, room, "join", {"name": "Dora"}).json()["position"] == 2
    seen = browser_of(host).get(f"/api/v1/rooms/{room.code}/people").json()["waiting"]
    assert [one["name"] for one in seen] == ["Cleo", "Dora"]
    answer = post(browser_of(host), room, f"people/{seen[0]['identity']}/admit")
    assert answer.json()["state"] == "admitted"
    assert cleo.get(f"/api/v1/rooms/{room.code}/seat").json()["state"] == "admitted"
    assert second.get(f"/api/v1/rooms/{room.code}/seat").json()["position"] == 1


def test_somebody_waiting_sees_nobody_who_is_inside() -> None:
    room = room_of(ada(), access=Access.LINK)
    cleo = browser_of()
    post(cleo, room, "join", {"name": "Cleo"})
    assert cleo.get(f"/api/v1/rooms/{room.code}/seat").json()["present"] == []
    assert cleo.get(f"/api/v1/rooms/{room.code}/people").status_code == 404


def test_members_may_come_and_guests_find_nothing() -> None:
    room = room_of(ada(), access=Access.MEMBERS)
    assert browser_of().get(f"/r/{room.code}/").status_code == 404
    assert browser_of(person("Cleo")).get(f"/r/{room.code}/").status_code == 200


def test_a_candidate_does_not_learn_who_else_was_invited_or_removed() -> None:
    ben = guest_in(room := room_of(host := ada()))
    moderation.remove(guest_in(room, name="Cleo"), by=host)
    assert browser_of(ben).get(f"/api/v1/rooms/{room.code}/people").json() == {"people": [], "waiting": []}
    dev = guest_in(room, name="Dev", role=Role.INTERVIEWER)
    seen = browser_of(dev).get(f"/api/v1/rooms/{room.code}/people").json()["people"]
    assert [person["name"] for person in seen] == ["Ada", "Ben", "Cleo", "Dev"]


def test_a_page_that_goes_away_leaves_the_queue_by_a_plain_form() -> None:
    """As `navigator.sendBeacon` sends it: no header, the CSRF token in the body."""
    room = room_of(ada(), access=Access.LINK)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"/r/{room.code}/").content.decode()
    token = re.findall(r'name="csrf-token" content="(\w+)"', page)[0]
    door = f"/api/v1/rooms/{room.code}"
    browser.post(f"{door}/join", '{"name": "Ben"}', content_type="application/json", headers={"X-CSRFToken": token})
    assert Participant.objects.get(room=room, name="Ben").state == ParticipantState.WAITING
    farewell = f"csrfmiddlewaretoken={token}"
    answer = browser.post(f"{door}/leave", farewell, content_type="application/x-www-form-urlencoded;charset=UTF-8")
    assert answer.status_code == 204
    assert Participant.objects.get(room=room, name="Ben").state == ParticipantState.INVITED


def test_a_full_lobby_keeps_no_row_of_those_it_turns_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "LOBBY_SEATS", 1)
    room = room_of(ada(), access=Access.LINK)
    assert post(browser_of(), room, "join", {"name": "Ben"}).status_code == 202
    refused = post(browser_of(), room, "join", {"name": "Cleo"})
    assert (refused.status_code, refused.json()["error"]) == (429, "lobby_full")
    assert not Participant.objects.filter(room=room, name="Cleo").exists()


def test_somebody_who_was_removed_changes_no_name_in_the_host_s_list() -> None:
    ben = guest_in(room := room_of(host := ada()))
    moderation.remove(ben, by=host)
    assert post(browser_of(ben), room, "join", {"name": "Not Ben"}).status_code == 403
    ben.refresh_from_db()
    assert ben.name == "Ben"


@pytest.mark.parametrize("deed", ["admit", "deny", "remove"])
def test_only_the_host_moves_people(deed: str) -> None:
    ben = guest_in(room := room_of(ada()))
    dev = guest_in(room, name="Dev", role=Role.INTERVIEWER)
    assert post(browser_of(dev), room, f"people/{ben.identity}/{deed}").status_code == 403
    assert post(browser_of(person("Cleo")), room, f"people/{ben.identity}/{deed}").status_code == 404
    assert post(browser_of(), room, f"people/{ben.identity}/{deed}").status_code == 404
    ben.refresh_from_db()
    assert ben.state == ParticipantState.ADMITTED


def test_only_the_host_ends_a_room() -> None:
    ben = guest_in(room := room_of(ada()))
    assert post(browser_of(ben), room, "end").status_code == 403
    room.refresh_from_db()
    assert not room.is_ended


def test_the_host_cannot_be_removed() -> None:
    room = room_of(host := ada())
    place = Participant.objects.get(room=room, user=host)
    assert post(browser_of(host), room, f"people/{place.identity}/remove").status_code == 403


def test_json_doors_want_the_csrf_token_from_guests_and_members_alike() -> None:
    ben = guest_in(room := room_of(host := ada()))
    for who in (ben, host):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = browser_of(who).cookies
        assert post(strict, room, "join").status_code == 403


def test_a_seat_cookie_of_another_room_or_person_opens_nothing() -> None:
    ben = guest_in(room_of(ada()))
    other = room_of(ada())
    browser = browser_of(ben)
    browser.cookies[f"seat_{other.code}"] = browser.cookies[f"seat_{ben.room.code}"].value
    assert browser.get(f"/api/v1/rooms/{other.code}/seat").status_code == 404
    browser.cookies[f"seat_{ben.room.code}"] = ben.identity + ":forged"
    assert browser.get(f"/api/v1/rooms/{ben.room.code}/seat").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"name": "x" * 129}, 400, "invalid_name"),
        ({"name": "\u202eevil"}, 400, "invalid_name"),
        ({"name": "a\x00b"}, 400, "invalid_name"),
        ({"name": ""}, 400, "invalid_name"),
        ({"name": ["a"]}, 400, "invalid"),
        (["Cleo"], 400, "invalid"),
        ("[", 400, "parse_error"),
    ],
)
def test_unfit_names_get_a_clear_error_and_make_nobody(body: Any, status: int, error: str) -> None:
    room = room_of(ada(), access=Access.LINK)
    text = body if isinstance(body, str) else json.dumps(body)
    answer = browser_of().post(f"/api/v1/rooms/{room.code}/join", text, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert Participant.objects.filter(room=room).count() == 1


def test_a_browser_chooses_nothing_but_its_name() -> None:
    room = room_of(ada(), access=Access.LINK)
    wish = {"name": "Cleo", "role": "host", "identity": "p_x", "state": "admitted", "rights": {"data": True}}
    post(browser_of(), room, "join", wish)
    cleo = Participant.objects.get(room=room, name="Cleo")
    assert (cleo.role, cleo.state) == (Role.CANDIDATE, ParticipantState.WAITING)
    assert cleo.identity != "p_x"


def test_bodies_over_the_limit_are_refused_in_the_door_s_own_words() -> None:
    room = room_of(ada(), access=Access.LINK)
    answer = post(browser_of(), room, "join", {"name": "x" * settings.MAX_PLAIN_BODY_BYTES})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_livekit_that_is_down_is_said_and_nothing_is_half_written(no_livekit: None) -> None:
    ben = guest_in(room := room_of(ada()))
    answer = post(browser_of(ben), room, "join", {"name": "Benjamin"})
    assert (answer.status_code, answer.json()["error"]) == (503, "livekit_unavailable")
    assert answer["Retry-After"]
    ben.refresh_from_db()
    assert (ben.name, ben.minted_at) == ("Ben", None)


def test_a_member_who_found_livekit_down_has_no_place_yet(no_livekit: None) -> None:
    room = room_of(ada(), access=Access.MEMBERS)
    cleo = person("Cleo")
    assert post(browser_of(cleo), room, "join").status_code == 503
    assert not Participant.objects.filter(room=room, user=cleo).exists()


def test_strangers_who_arrive_too_often_are_told_when_to_come_back() -> None:
    room = room_of(ada(), access=Access.LINK)
    answers = [post(browser_of(), room, "join", {"name": "Cleo"}) for _ in range(61)]
    assert {answer.status_code for answer in answers[:50]} == {202}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
