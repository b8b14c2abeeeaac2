"""What every answer carries, and what it never does."""

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["/", "/accounts/login/", "/nowhere/", "/api/v1/rooms/x/seat"])
def headers(request: pytest.FixtureRequest, client: Client) -> dict[str, str]:
    return dict(client.get(request.param).items())


def test_the_content_security_policy_allows_our_own_and_livekit_only(headers: dict[str, str]) -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"].split() == ["'self'", *settings.ADDRESSES.livekit_origins]


def test_the_usual_safety_headers_are_there(headers: dict[str, str]) -> None:
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_an_answer_names_its_request_and_no_other_origin(headers: dict[str, str]) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])
    assert "Access-Control-Allow-Origin" not in headers


def test_no_page_has_inline_script_or_style(client: Client) -> None:
    for path in ("/", "/accounts/login/", "/accounts/signup/", "/nowhere/"):
        page = client.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", page), path
        assert "<style" not in page, path
        assert not re.search(r"\s(style|on[a-z]+)=\"", page), path
