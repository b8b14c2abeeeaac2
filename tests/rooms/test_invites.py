"""An invitation opens one door, as often as it says, until it is withdrawn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from rooms.errors import InviteError, InviteExpiredError, InviteRevokedError, InviteRoomEndedError, InviteUsedUpError
from rooms.models import Invite, Participant, ParticipantState, Role
from rooms.services import moderation
from rooms.services.invites import accept_invite, create_invite, find_invite, revoke_invite
from rooms.services.rooms import end_room
from tests.cast import ada, browser_of, person, room_of, waiting_guest_in

pytestmark = pytest.mark.django_db


def test_link_can_be_shown_again_and_nothing_secret_is_stored() -> None:
    invite = create_invite(room_of(ada()), by=ada(), name="Ben")
    again = Invite.objects.get(pk=invite.pk)
    assert again.link == invite.link
    stored = " ".join(str(value) for value in Invite.objects.filter(pk=invite.pk).values_list()[0])
    assert invite.link not in stored


@pytest.mark.parametrize(
    "forge",
    [
        lambda link: link[:-1] + ("B" if link[-1] == "A" else "A"),
        lambda link: link[:10],
        lambda link: "x" * 43,
        lambda link: link + "=",
        lambda link: "ü" * 43,
    ],
)
def test_forged_links_are_no_links(forge: Callable[[str], str]) -> None:
    invite = create_invite(room_of(ada()), by=ada(), name="Ben")
    with pytest.raises(InviteError) as refused:
        find_invite(forge(invite.link))
    assert refused.value.code == "not_found"


def test_link_of_another_copy_of_focal_is_no_link() -> None:
    invite = create_invite(room_of(ada()), by=ada(), name="Ben")
    with override_settings(SECRET_KEY="another" * 10):
        foreign = invite.link
    with pytest.raises(InviteError):
        find_invite(foreign)


def test_expired_revoked_used_up_and_ended_are_told_apart() -> None:
    room = room_of(host := ada())
    expired = create_invite(room, by=host, name="Ben", expires_at=timezone.now() - timedelta(seconds=1))
    revoked = create_invite(room, by=host, name="Ben")
    old_link = revoked.link
    revoke_invite(revoked, by=host)
    used_up = create_invite(room, by=host, name="Ben")
    accept_invite(used_up, name="Ben")
    for link, error in [
        (expired.link, InviteExpiredError),
        (old_link, InviteRevokedError),
        (used_up.link, InviteUsedUpError),
    ]:
        with pytest.raises(error):
            find_invite(link)
    fresh = create_invite(room, by=host, name="Ben")
    end_room(room, by=host)
    with pytest.raises(InviteRoomEndedError):
        find_invite(fresh.link)


def test_named_single_link_admits_and_link_for_several_leads_to_the_lobby() -> None:
    room = room_of(host := ada())
    assert accept_invite(create_invite(room, by=host, name="Ben")).state == ParticipantState.ADMITTED
    several = create_invite(room, by=host, role=Role.OBSERVER, max_uses=3)
    assert accept_invite(several, name="Cleo").state == ParticipantState.INVITED


def test_looking_at_a_link_uses_nothing_up_and_join_does() -> None:
    invite = create_invite(room_of(host := ada()), by=host, name="Ben")
    ben = browser_of()
    for _ in range(3):
        assert ben.get(f"/invite/{invite.link}/").status_code == 200
    invite.refresh_from_db()
    assert invite.uses == 0
    answer = ben.post(f"/invite/{invite.link}/", {"name": "Ben"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/r/{invite.room.code}/"
    invite.refresh_from_db()
    assert invite.uses == 1
    assert browser_of().get(f"/invite/{invite.link}/").status_code == 410


def test_host_who_tries_their_own_link_uses_nothing_up() -> None:
    invite = create_invite(room := room_of(host := ada()), by=host, name="Ben")
    assert accept_invite(invite, user=host).role == Role.HOST
    invite.refresh_from_db()
    assert (invite.uses, Participant.objects.filter(room=room).count()) == (0, 1)


@pytest.mark.parametrize("state", [ParticipantState.WAITING, ParticipantState.DENIED])
def test_a_personal_link_lets_in_somebody_who_stands_outside(state: ParticipantState) -> None:
    room = room_of(host := ada())
    cleo = waiting_guest_in(room, name="Cleo")
    Participant.objects.filter(pk=cleo.pk).update(state=state)
    invite = create_invite(room, by=host, name="Cleo", role=Role.INTERVIEWER)
    browser_of(cleo).post(f"/invite/{invite.link}/")
    cleo.refresh_from_db()
    assert (cleo.state, cleo.role) == (ParticipantState.ADMITTED, Role.INTERVIEWER)
    assert Participant.objects.filter(room=room).count() == 2


def test_a_personal_link_brings_nobody_back_who_was_removed() -> None:
    room = room_of(host := ada())
    cleo = waiting_guest_in(room, name="Cleo")
    moderation.remove(cleo, by=host)
    invite = create_invite(room, by=host, name="Cleo")
    browser_of(cleo).post(f"/invite/{invite.link}/")
    cleo.refresh_from_db()
    assert cleo.state == ParticipantState.REMOVED


def test_removing_a_guest_burns_their_link() -> None:
    invite = create_invite(room_of(host := ada()), by=host, name="Ben")
    link = invite.link
    ben = accept_invite(invite, name="Ben")
    moderation.remove(ben, by=host)
    with pytest.raises(InviteRevokedError):
        find_invite(link)


def test_stranger_cannot_make_or_revoke_invites() -> None:
    room = room_of(host := ada())
    invite = create_invite(room, by=host, name="Ben")
    cleo = browser_of(person("Cleo"))
    assert cleo.post(f"/rooms/{room.code}/invites/", {"role": "candidate", "max_uses": 1}).status_code == 404
    assert cleo.post(f"/rooms/{room.code}/invites/{invite.pk}/revoke/").status_code == 404
    invite.refresh_from_db()
    assert invite.revoked_at is None
    assert Invite.objects.count() == 1
