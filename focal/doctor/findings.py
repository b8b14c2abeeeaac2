"""Everything the doctor looks at: each part's own check, what only an outsider can see, and who is configured."""

import os
import shutil
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from focal import health, registries
from focal.registries import HealthCheck, PartDownError

ENOUGH_DISK = 1024**3
PROVIDERS = {"model": "ANTHROPIC_API_KEY", "speech": "AWS_ACCESS_KEY_ID"}


@dataclass(frozen=True)
class Finding:
    part: str
    ok: bool
    details: str
    ms: float = 0


def findings() -> list[Finding]:
    return [*(check(name, what) for name, what in checks().items()), *outsiders()]


def checks() -> dict[str, HealthCheck]:
    """Those of every part, and those too costly to be asked every second."""
    return {
        "data folder": check_data_folder,
        **health.checks(),
        **registries.doctor_checks,
        "web": check_web,
    }


def check(name: str, what: HealthCheck) -> Finding:
    seen = health.check_part(what)
    return Finding(part=name, ok=seen.ok, details=seen.details or "well", ms=seen.ms)


def check_web() -> None:
    url = f"http://127.0.0.1:{settings.ADDRESSES.port}/health"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError as error:
        raise PartDownError(f"Nothing answers at {url}. Start it with `make run`.") from error
    if status != 200:
        raise PartDownError(f"{url} answers {status}. Look at the lines of `web`; is another program on that port?")


def check_data_folder() -> None:
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PartDownError(f"{folder} cannot be written. Change its owner, or name another FOCAL_DATA.")
    if folder.stat().st_mode & 0o077:
        raise PartDownError(f"{folder} can be read by others, and secrets live there: `chmod 700 {folder}`.")
    if shutil.disk_usage(folder).free < ENOUGH_DISK:
        raise PartDownError(f"Less than 1 GB is free where {folder} lies. Make room.")


def outsiders() -> list[Finding]:
    """Providers nobody has to have. A key is only seen to be there: trying it would cost money."""
    return [
        Finding(part=part, ok=True, details=f"{setting} is set" if os.environ.get(setting) else "not configured")
        for part, setting in PROVIDERS.items()
    ]
