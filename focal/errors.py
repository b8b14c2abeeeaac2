"""What can go wrong, in words: one base class, and the pages that say it.

A service raises a Problem where it knows it; `focal.middleware` shows it as a page, `focal.api` as JSON.
"""

import sys
from http import HTTPStatus
from typing import ClassVar

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Problem(Exception):
    """Something a person can be told: a stable code, a status and one sentence."""

    code: ClassVar[str] = "problem"
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    details: str = "That did not work."
    retry_after: ClassVar[int | None] = None

    def __init__(self, details: str | None = None) -> None:
        self.details = details or self.details
        super().__init__(self.details)


class NotFoundProblem(Problem):
    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    details = "There is nothing here, or it is not open to you."


class TooLargeProblem(Problem):
    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    details = "That is more than this page takes."


class UnavailableProblem(Problem):
    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    details = "A part of Focal is not answering. Please try again in a moment."
    retry_after = 2


PAGES = {400, 403, 404, 413, 500, 503}


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    template = f"{problem.status if problem.status in PAGES else 400}.html"
    context: dict[str, Problem] = {}
    if problem.status != HTTPStatus.NOT_FOUND:  # all 404s are one page, to the letter
        context["problem"] = problem
        name_it(request)
    response = render(request, template, context, status=problem.status)
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    return response


def name_it(request: HttpRequest) -> None:
    """The page shows the id that the log line has."""
    request.request_id = structlog.contextvars.get_contextvars().get("request")  # type: ignore[attr-defined]


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    """As a page or as JSON, by who is asking."""
    if request.path.startswith("/api/"):
        from focal.api import problem_json

        return problem_json(problem)
    return problem_page(request, problem)


def not_found_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def broken_page(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is at hand. A database that is locked or gone is no fault of the page's."""
    name_it(request)
    if not isinstance(sys.exception(), OperationalError):
        return render(request, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return told(request, UnavailableProblem())


def forged_request_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"forged": True}, status=HTTPStatus.FORBIDDEN)
