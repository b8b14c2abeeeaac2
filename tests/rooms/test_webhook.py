"""The webhook door: stores what is LiveKit's word, once, and nothing that is not."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.http.response import HttpResponseBase

from rooms.models import WebhookEvent
from tests.cast import browser_of

pytestmark = pytest.mark.django_db

BODY = {
    "event": "participant_joined",
    "id": "EV_1",
    "createdAt": "1795219402",
    "room": {"sid": "RM_1", "name": "code", "turnPassword": "secret-turn", "metadata": "{}"},
    "participant": {"sid": "PA_1", "identity": "p_1", "name": "Ben", "joinedAt": "1795219402", "metadata": "m"},
}


def signature(body: bytes, *, secret: str | None = None, algorithm: str = "HS256", **changed: Any) -> str:
    now = int(time.time())
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": settings.LIVEKIT_API_KEY, "nbf": now, "exp": now + 300, "sha256": digest} | changed
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret if secret is not None else settings.LIVEKIT_API_SECRET, algorithm=algorithm)


def send(body: bytes, authorization: str | None = None) -> HttpResponseBase:
    return browser_of().post(
        "/livekit/webhook",
        body,
        content_type="application/webhook+json",
        headers={"Authorization": signature(body) if authorization is None else authorization},
    )


def test_a_signed_event_is_stored_without_what_we_do_not_use() -> None:
    assert send(json.dumps(BODY).encode()).status_code == 200
    stored = WebhookEvent.objects.get(id="EV_1")
    assert "secret-turn" not in json.dumps(stored.payload)
    assert stored.payload["participant"] == {"sid": "PA_1", "identity": "p_1", "joinedAt": "1795219402"}
    assert stored.applied_at is None


def test_the_same_event_twice_is_one_row_and_200() -> None:
    body = json.dumps(BODY).encode()
    assert [send(body).status_code, send(body).status_code] == [200, 200]
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: "",
        lambda body: "Bearer " + signature(body),
        lambda body: "not.a.jwt",
        lambda body: "eyJ" + "[" * 5000,
        lambda body: signature(body, secret="another-secret-of-thirty-two-bytes-at-least"),
        lambda body: signature(body, secret="", algorithm="none"),
        lambda body: signature(b"another body"),
        lambda body: signature(body, iss="somebody-else"),
        lambda body: signature(body, exp=int(time.time()) - 120),
        lambda body: signature(body, exp=None),
        lambda body: signature(body, sha256=None),
        lambda body: signature(body, sha256=5),
        lambda body: signature(body, sha256="ü"),
        lambda body: "ü",
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_forged_and_stale_webhooks_are_refused_and_leave_nothing(forge: Callable[[bytes], str]) -> None:
    body = json.dumps(BODY).encode()
    assert send(body, forge(body)).status_code == 401
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"nonsense", b'{"id": 1}', b'{"id":"E","event":[1]}', b"\xff", b"[" * 50_000]
)
def test_signed_nonsense_is_a_plain_no_and_leaves_nothing(body: bytes) -> None:
    assert send(body).status_code == 400
    assert WebhookEvent.objects.count() == 0


def test_a_body_over_the_limit_is_refused() -> None:
    assert send(b" " * (settings.BODY_LIMITS["/livekit/webhook"] + 1)).status_code == 413
