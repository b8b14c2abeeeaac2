"""The table from role to grants, as a browser holds it: what is not in it is granted to nobody."""

import time
from typing import Any

import jwt
import pytest
from django.conf import settings

from rooms.gateway.tokens import mint_check_token, mint_token
from rooms.models import Participant, Right, Role
from rooms.services.rooms import change_rights
from tests.cast import ada, guest_in, room_of

NEVER = {
    "roomAdmin", "roomCreate", "roomList", "roomRecord", "ingressAdmin", "hidden", "recorder", "agent",
    "canUpdateOwnMetadata", "canSubscribeMetrics", "canManageAgentSession", "destinationRoom",
}  # fmt: skip
NEVER_BESIDE = {"kind", "sip", "inference", "observability", "roomConfig", "roomPreset", "metadata"}
EVERY_SOURCE = ["microphone", "camera", "screen_share", "screen_share_audio"]


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, settings.LIVEKIT_API_SECRET, algorithms=["HS256"])
    return claims


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sources"),
    [(Role.INTERVIEWER, EVERY_SOURCE), (Role.CANDIDATE, EVERY_SOURCE), (Role.OBSERVER, [])],
)
def test_a_role_gets_its_row_of_the_table_and_nothing_else(role: Role, sources: list[str]) -> None:
    guest = guest_in(room := room_of(ada()), role=role)
    claims = claims_of(mint_token(guest, livekit_name=room.livekit_name))
    assert claims["video"] == {
        "room": room.code,
        "roomJoin": True,
        "canSubscribe": True,
        "canPublish": bool(sources),
        "canPublishSources": sources,
        "canPublishData": True,
    }
    assert claims["sub"] == guest.identity
    assert claims["attributes"] == {"role": role}


@pytest.mark.django_db
def test_host_and_connection_check_hold_no_power_over_livekit() -> None:
    host = Participant.objects.get(room=(room := room_of(ada())))
    for token in (mint_token(host, livekit_name=room.livekit_name), mint_check_token("check.x")):
        claims = claims_of(token)
        assert not NEVER & set(claims["video"])
        assert not NEVER_BESIDE & set(claims)


@pytest.mark.django_db
def test_a_token_lives_ten_minutes() -> None:
    claims = claims_of(mint_token(guest_in(room := room_of(ada())), livekit_name=room.livekit_name))
    assert 595 <= claims["exp"] - time.time() <= 601


@pytest.mark.django_db
def test_a_room_changes_the_rights_of_a_role_but_never_the_hosts() -> None:
    room = room_of(host := ada())
    mute: dict[Right, bool] = {"microphone": False, "camera": True, "screen": False, "data": False}
    change_rights(room, by=host, rights={Role.CANDIDATE: mute, Role.HOST: mute})
    guest = guest_in(room)
    video = claims_of(mint_token(guest, livekit_name=room.livekit_name))["video"]
    assert (video["canPublishSources"], video["canPublishData"]) == (["camera"], False)
    row = Participant.objects.get(room=room, role=Role.HOST)
    assert claims_of(mint_token(row, livekit_name=room.livekit_name))["video"]["canPublishSources"] == EVERY_SOURCE
