"""A text cut into fields of a modal, and put together again: what nobody touched comes back byte for byte.

The fields together are the text. Slack may take blanks off the ends of a field and turn CR LF into LF: the blanks
between two fields, the ends of a field that nobody touched, and the line ends are put back. What a field cannot
show is never put into one.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.cards.safe_text import ends_in_crlf, fitting, legible, size

# Slack takes 3,000 characters a field; what is put in leaves room to add something.
FIELD_ROOM = 3_000
_FILLED = 2_400

# Where a text is best cut: between paragraphs, else between lines, else between words.
_BETWEEN = (re.compile(r"\s*\n\s*\n\s*"), re.compile(r"\s*\n\s*"), re.compile(r"\s+"))
_EMOJI_NAME = re.compile(r":(?:[a-z][\w+'-]*|\+1|-1)(?:::skin-tone-[2-6])?:")
_ATTACHED = frozenset({"Mn", "Me", "Mc", "Sk", "Cf"})


@dataclass(frozen=True)
class Fields:
    """What is put into each field; together it is the text, with LF where the text has CR LF (`crlf`)."""

    parts: tuple[str, ...]
    crlf: bool

    def joined(self, entered: Sequence[str]) -> str:
        """Return the text with what was entered in each field. An emptied one takes the blanks after it along."""
        kept = [at for at, words in enumerate(entered) if words.strip()]
        if not kept:
            return ""
        texts = [_with_blanks(_with_lf(entered[at]), self.parts[at], inner=at != kept[-1]) for at in kept]
        if kept[-1] != len(self.parts) - 1:
            texts[-1] = texts[-1].rstrip() + _blanks_after(self.parts[-1])
        text = "".join(texts)
        return text.replace("\n", "\r\n") if self.crlf else text


@dataclass(frozen=True)
class Unfit:
    """Why a text cannot be put into fields, as a sentence of the catalogue."""

    line: str


def fields_of(text: str) -> Fields | Unfit:
    """Return the text in fields, or why that would change it or hide something of it."""
    crlf = ends_in_crlf(text)
    shown = _with_lf(text) if crlf else text
    if legible(text) != shown:
        return Unfit("fix.unseen")
    if not shown.strip():
        return Unfit("fix.unseen")
    parts, rest = [], shown
    while size(rest.rstrip()) > _FILLED:
        cut = _cut(rest)
        if cut is None:
            return Unfit("fix.unfit")
        parts.append(rest[:cut])
        rest = rest[cut:]
    parts.append(rest)
    fits = all(part.strip() and size(part) <= FIELD_ROOM for part in parts)
    return Fields(tuple(parts), crlf) if fits else Unfit("fix.unfit")


def hidden_in(entered: str) -> str | None:
    """Return how the first thing in it that cannot be seen is shown elsewhere, None if there is none."""
    found = re.search(r"⟨U\+[0-9A-F]{4,6}⟩", legible(_with_lf(entered)))
    return None if found is None else found.group()


def emoji_named_in(entered: str, before: str) -> str | None:
    """Return an emoji that has come back as its name (Slack's clients do that), None if there is none."""
    known = set(_EMOJI_NAME.findall(before))
    return next((name for name in _EMOJI_NAME.findall(entered) if name not in known), None)


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_blanks(entered: str, part: str, *, inner: bool) -> str:
    """Return what was entered, with the blanks that are not shown at a field's ends and may have come off."""
    if entered == part.strip():
        return part
    came_off = inner and entered == entered.rstrip() and not entered.startswith(part)
    return entered + _blanks_after(part) if came_off else entered


def _blanks_after(part: str) -> str:
    return part[len(part.rstrip()) :]


def _cut(rest: str) -> int | None:
    """Return where the next field begins, after the blanks; None where nothing may be cut.

    Never inside what is drawn as one sign.
    """
    window = fitting(rest, _FILLED)
    first = len(rest) - len(rest.lstrip()) + 1
    for least, between in itertools.product((max(first, window // 2), first), _BETWEEN):
        starts = [found.start() for found in between.finditer(rest, least, window)]
        if starts:
            return len(rest) - len(rest[starts[-1] :].lstrip())
    for at in range(window, first, -1):
        if not rest[at].isspace() and not rest[at - 1].isspace() and _may_cut(rest, at):
            return at
    return None


def _may_cut(core: str, at: int) -> bool:
    """Say whether two signs meet here, not the parts of one."""
    before, after = core[at - 1], core[at]
    flags = all(0x1F1E6 <= ord(letter) <= 0x1F1FF for letter in (before, after))
    return (
        unicodedata.category(after) not in _ATTACHED
        and unicodedata.category(before) != "Cf"
        and not flags
        and not 0xFE00 <= ord(after) <= 0xFE0F
    )
