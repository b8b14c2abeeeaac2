"""Is each part well? `/health` says that the process lives and touches nothing; `/health/ready` asks every part."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from focal.celery import HEARTBEAT
from focal.redis import RedisDownError, ask
from focal.registries import HealthCheck, PartDownError, health_checks


@dataclass(frozen=True)
class PartHealth:
    ok: bool
    ms: float
    details: str = ""

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {"status": "ok" if self.ok else "failing", "ms": self.ms}
        return told | ({"details": self.details} if self.details else {})


def check_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise PartDownError(f"The database does not answer ({type(error).__name__}). Check DATABASE_URL.") from error
    finally:
        connection.close()  # checks run in threads of their own


def check_redis() -> None:
    try:
        ask(lambda redis: redis.ping())
    except RedisDownError as error:
        raise PartDownError(f"{error} Check REDIS_URL.") from error


def check_worker() -> None:
    try:
        alive = ask(lambda redis: next(redis.scan_iter(HEARTBEAT.format(host="*"), count=100), None))
    except RedisDownError as error:
        raise PartDownError("The worker cannot be heard: Redis is down.") from error
    if alive is None:
        raise PartDownError("No Celery worker has been heard for 10 s. Start `celery -A focal.celery worker`.")


def checks() -> dict[str, HealthCheck]:
    return {"database": check_database, "redis": check_redis, "worker": check_worker, **health_checks}


def check_part(check: HealthCheck) -> PartHealth:
    started = time.perf_counter()

    def took() -> float:
        return round((time.perf_counter() - started) * 1000, 1)

    try:
        check()
    except PartDownError as error:
        return PartHealth(ok=False, ms=took(), details=str(error))
    return PartHealth(ok=True, ms=took())


def check_parts() -> dict[str, PartHealth]:
    """All at once, so that a dead part delays the answer by its own time-out only."""
    named = checks()
    with ThreadPoolExecutor(len(named)) as threads:
        return dict(zip(named, threads.map(check_part, named.values()), strict=True))


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok", "message": "Focal is running"})


def ready(request: HttpRequest) -> JsonResponse:
    parts = check_parts()
    well = all(part.ok for part in parts.values())
    body = {"status": "ok" if well else "failing", "parts": {name: part.as_json() for name, part in parts.items()}}
    response = JsonResponse(body, status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django calls each 503 an error of ours
    return response
