"""Fixtures for everybody: the real servers (`house.py`) and the browser (`site.py`)."""

from tests.house import house, livekit, the_house
from tests.site import chromium, launch_chromium, playwright, site

__all__ = ["chromium", "house", "launch_chromium", "livekit", "playwright", "site", "the_house"]
