"""What may be a name or a title: one line that reads the same for everybody."""

import unicodedata

from focal.errors import Problem

MAX_NAME = 128
# Marks that reorder or hide what follows them: a name could pretend to be another one.
REORDERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = set("\u00ad\u180e\u200b\u2028\u2029\u2060\ufeff")


class InvalidNameError(Problem):
    code = "invalid_name"


def clean_name(text: str, *, what: str = "name") -> str:
    """Returns it trimmed and normalised, or says what is wrong with it."""
    name = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    if not name:
        raise InvalidNameError(f"Please give a {what}.")
    if len(name) > MAX_NAME:
        raise InvalidNameError(f"A {what} may have at most {MAX_NAME} characters; this one has {len(name)}.")
    for character in name:
        if character in REORDERING:
            raise InvalidNameError(f"This {what} has a mark that changes the direction of text. Please remove it.")
        if character in INVISIBLE or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            raise InvalidNameError(f"This {what} has a character that cannot be shown. Please remove it.")
    return name
