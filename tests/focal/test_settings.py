"""Settings say by name what is missing, and production refuses what is unsafe."""

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from focal.toolchain.checks import PRODUCTION
from tests.environment import ROOT


def start(environ: Mapping[str, str | None], *command: str) -> subprocess.CompletedProcess[str]:
    """A fresh process: settings are read once per process."""
    whole = {**os.environ, **environ, "DJANGO_SETTINGS_MODULE": "focal.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": None}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env={name: value for name, value in whole.items() if value is not None},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_djangos_own_check_without_a_warning() -> None:
    checked = start(PRODUCTION | {"DATABASE_URL": None}, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", "true", "DEBUG must be off"),
        ("SECRET_KEY", "short", "SECRET_KEY must have"),
        ("ALLOWED_HOSTS", "*", "must not be *"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name"),
        ("FOCAL_URL", "http://focal.example.org", "FOCAL_URL must start with https://"),
        ("FOCAL_URL", "https://localhost", "FOCAL_URL must be reachable"),
        ("LIVEKIT_PUBLIC_URL", "ws://livekit.example.org", "must start with wss://"),
        ("LIVEKIT_PUBLIC_URL", "wss://127.0.0.1:7880", "must be reachable by browsers"),
        ("LIVEKIT_PUBLIC_URL", "wss://[::1]:7880", "must be reachable by browsers"),
        ("LIVEKIT_API_SECRET", "short", "LIVEKIT_API_SECRET must have"),
    ],
)
def test_production_refuses_each_unsafe_value_by_name(name: str, value: str, says: str) -> None:
    refused = start(PRODUCTION | {name: value}, "check")
    assert refused.returncode != 0
    assert says in refused.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
def test_a_missing_setting_is_named_with_its_remedy(name: str) -> None:
    refused = start({name: None}, "check")
    assert refused.returncode != 0
    assert f"{name} is not set" in refused.stderr


def test_what_the_address_of_a_database_asks_for_is_kept() -> None:
    asked = {"DATABASE_URL": "postgres://focal:x@db.example.org/focal?sslmode=require"}
    shown = start(asked, "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.DATABASE)")
    assert "'sslmode': 'require'" in shown.stdout, shown.stderr
    assert "'pool': {" in shown.stdout
