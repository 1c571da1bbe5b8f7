"""How much of a phone a text takes: of one 375 pixels wide, beside the picture of who wrote it."""

from __future__ import annotations

import textwrap
from unicodedata import east_asian_width

# So many lines are read before anything else.
ROOM = 15
# What fits in a line nearly always: of some letters more do.
LETTERS = 38
SMALL_LETTERS = 43


def lines_of(text: str, *, small: bool = False) -> int:
    """Return how many lines a paragraph takes there, at least one; `small` as in a context block. A letter of East Asia
    is as wide as two.
    """
    wide = "".join(letter * 2 if east_asian_width(letter) in "WF" else letter for letter in text)
    return max(1, len(textwrap.wrap(wide, SMALL_LETTERS if small else LETTERS)))
