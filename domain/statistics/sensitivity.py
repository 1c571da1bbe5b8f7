"""Would we notice? The share of planted mistakes that reviewers caught, and what may be built on it."""

from __future__ import annotations

from domain.statistics.intervals import at_least, wilson


def caught_share(caught: int, planted: int) -> tuple[float, float, float]:
    """Return (share, low, high) to show, with a 95 % Wilson interval; (0, 0, 1) for none planted."""
    low, high = wilson(caught, planted)
    return (caught / planted if planted else 0.0), low, high


def lower_bound(caught: int, planted: int, confidence: float = 0.99) -> float:
    """Return the one-sided lower bound that the gate reckons with (Clopper & Pearson 1934); 0 for none caught."""
    return at_least(caught, planted, confidence)


def chance_of_luck(planted: int, share: float = 0.5) -> float:
    """Return the chance that who catches `share` of mistakes, as by the toss of a coin, catches all of these."""
    return share**planted
