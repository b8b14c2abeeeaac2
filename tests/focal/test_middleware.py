"""What happens around every request."""

import pytest
from django.conf import settings
from django.db import OperationalError, connections
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


@pytest.mark.parametrize(("path", "says"), [("/", "not available"), ("/api/v1/rooms/x/seat", '"unavailable"')])
def test_a_database_that_is_gone_is_a_503_that_says_so(monkeypatch: pytest.MonkeyPatch, path: str, says: str) -> None:
    def refuse(_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", refuse)
    monkeypatch.setattr(type(connections["default"]), "cursor", refuse)
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "s" * 32
    answer = browser.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    page = answer.content.decode()
    assert says in page
    assert answer["X-Request-Id"] in page or path.startswith("/api/")  # so that a person can quote it
