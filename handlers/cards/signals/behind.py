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
    "standing": standing.words,
    "change": change.words,
    "pilot_and_scale": pilot_and_scale.words,
    "agreement": agreement.words,
    "overturned": overturned.words,
    "fast_approvals": fast_approvals.words,
    "sampling": sampling.words,
    "confidence": confidence.words,
    "threshold": threshold.words,
    "use": use.words,
    "trust": trust.words,
    "load": load.words,
    "waiting": waiting.words,
    "staffing": staffing.words,
    "cost": cost.words,
    "cleanup": cleanup.words,
    "exceptions": exceptions.words,
})  # fmt: skip


def behind_words(found: Mapping[str, Read]) -> Iterator[Sentence]:
    """Give the lines of each that has something to say."""
    for key, read in found.items():
        yield from WORDS[key](read)
