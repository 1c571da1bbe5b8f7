"""How often a second person decides otherwise, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.overturned import FirstDecisionsChanged, changed, share_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import parts, share, unit_of


def words(found: FirstDecisionsChanged) -> Iterator[Sentence]:
    """Give the share, where there are enough, and which way; nothing of too few people, or where none was changed."""
    if not found.may_be_shown:
        return
    figure = share_of(found.twice)
    if figure.value and figure.low is not None and figure.high is not None:
        of = unit_of(figure.value)
        ranging = {"low": parts(figure.low, of), "high": parts(figure.high, of)}
        yield say("overturned.share", share=share(figure.value), **ranging)
    let_out, stopped = changed(found.let_out), changed(found.stopped)
    if let_out or stopped:
        yield say("overturned.ways", let_out=let_out, stopped=stopped, count=found.n)
