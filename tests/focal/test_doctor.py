"""The doctor names what is broken, in words, and its exit code says that something is."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import SettingsWrapper

from focal.doctor.findings import check_data_folder
from focal.registries import PartDownError
from rooms.gateway.probe import check_join
from tests.house import House


class NotLiveKit(BaseHTTPRequestHandler):
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


@pytest.mark.django_db
def test_what_does_not_run_is_named_with_a_remedy_for_people_and_for_programs() -> None:
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=said)
    assert ended.value.code == 1
    assert "Start it with `make run`" in said.getvalue()
    assert ", web." in said.getvalue().splitlines()[-1]

    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=told)
    parts = {part["part"]: part for part in json.loads(told.getvalue())["parts"]}
    assert not parts["web"]["ok"]
    assert parts["database"]["ok"]
    assert parts["model"] == {"part": "model", "ok": True, "details": "not configured", "ms": 0}


def test_a_data_folder_others_can_read_is_broken(settings: SettingsWrapper, tmp_path: Path) -> None:
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
    livekit: House, settings: SettingsWrapper, stranger: str
) -> None:
    settings.LIVEKIT_PUBLIC_URL = stranger
    with pytest.raises(PartDownError, match=r"refused the join \(401\). Check that LIVEKIT_PUBLIC_URL") as told:
        check_join()
    assert "eyJ" not in str(told.value)


@pytest.mark.real
def test_an_address_that_accepts_and_says_nothing_is_given_up_in_time(
    livekit: House, settings: SettingsWrapper
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LIVEKIT_PUBLIC_URL = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PartDownError, match=r"could not be joined \(TimeoutError\)"):
            check_join()
