"""The keeper puts LiveKit in line with our rows."""

import pytest

from rooms.gateway.crossing import ask_livekit
from rooms.gateway.shapes import RoomSettings
from rooms.models import Participant, ParticipantState, Role, Room
from rooms.services.rooms import change_rights, end_room
from tests.cast import ada, guest_in, room_of
from tests.house import House, until
from tests.site import Site, in_state, wait_for_people

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
WITHIN = 6  # it looks every 2 s; the machine may be busy


def names() -> set[str]:
    return {room.name for room in ask_livekit(lambda livekit: livekit.rooms())}


def make_again(room: Room) -> None:
    ask_livekit(lambda livekit: livekit.ensure_room(RoomSettings.of(room), again=True))


def test_an_ended_room_that_livekit_still_has_is_taken_out(house: House) -> None:
    room = room_of(host := ada())
    end_room(room, by=host)
    make_again(room)
    until(lambda: room.livekit_name not in names(), within=WITHIN, what="the ended room gone")


@pytest.mark.browser
def test_somebody_removed_while_livekit_was_not_listening_is_sent_out(site: Site) -> None:
    ben = guest_in(room := room_of(ada()))
    his = site.enter(ben, room)
    wait_for_people(room, "Ben")
    Participant.objects.filter(pk=ben.pk).update(state=ParticipantState.REMOVED)
    in_state(his, "removed", within=WITHIN)
    wait_for_people(room)


@pytest.mark.browser
def test_changed_rights_reach_people_in_the_call(site: Site) -> None:
    ben = guest_in(room := room_of(host := ada()))
    his = site.enter(ben, room)
    wait_for_people(room, "Ben")
    silent = {"microphone": False, "camera": True, "screen": False, "data": True}
    change_rights(room, by=host, rights={Role.CANDIDATE: silent})  # type: ignore[dict-item]

    def is_silent() -> bool:
        (person,) = ask_livekit(lambda livekit: livekit.people(room.livekit_name))
        return person.rights == room.rights_of(Role.CANDIDATE)

    until(is_silent, within=WITHIN, what="his rights in LiveKit")
    in_state(his, "connected")
