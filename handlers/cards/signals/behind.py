"""What stands behind the leading signals, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from domain.signals.signal import Read
from handlers.cards.phrase import Sentence
from handlers.cards.signals import (
    agreement,
    change,
    cleanup,
    confidence,
    cost,
    exceptions,
    fast_approvals,
    load,
    overturned,
    pilot_and_scale,
    sampling,
    staffing,
    standing,
    threshold,
    trust,
    use,
    waiting,
)

# By the key of the signal. Each takes what its reader returns, and gives nothing where there is nothing to say.
WORDS: Mapping[str, Callable[[Any], Iterator[Sentence]]] = MappingProxyType({
    "agreement": agreement.words,
    "change": change.words,
    "waiting": waiting.words,
    "sampling": sampling.words,
    "overturned": overturned.words,
    "use": use.words,
    "trust": trust.words,
    "load": load.words,
    "cleanup": cleanup.words,
    "confidence": confidence.words,
    "threshold": threshold.words,
    "pilot_and_scale": pilot_and_scale.words,
    "fast_approvals": fast_approvals.words,
    "cost": cost.words,
    "exceptions": exceptions.words,
    "staffing": staffing.words,
    "standing": standing.words,
})  # fmt: skip


def behind_words(found: Mapping[str, Read]) -> Iterator[Sentence]:
    """Give the lines of each that has something to say."""
    for key, read in found.items():
        yield from WORDS[key](read)
