"""Where apps meet without importing each other upwards: each fills these in its AppConfig.ready()."""

from collections.abc import Callable

HealthCheck = Callable[[], None]  # returns when the part is well, raises PartDownError when it is not

health_checks: dict[str, HealthCheck] = {}
doctor_checks: dict[str, HealthCheck] = {}  # too costly to be asked every second


class PartDownError(Exception):
    """Its text is a sentence for an operator: what is wrong and what to look at."""
