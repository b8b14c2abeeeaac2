"""What templates may ask for: icons, modules, fields, times."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone

from focal.templatetags.focal_tags import UnknownIconError, icon, import_graph, spoken_length, spoken_time

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday


def rendered(source: str, **context: object) -> str:
    return Template("{% load focal_tags %}" + source).render(Context(context))


def test_icon_is_part_of_the_page_and_silent_to_screen_readers() -> None:
    drawing = rendered('{% icon "mic" %}')
    assert drawing.startswith('<svg class="icon"')
    assert 'aria-hidden="true"' in drawing
    assert "currentColor" in drawing


@pytest.mark.parametrize("name", ["nosuch", "../package", "mic.svg", ""])
def test_unknown_icon_is_an_error_not_a_gap(name: str) -> None:
    with pytest.raises(UnknownIconError):
        icon(name)


def test_every_icon_a_template_names_exists() -> None:
    named = {
        name
        for template in Path("templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', template.read_text(encoding="utf-8"))
    }
    assert "fingerprint" in named
    for name in named:
        icon(name)


def test_modules_names_everything_a_page_imports_once() -> None:
    graph = import_graph("js/pages/prepare.js")
    assert graph[0] == "js/pages/prepare.js"
    assert set(graph[1:]) == {"js/lib/copy.js", "js/lib/live_parts.js", "js/lib/save_on_change.js"}


def test_modules_preloads_what_is_imported_and_runs_the_entry() -> None:
    markup = rendered('{% modules "js/pages/prepare.js" %}')
    assert markup.count('rel="modulepreload"') == 3
    assert '<script type="module" src="/static/js/pages/prepare.js">' in markup


def test_modules_reads_imports_the_way_a_browser_does(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        '// import "./no.js";\n/* import "./no.js"; */\nimport { b } from "./deep/b.js";\n'
        'import {\n  c,\n} from "./c.js";\nexport * from "./d.js";\nimport "./e.js";\n'
        'const later = import("./no.js");\nimport { outside } from "package";\n/** @import { T } from "./no.js" */\n'
    )
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/b.js").write_text('import "../a.js";\n')
    for name in ("c", "d", "e"):
        (tmp_path / f"{name}.js").write_text("")
    finder = "django.contrib.staticfiles.finders.FileSystemFinder"
    with override_settings(STATICFILES_DIRS=[tmp_path], STATICFILES_FINDERS=[finder]):
        assert import_graph("a.js") == ["a.js", "deep/b.js", "c.js", "d.js", "e.js"]


class Answer(forms.Form):
    name = forms.CharField(label="Your name", help_text="As others see it.")
    note = forms.CharField(required=False)


def test_field_ties_hint_and_error_to_its_control() -> None:
    markup = rendered("{% field form.name %}", form=Answer({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'id="id_name_hint">As others see it.' in markup
    assert '<label for="id_name">' in markup


def test_field_says_what_need_not_be_answered() -> None:
    assert "(optional)" in rendered("{% field form.note %}", form=Answer())
    assert "(optional)" not in rendered("{% field form.name %}", form=Answer())


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=29), "now"),
        (timedelta(minutes=1), "in a minute"),
        (timedelta(minutes=20), "in 20 minutes"),
        (timedelta(minutes=60), "in an hour"),
        (timedelta(minutes=75), "in an hour and 15 minutes"),
        (timedelta(minutes=-61), "an hour and a minute ago"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(hours=3), "today at 15:00"),
        (timedelta(hours=14), "tomorrow at 02:00"),
        (timedelta(hours=-20), "yesterday at 16:00"),
        (timedelta(days=3), "Tuesday at 12:00"),
        (timedelta(days=12), "Thursday 3 December at 12:00"),
        (timedelta(days=-30), "Thursday 22 October at 12:00"),
        (timedelta(days=90), "19 February 2027 at 12:00"),
    ],
)
def test_times_are_said_as_people_say_them(away: timedelta, words: str) -> None:
    with timezone.override("UTC"):
        assert spoken_time(NOW + away, now=NOW) == words


def test_tomorrow_is_the_readers_tomorrow() -> None:
    moment = NOW + timedelta(hours=4)
    with timezone.override("Asia/Tokyo"):
        assert spoken_time(moment, now=NOW) == "tomorrow at 01:00"
    with timezone.override("America/New_York"):
        assert spoken_time(moment, now=NOW) == "today at 11:00"


@pytest.mark.parametrize(("minutes", "words"), [(45, "45 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes")])
def test_lengths_are_words(minutes: int, words: str) -> None:
    assert spoken_length(minutes) == words
