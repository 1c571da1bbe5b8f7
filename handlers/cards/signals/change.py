"""Whether more wrong ones get out than before, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.change import WrongOnesChanged
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import by_how_much


def words(found: WrongOnesChanged) -> Iterator[Sentence]:
    """Give what has changed against the four weeks before; nothing where that cannot be told."""
    change = found.change
    if change is None:
        return
    if not found.is_clear:
        yield say("change.none")
        return
    key = "change.more" if change.difference > 0 else "change.fewer"
    yield say(key, **by_how_much(change.difference, change.low, change.high))
