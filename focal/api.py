"""What every JSON door shares: who is calling, and one shape for everything that goes wrong."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, JsonResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from focal.errors import NotFoundProblem, Problem


class BrowserAuthentication(SessionAuthentication):
    """The session of a page. CSRF is checked for everybody: guests hold a seat by cookie and have no session."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.enforce_csrf(request)
        user = getattr(request._request, "user", AnonymousUser())
        return (user, None) if user.is_authenticated and user.is_active else None

    def authenticate_header(self, request: Request) -> str:
        return "Session"  # makes a missing caller a 401, not a 403


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # drf-spectacular
    """How the description of the doors names it."""

    target_class = BrowserAuthentication
    name = "browser"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def problem_body(code: str, details: str) -> dict[str, str]:
    return {"error": code, "details": details}


def headers_of(problem: Problem) -> dict[str, str]:
    return {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}


def problem_json(problem: Problem) -> JsonResponse:
    """For doors that are plain views."""
    return JsonResponse(problem_body(problem.code, problem.details), status=problem.status, headers=headers_of(problem))


def first_sentence(details: Any) -> str:  # Any: DRF nests lists and dicts as deep as the serializer
    while isinstance(details, dict | list) and details:
        if isinstance(details, dict):
            field, details = next(iter(details.items()))
            if isinstance(details, list) and field not in ("non_field_errors", "detail"):
                return f"{field}: {details[0]}"
        else:
            details = details[0]
    return str(details)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: `{error, details}`, whatever was raised. Unknown errors stay 500s and are logged."""
    if isinstance(error, Http404):
        error = NotFoundProblem()
    if isinstance(error, Problem):
        return Response(problem_body(error.code, error.details), status=error.status, headers=headers_of(error))
    if not isinstance(error, exceptions.APIException):
        return None
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else "invalid"
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = "Session"
        return Response(problem_body(code, "Please sign in."), status=HTTPStatus.UNAUTHORIZED, headers=headers)
    return Response(problem_body(code, first_sentence(error.detail)), status=error.status_code, headers=headers)
