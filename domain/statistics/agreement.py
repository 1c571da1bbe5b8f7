"""Do two who judge without seeing each other say the same? Of blind pairs that were drawn by chance, and no others."""

from __future__ import annotations

from dataclasses import dataclass

from domain.statistics.intervals import wilson

# Fewer pairs, or fewer rejections among them, are told as counts.
ENOUGH_PAIRS = 50
ENOUGH_REJECTIONS = 10


@dataclass(frozen=True)
class Agreement:
    """How two verdicts agree, over `n` pairs.

    `raw` is the share of pairs that agree, `low` and `high` its Wilson interval; worth telling if `enough`.
    `on_rejecting` is the share of rejections that the other shares (Cicchetti & Feinstein 1990), None where nobody
    rejected, worth telling if `enough_rejections`: it shows what a high `raw` hides, that they never reject the same.
    `on_approving` is that of approvals. `beyond_chance` is AC1 (Gwet 2008), at most 1.
    """

    n: int
    raw: float
    low: float
    high: float
    on_approving: float | None
    on_rejecting: float | None
    beyond_chance: float
    rejections: int

    @property
    def enough(self) -> bool:
        """Return whether there are pairs enough for a share."""
        return self.n >= ENOUGH_PAIRS

    @property
    def enough_rejections(self) -> bool:
        """Return whether there are rejections enough, by either, for a share of them."""
        return self.rejections >= ENOUGH_REJECTIONS


def agreement(
    both_approve: int, only_first_approves: int, only_second_approves: int, both_reject: int
) -> Agreement | None:
    """Return how they agree; None for no pairs."""
    agreed, differed = both_approve + both_reject, only_first_approves + only_second_approves
    n = agreed + differed
    if n == 0:
        return None
    approving = (2 * both_approve + differed) / (2 * n)
    by_chance = 2 * approving * (1 - approving)
    raw = agreed / n
    low, high = wilson(agreed, n)
    return Agreement(
        n,
        raw,
        low,
        high,
        _shared(both_approve, differed),
        _shared(both_reject, differed),
        (raw - by_chance) / (1 - by_chance),
        2 * both_reject + differed,
    )


def _shared(both: int, differed: int) -> float | None:
    return 2 * both / (2 * both + differed) if both or differed else None
