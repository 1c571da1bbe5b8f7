"""What is good enough in words: what changes in it, and what its numbers would mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.standard_meaning import Meaning
from domain.standards import STANDARD_KEYS, Wording, differing
from handlers.cards.bands import band_lines, share_words
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.standard_views import StandardView

LINES_SHOWN = 25
_VALUE_ROOM = 600
_NAME_ROOM = 80
_LISTS = ("standard.criteria", "standard.never")
# These have a value where nobody has written one.
_NUMBERS = (
    "standard.max_error_rate",
    "standard.confidence",
    "standard.escape_budget",
    "standard.error_counts_as",
)


def difference_lines(view: StandardView) -> list[Sentence]:
    """Return what would change, or all of it where there is nothing to compare with: at most LINES_SHOWN and one."""
    lines = list(_whole(view.wording) if view.was is None else _changes(view.was, view.wording))
    left = len(lines) - LINES_SHOWN
    return lines if left <= 0 else [*lines[:LINES_SHOWN], say("standard.more", count=left)]


def meaning_lines(view: StandardView, wording: Wording, meaning: Meaning) -> Iterator[Sentence]:
    """Give what the numbers of this wording would mean, a sentence each."""
    found = view.workflow
    if found.policy.lane != "automated":
        yield say("standard.means_nothing_less", slug=found.slug)
    owner = clipped(view.name(found.owner), _NAME_ROOM)
    yield say("standard.means_gate", clean=meaning.clean, clean_but_one=meaning.clean_but_one, owner=owner)
    if meaning.one_in == 1:
        yield say("standard.means_all")
    else:
        held = found.policy.checking.is_held
        drafted = replace(found.policy, standard=wording.standard)
        share = share_words(drafted)
        yield say("standard.means_share_held" if held else "standard.means_share", share=share)
        yield from band_lines(drafted, now=True)
        yield say_count("standard.means_escapes", meaning.escaping, seldom=meaning.seldom_more)
        yield _cards(meaning)
        if found.policy.checking.relax_after.planted:
            yield say("standard.means_missed")
    if meaning.costs_more:
        minutes, look = _number(wording.costs.error_minutes or 0), f"{view.review_minutes or 0:.2g}"
        yield say("standard.means_costly", minutes=minutes, look=look, measured=view.looks_measured)


def said_value(key: str, value: object) -> str:
    """Return one value of a standard as people say it."""
    if value is None or value in ("", ()):
        return plain("standard.unsaid")
    if key == "standard.max_error_rate":
        return of_1000(value)
    if key == "standard.confidence":
        return luck(value)
    if key == "standard.error_counts_as" and isinstance(value, tuple):
        return ", ".join(plain(f"standard.counts_{one}") for one in value)
    if isinstance(value, tuple):
        return " · ".join(map(str, value))
    if isinstance(value, date):
        return spelled(value)
    return _number(value) if isinstance(value, int | float) else str(value)


def of_1000(rate: object) -> str:
    """Return a share as so many of 1000, exactly as it is kept: 0.0025 is "2.5"."""
    return _number(Decimal(str(rate)) * 1000)


def luck(confidence: object) -> str:
    """Return a confidence as how seldom luck may mislead: .95 is "At most 1 time in 20"."""
    times = 1 / (1 - Decimal(str(confidence)))
    return plain(
        "standard.luck_one", times=_number(times.quantize(Decimal(1)) if times > 10 else round(times, 1))
    )


def _cards(meaning: Meaning) -> Sentence:
    if meaning.a_day is None or meaning.checked_a_day is None:
        return say("standard.means_new")
    if meaning.a_day < 1:
        return say("standard.means_few")
    return say_count("standard.means_cards", max(1, round(meaning.checked_a_day)), now=round(meaning.a_day))


def _whole(wording: Wording) -> Iterator[Sentence]:
    for key in STANDARD_KEYS:
        value = wording.value(key)
        if key in _NUMBERS or value not in (None, "", ()):
            yield say("standard.value", what=plain(f"standard.key.{key}"), now=_shown(key, value))


def _changes(was: Wording, now: Wording) -> Iterator[Sentence]:
    for key in differing(was, now):
        before, after = was.value(key), now.value(key)
        if key in _LISTS and isinstance(before, tuple) and isinstance(after, tuple):
            yield from _list_changes(key, before, after)
        else:
            what = plain(f"standard.key.{key}")
            yield say("standard.was", what=what, now=_shown(key, after), was=_shown(key, before))


def _list_changes(key: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Sentence]:
    what = plain(f"standard.key.{key}")
    if set(before) == set(after):  # the same in another order
        yield say("standard.was", what=what, now=_shown(key, tuple(after)), was=_shown(key, tuple(before)))
    for line in before:
        if line not in after:
            yield say("standard.gone", what=what, line=clipped(line, _VALUE_ROOM))
    for line in after:
        if line not in before:
            yield say("standard.added", what=what, line=clipped(line, _VALUE_ROOM))


def _shown(key: str, value: object) -> str:
    return clipped(said_value(key, value), _VALUE_ROOM)


def _number(value: float | Decimal) -> str:
    """Return a number without needless noughts, and never as a power of ten."""
    said = f"{Decimal(str(value)):f}"
    return said.rstrip("0").rstrip(".") if "." in said else said
