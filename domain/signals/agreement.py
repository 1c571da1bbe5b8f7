"""Do two who judge the same, neither knowing of the other, say the same?"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.second_looks import Pairs
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.agreement import ENOUGH_PAIRS, ENOUGH_REJECTIONS

SIGNAL = Signal(
    key="agreement",
    answers="Would somebody else have decided the same?",
    formula="pairs that say the same over all pairs; interval: Wilson. Beside it the share of rejections that the "
    "other shares, 2d/(2d+b+c), and AC1, which takes away what chance alone would bring",
    unit="share",
    window="blind second looks of the half year up to the last Saturday of the period, by whole weeks, as many of them "
    "together as it takes for five people to have judged some: what is new in it is always of five at least",
    minimum="five people, 50 pairs for a share and 10 rejections for that of rejections; below that counts",
    source="Wilson 1927; Cicchetti and Feinstein 1990; Gwet 2008",
)


@dataclass(frozen=True)
class ReviewersAgree:
    """How blind pairs agree."""

    pairs: Pairs = field(default_factory=Pairs)

    @property
    def reading(self) -> Reading:
        """Return the share of pairs that say the same; of too few people nothing but how many pairs there are."""
        pairs, found = self.pairs, self.pairs.agreement
        if found is None or not pairs.may_be_shown:
            return Reading(Figure(None, None, None, pairs.n, suppressed=True))
        share = found.raw if found.n >= ENOUGH_PAIRS else None
        rejecting = found.on_rejecting if found.rejections >= ENOUGH_REJECTIONS else None
        counts = {
            "agreed": float(pairs.agreed),
            "rejections": float(found.rejections),
            "agreed_on_rejecting": rejecting,
            "beyond_chance": None if share is None else found.beyond_chance,
        }
        return Reading(Figure(share, found.low, found.high, found.n, suppressed=share is None), counts)
