"""Fixtures for everybody. The real servers are in `tests/house.py`."""

from tests.house import *  # noqa: F403 - its fixtures
