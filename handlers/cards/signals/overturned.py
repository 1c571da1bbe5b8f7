"""How often a second person decides otherwise, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.overturned import FirstDecisionsChanged, changed, share_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import share, unit_of, whole_range


def words(found: FirstDecisionsChanged) -> Iterator[Sentence]:
    """Give the share, where there are enough, and which way; nothing of too few people, or where none was changed."""
    if not found.may_be_shown:
        return
    figure = share_of(found.twice)
    if figure.value and figure.low is not None and figure.high is not None:
        low, high = whole_range(figure.low, figure.high, unit_of(figure.value))
        yield say("overturned.share", share=share(figure.value), low=low, high=high)
    let_out, stopped = changed(found.let_out), changed(found.stopped)
    if let_out or stopped:
        yield say("overturned.ways", let_out=let_out, stopped=stopped, count=found.n)
