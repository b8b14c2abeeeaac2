"""Times and words in the reader's own zone and language."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

MACHINE_DOORS = ("/api/", "/livekit/", "/health", "/static/")


def speak_their_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Machines read ISO times in UTC; looking at request.user would cost each of them a query.
        if request.path.startswith(MACHINE_DOORS) or not request.user.is_authenticated:
            return get_response(request)
        try:
            zone = ZoneInfo(request.user.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        with timezone.override(zone), translation.override(request.user.language):
            return get_response(request)

    return middleware
