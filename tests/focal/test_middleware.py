"""What happens around every request."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def known_as(monkeypatch: pytest.MonkeyPatch) -> str:
    """The one name a production site answers to."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["interviews.example.org"])
    monkeypatch.setattr(settings, "FOCAL_URL", "https://interviews.example.org")
    return "interviews.example.org"


@pytest.mark.parametrize("asked_as", ["localhost:8000", "10.0.0.7", "web"])
def test_machines_ask_by_whatever_address_they_have(client: Client, known_as: str, asked_as: str) -> None:
    """The supervisor's probe, a load balancer's, and LiveKit's webhooks, of which a 400 would lose every one."""
    assert client.get("/health", headers={"host": asked_as}).status_code == 200
    unsigned = client.post(
        "/livekit/webhook", "{}", content_type="application/webhook+json", headers={"host": asked_as}
    )
    assert unsigned.status_code == 401


def test_people_come_by_the_name_they_know(client: Client, known_as: str) -> None:
    assert client.get("/accounts/login/", headers={"host": "evil.example.com"}).status_code == 400
