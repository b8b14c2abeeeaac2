"""Error pages stand on their own: they may be shown because something they could lean on is broken."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from focal.errors import Problem
from rooms.errors import LiveKitDownError, RoomFullError

# No database mark: a query here fails the test.


@pytest.mark.parametrize("page", ["400", "403", "404", "413", "500", "503"])
def test_error_page_needs_nothing_and_leads_on(page: str) -> None:
    markup = render_to_string(f"{page}.html")
    assert "<h1>" in markup
    assert " · Focal</title>" in markup
    assert 'class="button"' in markup


@pytest.mark.parametrize(("page", "problem"), [("400", RoomFullError()), ("503", LiveKitDownError())])
def test_problem_says_its_own_sentence(page: str, problem: Problem) -> None:
    markup = render_to_string(f"{page}.html", {"problem": problem}, RequestFactory().get("/"))
    assert problem.details in markup
