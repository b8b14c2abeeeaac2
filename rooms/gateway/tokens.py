"""The one mint. What a role may do is a table; everything not in it is never granted to anybody in a browser."""

import time
from typing import Any
from uuid import uuid4

import jwt
from django.conf import settings

from rooms.models import Participant, Rights

TOKEN_SECONDS = 600
SOURCES = {"microphone": ("microphone",), "camera": ("camera",), "screen": ("screen_share", "screen_share_audio")}


def grants_for(rights: Rights) -> dict[str, Any]:
    """Everything is said, since LiveKit reads an absent canPublish as yes."""
    sources = [source for right, names in SOURCES.items() if getattr(rights, right) for source in names]
    return {
        "canSubscribe": True,
        "canPublish": bool(sources),
        "canPublishSources": sources,
        "canPublishData": rights.data,
    }


def mint_token(participant: Participant, *, livekit_name: str) -> str:
    return sign(
        identity=participant.identity,
        name=participant.name,
        attributes={"role": participant.role},
        video={"roomJoin": True, "room": livekit_name, **grants_for(participant.rights)},
    )


def mint_check_token(livekit_name: str) -> str:
    """For the connection check: alone in a room of its own."""
    watches = Rights(microphone=False, camera=False, screen=False, data=True)
    return sign(
        identity=f"check_{uuid4().hex}",
        name="",
        attributes={},
        video={"roomJoin": True, "room": livekit_name, **grants_for(watches)},
    )


def sign(*, identity: str, name: str, attributes: dict[str, str], video: dict[str, Any]) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.LIVEKIT_API_KEY,
        "sub": identity,
        "jti": uuid4().hex,
        "nbf": now - 5,
        "exp": now + TOKEN_SECONDS,
        "video": video,
    }
    if name:
        claims["name"] = name
    if attributes:
        claims["attributes"] = attributes
    return jwt.encode(claims, settings.LIVEKIT_API_SECRET, algorithm="HS256")
