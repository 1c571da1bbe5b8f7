"""Whether it makes more exceptions than it spares, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from domain.signals.exceptions import Exceptions
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import counted


def words(found: Exceptions) -> Iterator[Sentence]:
    """Give how many it makes, of what kinds, and how that compares with what it spares; nothing where it makes none."""
    if not found.made:
        return
    yield say(
        "exceptions.made",
        made=counted(found.made),
        out_of=counted(found.handed_in),
        escalated=len(found.escalated),
        stopped=len(found.stopped),
        reopened=len(found.reopened),
        wrong=len(found.found_wrong),
    )
    spared, ratio = found.spared, found.ratio
    if spared is None or ratio is None:
        return
    if not ratio.is_clear:
        yield say("exceptions.unclear", spared=counted(round(spared)))
    elif math.isinf(ratio.high):
        yield say("exceptions.none_spared")
    else:
        key = "exceptions.more" if ratio.low > 1 else "exceptions.fewer"
        times, low, high = (f"{one:.1f}" for one in (ratio.times, ratio.low, ratio.high))
        yield say(key, times=times, low=low, high=high)
