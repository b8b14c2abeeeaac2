"""No key of any kind reaches a log, whoever writes the line."""

import logging

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest

from focal.logs import renderers, shared_processors

KEY = "MTIz-d2hvZXZlcg_secret"


def written(message: str, **extra: object) -> str:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared_processors(), processors=renderers(as_json=True)
    )
    record = logging.getLogger("somebody").makeRecord(
        "somebody", logging.WARNING, "", 1, message, (), None, extra=extra
    )
    return formatter.format(record)


@pytest.mark.parametrize("path", ["/invite/{}/", "/accounts/password/reset/key/{}/", "/accounts/confirm-email/{}/"])
def test_addresses_that_are_keys_are_blanked(path: str) -> None:
    """Also where Django attaches the request itself, as it does to every refusal."""
    request = HttpRequest()
    request.method, request.path = "POST", path.format(KEY)
    line = written(f"Forbidden: {request.path}", request=request, status_code=403)
    assert KEY not in line
    assert "[key]" in line
    assert '"status_code": 403' in line


def test_tokens_are_blanked() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwXzEifQ.c2lnbmF0dXJl"
    assert "c2lnbmF0dXJl" not in written(f"could not fetch {settings.LIVEKIT_URL}/rtc?access_token={token}")
