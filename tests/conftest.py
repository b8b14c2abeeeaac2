"""Fixtures for everybody: the real servers (`house.py`) and the browser (`site.py`)."""

import pytest

from tests.house import house, livekit, the_house
from tests.site import chromium, launch_chromium, playwright, site

__all__ = ["chromium", "house", "launch_chromium", "livekit", "playwright", "site", "the_house"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright keeps an event loop running in this thread, which async tests need for themselves."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
