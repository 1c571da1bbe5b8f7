"""How much there is to decide, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.load import Load
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import counted


def words(found: Load) -> Iterator[Sentence]:
    """Give what came, was decided and is open; and that the queue was not steady, where it was not."""
    if not (found.arrived or found.decided or found.ended or found.open):
        return
    came, decided, still = (counted(number) for number in (found.arrived, found.decided, found.open))
    yield say("load.counts", came=came, decided=decided, open=still)
    if found.is_steady is False:
        yield say("load.unsteady")
