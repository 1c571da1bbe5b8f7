"""Whether people trust it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from domain.pulse import OF
from domain.signals.trust import Trust
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import parts, whole_range


def words(found: Trust) -> Iterator[Sentence]:
    """Give what those who work with it think, against what was measured; nothing where nobody was asked."""
    if found.latest is None or not found.latest.asked:
        return
    told = found.told
    if told is None or found.stated is None:
        yield say("trusting.few", asked=found.latest.asked)
        return
    score = f"{median(told.scores):.1f}".removesuffix(".0")
    yield say("trusting.score", score=score, count=len(told.answers), asked=told.asked)
    yield _against_what_is_measured(found, f"{found.stated:g}")
    change = found.change
    if change is not None:
        key = (
            "trusting.same"
            if not change.is_clear
            else "trusting.up"
            if change.difference > 0
            else "trusting.down"
        )
        yield say(key)


def _against_what_is_measured(found: Trust, stated: str) -> Sentence:
    if found.held is None or found.measured is None:
        return say("trusting.unmeasured", stated=stated)
    right, least, most = found.measured
    low, high = whole_range(least, most, OF)
    return say(f"trusting.{found.held}", stated=stated, right=parts(right, OF), low=low, high=high)
