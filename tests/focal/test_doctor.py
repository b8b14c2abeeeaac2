"""The doctor names what is broken, in words, and its exit code says that something is."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from focal.doctor.findings import Finding, check_data_folder, check_web, outsiders
from focal.management.commands.doctor import as_json, as_table
from focal.registries import PartDownError
from rooms.gateway.probe import check_join
from tests.environment import free_ports
from tests.house import House


class NotLiveKit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_error(401)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[str]:
    """Somebody else's server, where LiveKit should be."""
    with ThreadingHTTPServer(("127.0.0.1", 0), NotLiveKit) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"ws://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_report_ends_with_what_is_broken_and_json_says_the_same() -> None:
    found = [Finding("redis", ok=True, details="well", ms=1.2), Finding("web", ok=False, details="Start it.")]
    assert as_table(found).splitlines()[-1] == "Broken: web."
    assert "BROKEN  web" in as_table(found)
    assert as_table(found[:1]).splitlines()[-1] == "Everything is well."
    assert json.loads(as_json(found)) == {
        "ok": False,
        "parts": [
            {"part": "redis", "ok": True, "details": "well", "ms": 1.2},
            {"part": "web", "ok": False, "details": "Start it.", "ms": 0},
        ],
    }


def test_a_web_site_that_is_not_there_is_named_with_its_remedy(settings: Settings) -> None:
    settings.ADDRESSES = replace(settings.ADDRESSES, port=free_ports(1))
    with pytest.raises(PartDownError, match=r"Nothing answers at http://.*/health. Start it with `make run`"):
        check_web()


def test_a_provider_is_named_when_its_key_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "never shown")
    assert [(one.part, one.details) for one in outsiders()] == [
        ("model", "ANTHROPIC_API_KEY is set"),
        ("speech", "not configured"),
    ]


def test_a_data_folder_others_can_read_is_broken(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    check_data_folder()
    tmp_path.chmod(0o755)
    with pytest.raises(PartDownError, match=f"`chmod 700 {tmp_path}`"):
        check_data_folder()


@pytest.mark.real
def test_a_real_join_succeeds(livekit: House) -> None:
    check_join()


@pytest.mark.real
def test_an_address_for_browsers_that_is_not_livekit_is_named_without_the_token(
    livekit: House, settings: Settings, stranger: str
) -> None:
    settings.LIVEKIT_PUBLIC_URL = stranger
    with pytest.raises(PartDownError, match=r"refused the join \(401\). Check that LIVEKIT_PUBLIC_URL") as told:
        check_join()
    assert "eyJ" not in str(told.value)


@pytest.mark.real
def test_an_address_that_accepts_and_says_nothing_is_given_up_in_time(livekit: House, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LIVEKIT_PUBLIC_URL = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PartDownError, match=r"could not be joined \(TimeoutError\)"):
            check_join()
