"""What happens around every request: an id and a log line, a limit on bodies, a header, problems made into pages."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from focal.errors import NotFoundProblem, Problem, TooLargeProblem, problem_page, told

log = structlog.get_logger("focal.web")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

MACHINE_DOORS = ("/health", "/livekit/")

# A room needs the camera, the microphone and the screen; nothing needs the rest.
PERMISSIONS = ", ".join(
    [f"{name}=(self)" for name in ("camera", "microphone", "display-capture", "speaker-selection", "fullscreen")]
    + [f"{name}=(self)" for name in ("picture-in-picture", "publickey-credentials-get", "publickey-credentials-create")]
    + [f"{name}=()" for name in ("geolocation", "payment", "usb", "serial", "midi", "browsing-topics")]
)


def log_request(get_response: GetResponse) -> GetResponse:
    """One line per request with an id that is also in the answer, so that a person can quote it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request=request_id)
        try:
            response = get_response(request)
            response["X-Request-Id"] = request_id
            if worth_a_line(request.path, response.status_code):
                write = log.error if response.status_code >= 500 else log.info
                took = round((time.perf_counter() - started) * 1000, 1)
                write("request", method=request.method, path=request.path, status=response.status_code, ms=took)
            return response
        finally:
            structlog.contextvars.clear_contextvars()

    return middleware


def worth_a_line(path: str, status: int) -> bool:
    """Whoever asks for our health every second knows the answer; files that were there are no news either."""
    return not path.startswith("/health") and (status >= 400 or not path.startswith("/static/"))


def take_any_host(get_response: GetResponse) -> GetResponse:
    """Machines ask from inside, by whatever address they have; a 400 tells LiveKit that its event was delivered."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(MACHINE_DOORS):
            request.META["HTTP_HOST"] = urlsplit(settings.FOCAL_URL).netloc
        return get_response(request)

    return middleware


def limit_body(get_response: GetResponse) -> GetResponse:
    """Doors take small bodies; the server has already counted the real bytes into CONTENT_LENGTH."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        limit = settings.BODY_LIMITS.get(request.path, settings.MAX_PLAIN_BODY_BYTES)
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            return told(request, TooLargeProblem())
        return get_response(request)

    return middleware


def refuse_zero_bytes(get_response: GetResponse) -> GetResponse:
    """No address of ours has one in it, and PostgreSQL answers a query for one with an error."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return told(request, NotFoundProblem()) if "\0" in request.path else get_response(request)

    return middleware


def permissions_policy(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return middleware


class answer_problems:  # noqa: N801 - reads as the function it stands for; Django wants a class for process_exception
    """Shows a Problem that a page's view did not catch."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig):
            return told(request, TooLargeProblem())
        return problem_page(request, exception) if isinstance(exception, Problem) else None
