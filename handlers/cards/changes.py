"""What is new in a text, against the one that was there before: a fix against what was handed in, a later try
against the last.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.cards.elements import verbatim
from handlers.cards.message import Json
from handlers.cards.safe_text import legible
from storage.card_views import CardView

# A number with its dots and commas is one word.
_WORDS = re.compile(r"\s+|\d[\d.,:]*\d|\w+|[^\w\s]")
_COMPARED_WORDS = 1_500
_MARKED_PIECES = 80
# How many pairs of words are held against each other, a quarter of a second: few words over and over would take
# minutes, and everybody waits meanwhile. What is much alike takes a fraction of it.
_PAIRS = 2_500_000


@dataclass(frozen=True)
class Changes:
    """A text in pieces that together are it, each with whether it is new, and what is there no longer."""

    pieces: tuple[tuple[str, bool], ...]
    taken_out: tuple[str, ...]

    @property
    def can_be_seen(self) -> bool:
        """Say whether anything but blanks is new or gone."""
        return bool(self.taken_out) or any(is_new and words.strip() for words, is_new in self.pieces)


def changes_of(view: CardView) -> Changes | None:
    """Return what is new in the text that is judged; None where there is nothing to compare, or marks would
    help nobody.
    """
    before = view.original
    if before is None:
        before = view.last_try.text if view.last_try is not None else None
    return None if before is None else changes(legible(before), legible(view.text))


@lru_cache(maxsize=32)  # one card asks several times
def changes(old: str, new: str) -> Changes | None:
    """Return what is new in `new`; None where nothing changed, far too much did, or it is too much to compare."""
    try:
        compared = list(_compared(old, new, _Patience(_PAIRS)))
    except _TooMuch:
        return None
    pieces = [(put_in, gone != put_in) for gone, put_in in compared]
    found = Changes(tuple(_joined(pieces)), tuple(_gone(compared)))
    same = sum(len(words) for words, is_new in found.pieces if not is_new)
    helps = old != new and same * 2 >= len(new) and len(found.pieces) <= _MARKED_PIECES
    return found if helps else None


def marked(portions: Sequence[str], found: Changes | None) -> Iterator[list[Json]]:
    """Give each portion of the text as elements of rich text, what is new in bold."""
    pieces = list(found.pieces) if found is not None else [("".join(portions), False)]
    for portion in portions:
        elements, room = [], len(portion)
        while room:
            words, is_new = pieces.pop(0)
            if len(words) > room:
                pieces.insert(0, (words[room:], is_new))
            elements.append(_element(words[:room], is_new=is_new))
            room -= min(len(words), room)
        yield elements


class _TooMuch(Exception):
    """Comparing these texts would take too long."""


@dataclass
class _Patience:
    """How many pairs of words may still be held against each other, in the whole of two texts."""

    left: int

    def spend(self, pairs: int) -> None:
        self.left -= pairs
        if self.left < 0:
            raise _TooMuch


class _Matcher(difflib.SequenceMatcher[str]):
    """The library's, which counts what it does."""

    def __init__(self, before: Sequence[str], after: Sequence[str], patience: _Patience) -> None:
        super().__init__(None, before, after, autojunk=False)
        self._patience = patience
        how_often = Counter(after)
        self._pairs = [0, *itertools.accumulate(how_often[word] for word in before)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        end = len(self._pairs) - 1 if ahi is None else ahi
        self._patience.spend(self._pairs[end] - self._pairs[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)


def _compared(old: str, new: str, patience: _Patience) -> Iterator[tuple[str, str]]:
    """Give both texts side by side, piece by piece: first what is alike at both ends, which is quickly found."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    yield "".join(after[:head]), "".join(after[:head])
    before, between = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(before), len(between)) <= _COMPARED_WORDS:
        yield from _aligned(before, between, patience)
    else:
        yield from _by_lines("".join(before), "".join(between), patience)
    yield "".join(after[len(after) - tail :]), "".join(after[len(after) - tail :])


def _by_lines(old: str, new: str, patience: _Patience) -> Iterator[tuple[str, str]]:
    """Give both side by side line by line, and word by word only where lines differ."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(before), len(after)) > _COMPARED_WORDS:
        yield old, new
        return
    for gone, put_in in _aligned(before, after, patience):
        words = _WORDS.findall(gone), _WORDS.findall(put_in)
        if gone == put_in or max(map(len, words)) > _COMPARED_WORDS:
            yield gone, put_in
        else:
            yield from _aligned(*words, patience)


def _aligned(before: list[str], after: list[str], patience: _Patience) -> Iterator[tuple[str, str]]:
    for _, start, end, new_start, new_end in _Matcher(before, after, patience).get_opcodes():
        yield "".join(before[start:end]), "".join(after[new_start:new_end])


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words are the same at the beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))


def _gone(compared: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give what is there no longer, as it was written: a blank between two words that are both gone ends nothing."""
    held = ""
    for gone, put_in in [*compared, ("\n", "\n")]:
        if gone != put_in or (gone.isspace() and "\n" not in gone):
            held += gone
            continue
        if held.strip():
            yield held.strip()
        held = ""


def _joined(pieces: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Give the pieces without empty ones, neighbours of the same kind as one."""
    held, held_new = "", False
    for words, is_new in pieces:
        if held and words and is_new != held_new:
            yield held, held_new
            held = ""
        if words:
            held, held_new = held + words, is_new
    if held:
        yield held, held_new


def _element(words: str, *, is_new: bool) -> Json:
    return verbatim(words) | {"style": {"bold": True}} if is_new else verbatim(words)
