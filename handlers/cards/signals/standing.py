"""What stands open, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.standing import Standing
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say, say_count


def words(found: Standing) -> Iterator[Sentence]:
    """Give that nobody owns it or its date is past, and what is to be put right; nothing where nothing is open."""
    if (since := found.unowned_since) is not None:
        also = "" if found.past_date is None else plain("standing.also_past", day=spelled(found.past_date))
        yield say("standing.unowned", since=spelled(since), also=also)
    elif found.past_date is not None:
        yield say("standing.past_date", day=spelled(found.past_date))
    if found.open:
        late = plain("standing.late", late=found.late) if found.late else ""
        yield say_count("standing.put_right", found.open, late=late)
