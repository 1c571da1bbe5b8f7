"""How many of 100 people think are right, against how many were, in each workflow where both are known."""

from __future__ import annotations

import math
from collections.abc import Mapping

from domain.signals.signal import Reading
from handlers.cards.phrase import plain, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import whole_range
from handlers.pictures.picture import LABEL_ROOM, ROWS, Mark, Picture, RangeRow, Ranges
from handlers.pictures.told import in_words

_MEASURED, _STATED = range(2)
_TENTH = 10


def trust(readings: Mapping[str, Reading]) -> Picture | None:
    """Return the picture of that signal by workflow; None where nowhere both are known and may be told."""
    known = {slug: row for slug, reading in readings.items() if (row := _row(slug, reading)) is not None}
    # The widest apart, and those by name: nobody is ranked.
    widest = sorted(known, key=lambda slug: (-_apart(known[slug]), slug))[:ROWS]
    if not widest:
        return None
    rows = tuple(known[slug] for slug in sorted(widest))
    lowest = min(min(mark.value, mark.low or mark.value) for row in rows for mark in row.marks)
    chart = Ranges(
        rows,
        (plain("picture.measured"), plain("picture.stated")),
        plain("picture.right_of_100"),
        begins_at=math.floor(lowest * _TENTH) / _TENTH if lowest < 1 else 1 - 1 / _TENTH,
    )
    title, more = plain("picture.trust"), len(known) - len(rows)
    notes = (say_count("picture.more", more).plain(),) if more else ()
    said = [_in_words(row) for row in rows]
    return Picture("trust", title, chart, notes, in_words(title, said, notes))


def _row(slug: str, reading: Reading) -> RangeRow | None:
    stated, right, low, high = (
        reading.counts.get(name) for name in ("right_of_100", "right", "right_low", "right_high")
    )
    if stated is None or right is None:
        return None
    said = plain("picture.said", stated=round(stated), measured=round(100 * right))
    marks = (Mark(_MEASURED, right, low, high), Mark(_STATED, stated / 100))
    return RangeRow(clipped(slug, LABEL_ROOM), said, marks)


def _apart(row: RangeRow) -> float:
    measured, stated = row.marks
    return abs(measured.value - stated.value)


def _in_words(row: RangeRow) -> str:
    measured, stated = row.marks
    low, high = whole_range(measured.low or 0.0, measured.high or 0.0)
    return plain(
        "picture.trust_row",
        label=row.label,
        stated=round(100 * stated.value),
        measured=round(100 * measured.value),
        low=low,
        high=high,
    )
