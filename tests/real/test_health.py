"""The health doors say what is so, quickly, whatever is broken."""

import json
import signal
import time
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings

from tests.house import House, until

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


def ask(path: str) -> tuple[int, Any, float]:
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", settings.ADDRESSES.port, timeout=10)
    connection.request("GET", path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read()), time.monotonic() - started


def failing() -> set[str]:
    return {name for name, part in ask("/health/ready")[1]["parts"].items() if part["status"] != "ok"}


def test_every_part_is_well_and_says_how_long_it_took(house: House) -> None:
    until(lambda: ask("/health/ready")[0] == 200, what="ready")
    status, body, _ = ask("/health/ready")
    assert (status, body["status"]) == (200, "ok")
    assert set(body["parts"]) == {"database", "redis", "livekit", "worker", "keeper"}
    assert ask("/health")[1] == {"status": "ok", "message": "Focal is running"}


@pytest.mark.parametrize("part", ["redis", "livekit"])
@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_a_dead_or_silent_part_is_named_within_three_and_a_half_seconds(
    house: House, part: str, how: signal.Signals
) -> None:
    house.signal(part, how)
    try:
        status, body, took = ask("/health/ready")
        assert status == 503
        assert body["parts"][part]["status"] == "failing"
        assert part in body["parts"][part]["details"].lower()
        assert took < 3.5
        assert ask("/health")[0] == 200
    finally:
        house.restart(part)
    until(lambda: part not in failing(), within=15, what=f"{part} well again")


def test_a_keeper_that_died_is_named_and_another_takes_over(house: House) -> None:
    house.kill("keeper")
    until(lambda: "keeper" in failing(), within=10, what="the lease ran out")
    house.need("keeper")
    assert "keeper" not in failing()
