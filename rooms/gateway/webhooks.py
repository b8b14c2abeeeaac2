"""Reading what LiveKit tells us: is it from our LiveKit, and which part of it do we use?"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings

LEEWAY_SECONDS = 60
ROOM_FIELDS = ("sid", "name", "creationTime", "creationTimeMs")
PERSON_FIELDS = ("sid", "identity", "joinedAt", "joinedAtMs", "disconnectReason")


class ForgedWebhookError(Exception):
    """Not signed by our LiveKit for this very body, or not now."""


class UnreadableWebhookError(Exception):
    """Signed, but not an event we can read."""


@dataclass(frozen=True)
class Told:
    id: str
    event: str
    livekit_name: str
    payload: dict[str, Any]


def read_webhook(body: bytes, authorization: str) -> Told:
    verify(body, authorization)
    try:
        told = json.loads(body)
        return Told(
            id=text(told["id"], 64),
            event=text(told["event"], 64),
            livekit_name=text(told.get("room", {}).get("name", ""), 256),
            payload=reduced(told),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableWebhookError(type(error).__name__) from error


def verify(body: bytes, authorization: str) -> None:
    """A bare JWT by HS256 with our key as issuer and the body's hash inside."""
    try:
        claims = jwt.decode(
            authorization,
            settings.LIVEKIT_API_SECRET,
            algorithms=["HS256"],
            issuer=settings.LIVEKIT_API_KEY,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss"]},
        )
        claimed = base64.b64decode(claims["sha256"], validate=True)
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ForgedWebhookError(type(error).__name__) from error
    if not hmac.compare_digest(claimed, hashlib.sha256(body).digest()):
        raise ForgedWebhookError("body")


def reduced(told: dict[str, Any]) -> dict[str, Any]:
    """LiveKit puts a TURN password and everybody's metadata in; we keep ids and times."""
    kept: dict[str, Any] = {"createdAt": told.get("createdAt")}
    for part, fields in (("room", ROOM_FIELDS), ("participant", PERSON_FIELDS)):
        if part in told:
            kept[part] = {field: text(told[part][field], 256) for field in fields if field in told[part]}
    return kept


def text(value: Any, longest: int) -> str:
    if not isinstance(value, str | int) or len(str(value)) > longest:
        raise ValueError
    return str(value)
