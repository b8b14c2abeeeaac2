"""What every template may ask for: an icon, the modules of a page, a field, a time people understand."""

import posixpath
import re
from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from focal.env import BASE_DIR

register = template.Library()

ICON_FILES = BASE_DIR / "node_modules/lucide-static/icons"
ICON_NAME = re.compile(r"[a-z0-9-]+")
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
STATIC_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;"'(]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


class UnknownIconError(LookupError):
    """A template names an icon that lucide does not have."""


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Lucide's drawing, part of the page itself so that it takes the colour of the text. Words stand beside it."""
    path = ICON_FILES / f"{name}.svg"
    if not ICON_NAME.fullmatch(name) or not path.is_file():
        raise UnknownIconError(f"There is no icon named {name!r} in {ICON_FILES}.")
    drawing = path.read_text(encoding="utf-8")
    inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    return mark_safe(  # noqa: S308 -- a file of a pinned package, nobody's input
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{' '.join(inside.split())}</svg>"
    )


@register.simple_tag
def modules(entry: str) -> SafeString:
    """The script of a page, and a preload for all it imports: one round trip instead of one per level."""
    graph = import_graph(entry) if settings.DEBUG else known_import_graph(entry)
    preloads = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((staticfiles_storage.url(path),) for path in graph[1:])
    )
    return format_html('{}\n<script type="module" src="{}"></script>', preloads, staticfiles_storage.url(entry))


def import_graph(entry: str) -> list[str]:
    """Every module that `entry` reaches by static imports, itself first."""
    graph = [entry]
    for path in graph:  # grows while we read
        for target in imports_of(path):
            if target not in graph:
                graph.append(target)
    return graph


known_import_graph = lru_cache(maxsize=32)(import_graph)


def imports_of(path: str) -> list[str]:
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(f"{path} is no static file.")
    with open(found, encoding="utf-8") as file:
        source = COMMENTS.sub("", file.read())
    folder = posixpath.dirname(path)
    return [posixpath.normpath(posixpath.join(folder, target)) for target in STATIC_IMPORT.findall(source)]


@register.inclusion_tag("includes/_field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, object]:
    """Label, hint, control and error of one field, tied together for those who listen to the page."""
    bound.help_text = hint or bound.help_text
    parts = {"hint": bound.help_text, "error": bound.errors}
    described = [f"{bound.auto_id}_{part}" for part, there in parts.items() if there]
    attributes: dict[str, str | bool] = {"placeholder": False}  # allauth repeats the label there
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {"field": bound, "control": bound.as_widget(attrs=attributes)}


@register.filter
def when(moment: datetime | None) -> str:
    """A time as people say it: "in 20 minutes", "tomorrow at 14:00", "Thursday 3 December at 9:30"."""
    return spoken_time(moment, now=timezone.now()) if moment else ""


@register.filter
def has_passed(moment: datetime) -> bool:
    return moment < timezone.now()


def spoken_time(moment: datetime, *, now: datetime) -> str:
    away = moment - now
    if abs(away) < timedelta(minutes=90):
        return near_time(round(away.total_seconds() / 60))
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    days = (local.date() - today).days
    clock = date_format(local, "H:i")
    match days:
        case 0:
            day = "today"
        case 1:
            day = "tomorrow"
        case -1:
            day = "yesterday"
        case _ if 1 < days < 7:
            day = date_format(local, "l")
        case _ if local.year == today.year:
            day = date_format(local, "l j F")
        case _:
            day = date_format(local, "j F Y")
    return f"{day} at {clock}"


def near_time(minutes: int) -> str:
    if minutes == 0:
        return "now"
    hours, rest = divmod(abs(minutes), 60)
    parts = ["an hour"] * hours + ([counted_minutes(rest)] if rest else [])
    amount = " and ".join(parts)
    return f"in {amount}" if minutes > 0 else f"{amount} ago"


def counted_minutes(minutes: int) -> str:
    return "a minute" if minutes == 1 else f"{minutes} minutes"


@register.filter
def spoken_length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} minutes"
    whole = "1 hour" if hours == 1 else f"{hours} hours"
    return f"{whole} {counted_minutes(rest)}" if rest else whole
