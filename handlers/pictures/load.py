"""How much came in for people to decide in the last weeks, and how much of it waited as each ended."""

from __future__ import annotations

from collections.abc import Sequence

from domain.load_weeks import LoadWeek
from handlers.cards.phrase import plain
from handlers.pictures.picture import Picture, Weeks
from handlers.pictures.told import in_words

# One week alone is no history.
_AT_LEAST = 2


def load(weeks: Sequence[LoadWeek]) -> Picture | None:
    """Return the picture, from the first week on in which there was anything; None before there are two of them."""
    first = next((at for at, one in enumerate(weeks) if one.came or one.open), len(weeks))
    shown = weeks[first:]
    if len(shown) < _AT_LEAST:
        return None
    title = plain("picture.load", count=len(shown))
    chart = Weeks(
        tuple(str(one.week.number) for one in shown),
        tuple(one.came for one in shown),
        tuple(one.open for one in shown),
        plain("picture.came"),
        plain("picture.open"),
        plain("picture.week"),
    )
    said = [
        plain("picture.load_week", week=one.week.number, came=f"{one.came:,}", open=f"{one.open:,}")
        for one in shown
    ]
    return Picture("load", title, chart, (), in_words(title, said))
