"""From which confidence on it would have been good enough, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.threshold import SureEnough
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import share


def words(found: SureEnough) -> Iterator[Sentence]:
    """Give the confidence that would do, and how much comes with it; that none would; nothing where that is unknown."""
    answer = found.answer
    if answer is not None and found.coverage is not None:
        yield say("threshold.found", sure=share(answer.threshold), coverage=share(found.coverage))
    elif found.tried and answer is None:
        yield say("threshold.none")
