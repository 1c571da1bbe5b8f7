"""Whether the AI is as right as it says, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.confidence import StatedAndRight, may_be_told
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import share, unit_of, whole_range


def words(found: StatedAndRight) -> Iterator[Sentence]:
    """Give what was right where it was surest, with its range and of how many, beside what it said; nothing where there
    is too little to say it of.
    """
    if not found.bins or not may_be_told(found.bins[-1]):
        return
    surest = found.bins[-1]
    key = "confidence.as_said"
    if surest.stated > surest.right.high:
        key = "confidence.less"
    elif surest.stated < surest.right.low:
        key = "confidence.more"
    right = surest.right
    low, high = whole_range(right.low, right.high, unit_of(right.rate))
    yield say(key, stated=share(surest.stated), right=share(right.rate), low=low, high=high, count=right.n)
