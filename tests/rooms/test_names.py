"""Names read the same for everybody."""

import pytest

from accounts.names import InvalidNameError, clean_name


@pytest.mark.parametrize("name", ["Ben", "Zoë Ångström", "李小龍", "محمد", "O'Neil-Smith", "👩🏽‍🚀 Ada", "x" * 128])
def test_names_of_the_world_are_kept(name: str) -> None:
    assert clean_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Please give"),
        (" \u3000 ", "Please give"),
        ("x" * 129, "at most 128"),
        ("Ben\x00", "cannot be shown"),
        ("Ben\nAda", "cannot be shown"),
        ("Ben\x1b[31m", "cannot be shown"),
        ("\u202enimdA", "direction of text"),
        ("Ben\u2066", "direction of text"),
        ("\u200bBen", "cannot be shown"),
        ("\ud800", "cannot be shown"),
    ],
)
def test_what_hides_or_reorders_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(InvalidNameError, match=says):
        clean_name(text)
