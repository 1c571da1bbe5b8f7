"""Whether as much was looked at as was planned, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.sampling import CheckingDone
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import counted


def words(found: CheckingDone) -> Iterator[Sentence]:
    """Give what was drawn, where a share was, and how much of what was to be looked at is judged."""
    if found.drawn_from:
        key = "sampling.drawn" if found.is_as_planned else "sampling.astray"
        planned = counted(round(found.planned))
        yield say(key, drawn=counted(found.drawn), count=counted(found.drawn_from), planned=planned)
    if found.to_judge:
        judged, in_time = counted(found.judged), counted(found.in_time)
        yield say("sampling.judged", count=counted(found.to_judge), judged=judged, in_time=in_time)
