"""Whether it got worse since the pilot, or other things come in, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.pilot_and_scale import PilotAndScale
from domain.statistics.mixing import Effect
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import by_how_much, share


def words(found: PilotAndScale) -> Iterator[Sentence]:
    """Give through what more, or fewer, are wrong than in the first weeks, and how much came in that these never saw.

    Two lines at most: that there is something new comes before what has changed of the mix.
    """
    if not found.pilot.total:
        return
    if found.is_pilot:
        yield say("pilot.still")
        return
    lines = list(_changes(found))
    new = sum(found.never_piloted.values())
    if new:
        lines = [*lines[:1], say("pilot.new", share=share(new))]
    yield from lines


def _changes(found: PilotAndScale) -> Iterator[Sentence]:
    compared = found.comparison
    if compared is None:
        return
    rate, mix = compared.rate, compared.mix
    if rate.is_clear:
        yield _change("pilot.worse" if rate.value > 0 else "pilot.better", rate)
    if mix.is_clear:
        yield _change("pilot.harder" if mix.value > 0 else "pilot.easier", mix)
    if not rate.is_clear and not mix.is_clear:
        yield say("pilot.unchanged")


def _change(key: str, effect: Effect) -> Sentence:
    return say(key, **by_how_much(effect.value, effect.low, effect.high))
