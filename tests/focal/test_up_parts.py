"""What `manage.py up` runs here, with which addresses and ports, and what it looks at before it starts."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from focal.addresses import LONGEST_SOCKET_PATH, AddressError, Addresses, addresses
from focal.toolchain.place import Place
from focal.toolchain.steps import SetupError
from focal.up.parts import parts_here
from focal.up.ports import check_ports, only_one
from focal.up.prepare import static_mark
from focal.up.probes import get, http_probe, redis_probe
from tests.environment import PORTS_OF_A_COPY, free_ports
from tests.fakes.tools import Machine, mode_of

SECRETS = {"LIVEKIT_API_KEY": "APIkey", "LIVEKIT_API_SECRET": "secret-of-livekit", "SECRET_KEY": "secret-of-django"}
LIVEKIT = Path("/opt/livekit-server")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.program("redis-server")
    return machine


def test_one_machine_with_nothing_configured_runs_all_parts_in_order(machine: Machine) -> None:
    parts = parts_here(machine.place(SECRETS), LIVEKIT)
    assert [part.name for part in parts] == ["livekit", "redis", "web", "worker", "keeper"]
    assert {part.name: part.after for part in parts if part.after} == {"worker": ("redis",), "keeper": ("livekit",)}


def test_what_somebody_else_runs_is_not_started(machine: Machine) -> None:
    place = machine.place({**SECRETS, "LIVEKIT_URL": "wss://livekit.example.org", "REDIS_URL": "redis://far:6379"})
    parts = parts_here(place, None)
    assert [part.name for part in parts] == ["web", "worker", "keeper"]
    assert all(part.after == () for part in parts)
    assert parts[0].env["LIVEKIT_URL"] == parts[0].env["LIVEKIT_PUBLIC_URL"] == "wss://livekit.example.org"


def test_every_child_of_ours_gets_the_same_addresses_and_servers_get_no_secret(machine: Machine) -> None:
    place = machine.place({**SECRETS, "PORT": "8400"})
    for part in parts_here(place, LIVEKIT):
        if part.name in ("livekit", "redis"):
            assert not SECRETS.keys() & part.env.keys()
        else:
            assert part.env["REDIS_URL"] == place.addresses.redis_url
            assert part.env["LIVEKIT_URL"] == "ws://127.0.0.1:8401"
            assert part.env["LIVEKIT_PUBLIC_URL"] == "ws://localhost:8401"


def test_livekits_configuration_is_private_and_lets_only_focal_make_rooms(machine: Machine) -> None:
    place = machine.place({**SECRETS, "PORT": "8400", "LOG_LEVEL": "DEBUG"})
    parts_here(place, LIVEKIT)
    file = place.addresses.run / "livekit.yaml"
    config = json.loads(file.read_text())
    assert mode_of(file) == 0o600
    assert config["room"] == {"auto_create": False, "empty_timeout": 300, "departure_timeout": 30}
    assert config["bind_addresses"] == ["127.0.0.1"]
    assert config["keys"] == {"APIkey": "secret-of-livekit"}
    assert config["webhook"] == {"api_key": "APIkey", "urls": ["http://127.0.0.1:8400/livekit/webhook"]}
    assert (config["port"], config["rtc"]["tcp_port"], config["rtc"]["udp_port"]) == (8401, 8402, 8403)
    assert config["logging"]["level"] == "debug"


def test_a_busy_port_is_named_with_what_wanted_it_and_another_to_choose() -> None:
    first = free_ports(PORTS_OF_A_COPY)
    where = addresses({"PORT": str(first)}, Path("/tmp"))
    check_ports(where)
    with socket.create_server(("127.0.0.1", first)), pytest.raises(SetupError) as told:
        check_ports(where)
    assert str(told.value) == (
        f"Port {first}, wanted for the web site, is in use by another program. Stop that, or choose another port: "
        f"`PORT={first + 100} make run`."
    )


def test_a_busy_udp_port_is_seen_too() -> None:
    first = free_ports(PORTS_OF_A_COPY)
    where = addresses({"PORT": str(first)}, Path("/tmp"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", first + 3))
        with pytest.raises(SetupError, match=r"wanted for LiveKit's media over UDP.*LIVEKIT_UDP_PORT="):
            check_ports(where)


def test_ports_of_a_livekit_elsewhere_do_not_matter() -> None:
    first = free_ports(PORTS_OF_A_COPY)
    where = addresses({"PORT": str(first), "LIVEKIT_URL": "wss://livekit.example.org"}, Path("/tmp"))
    with socket.create_server(("127.0.0.1", first + 1)):
        check_ports(where)


def test_a_second_up_on_the_same_data_is_refused_by_the_first_ones_process(machine: Machine) -> None:
    where = machine.place().addresses
    refused = pytest.raises(SetupError, match=f"already running \\(process {os.getpid()}, data in")
    with only_one(where), refused, only_one(where):
        pass
    with only_one(where):
        pass


def test_two_copies_share_no_address() -> None:
    one, two = (addresses({"PORT": port, "FOCAL_DATA": f"/tmp/{port}"}, Path("/")) for port in ("8000", "8100"))
    for name in ("port", "livekit_port", "livekit_tcp_port", "livekit_udp_port", "redis_url", "database_url", "data"):
        assert getattr(one, name) != getattr(two, name)


def test_a_socket_path_too_long_for_the_system_moves_to_a_short_folder() -> None:
    def at(data: str) -> Addresses:
        return addresses({"FOCAL_DATA": data}, Path("/"))

    assert at("/srv/focal").redis_socket == Path("/srv/focal/run/redis.sock")
    long = at("/srv/" + "deep/" * 30)
    assert len(os.fsencode(long.redis_socket)) <= LONGEST_SOCKET_PATH
    assert long.redis_socket != at("/srv/" + "deep/" * 31).redis_socket


def test_addresses_may_hold_any_character() -> None:
    where = addresses({"FOCAL_DATA": "/srv/our rooms%20"}, Path("/"))
    assert where.redis_url == "unix:///srv/our%20rooms%2520/run/redis.sock"
    assert where.celery_broker_url == "redis+socket:///srv/our%20rooms%2520/run/redis.sock"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.5", "８０００"])
def test_a_port_that_is_none_is_refused_by_name(port: str) -> None:
    with pytest.raises(AddressError, match=f"PORT={port} is not a port"):
        addresses({"PORT": port}, Path("/"))


def test_a_page_may_connect_to_livekit_over_http_too() -> None:
    where = addresses({"LIVEKIT_URL": "wss://livekit.example.org"}, Path("/"))
    assert where.livekit_origins == ["wss://livekit.example.org", "https://livekit.example.org"]


def test_static_files_are_collected_again_only_when_they_changed(machine: Machine) -> None:
    place: Place = replace(machine.place(), root=machine.home)
    (machine.home / "static/js").mkdir(parents=True)
    script = machine.home / "static/js/one.js"
    script.write_text("one")
    before = static_mark(place)
    assert static_mark(place) == before
    script.write_text("other")
    assert static_mark(place) != before


async def test_a_part_that_does_not_answer_or_answers_nonsense_is_not_well(tmp_path: Path) -> None:
    port = free_ports(1)
    assert not await http_probe(port, "/health")()
    assert not await redis_probe(tmp_path / "none.sock")()
    with socket.create_server(("127.0.0.1", port)) as silent:
        assert await get(silent.getsockname()[1], "/health", within=0.2) == (0, b"")
