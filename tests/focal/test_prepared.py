"""A prepared query finds what the queryset it was made from would find."""

import pytest

from focal.prepared import PreparedOne
from rooms.models import Participant, Room
from tests.cast import ada, guest_in, room_of

pytestmark = pytest.mark.django_db


def test_it_finds_the_object_with_its_relations_and_types() -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    find = PreparedOne(
        lambda code, identity: Participant.objects.select_related("room__host", "invite").filter(
            room__code=code, identity=identity
        ),
        code="a code",
        identity="an identity",
    )
    for _ in range(2):
        found = find(code=room.code, identity=ben.identity)
        assert found == ben
        assert found is not None
        assert (found.created_at, found.room.rights, found.room.host.email) == (ben.created_at, {}, host.email)
        assert found.invite == ben.invite
    assert find(code=room.code, identity="p_nobody") is None


def test_a_relation_that_is_not_there_is_none() -> None:
    room = room_of(host := ada())
    find = PreparedOne(lambda pk: Participant.objects.select_related("invite").filter(pk=pk), pk=7)
    place = Participant.objects.get(room=room, user=host)
    found = find(pk=place.pk)
    assert found is not None
    assert found.invite is None


def test_an_example_that_is_not_in_the_query_is_a_mistake_said_at_once() -> None:
    find = PreparedOne(lambda code, title: Room.objects.filter(code=code), code="a", title="b")
    with pytest.raises(AssertionError, match="not found in the SQL"):
        find(code="x", title="y")
