"""The one door to Redis: short time-outs, and a breaker so that a dead Redis costs a request nothing."""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TypeVar

import redis
from django.conf import settings

Result = TypeVar("Result")
TIMEOUT = 0.3
OPEN_FOR = 1.0


class RedisDownError(Exception):
    """Redis did not answer in time, or did not a moment ago."""


class Breaker:
    def __init__(self) -> None:
        self.closed_again_at = 0.0
        self.lock = Lock()

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_again_at

    def trip(self) -> None:
        with self.lock:
            self.closed_again_at = time.monotonic() + OPEN_FOR


breaker = Breaker()


@cache
def connection() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, decode_responses=True
    )


def ask(question: Callable[[redis.Redis], Result]) -> Result:
    """`ask(lambda r: r.get("x"))`, or RedisDownError within 0.3 s."""
    if breaker.is_open():
        raise RedisDownError("Redis did not answer a moment ago.")
    try:
        return question(connection())
    except redis.RedisError as error:
        breaker.trip()
        raise RedisDownError(f"Redis does not answer: {type(error).__name__}.") from error
