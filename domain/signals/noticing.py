"""Would we notice? What reviewers caught of the mistakes that were planted among what they review."""

from __future__ import annotations

from domain.probes import Noticed
from domain.signals.signal import Figure, Signal
from domain.statistics.sensitivity import caught_share
from domain.statistics.showing import may_be_a_rate

SIGNAL = Signal(
    key="noticing",
    answers="If one is wrong, does whoever reviews it see that?",
    formula="planted mistakes that were caught over those that were judged; interval: Wilson",
    unit="share",
    window="the half year up to the last Saturday of the period, by whole weeks, as many of them together as it takes "
    "for five reviewers to have judged one: what is new in it is always of five at least",
    minimum="five reviewers, so that it tells of none of them, also not by taking an earlier one from it; a share from "
    "30 on, below that counts",
    source="Wilson 1927; threat image projection in airport screening (Hofer and Schwaninger 2005)",
)


def noticing(noticed: Noticed) -> Figure:
    """Return the share that was caught; suppressed where too few people stand behind it, or too few mistakes."""
    if not noticed.planted or not noticed.may_be_shown:
        return Figure(None, None, None, 0, suppressed=True)
    share, low, high = caught_share(noticed.caught, noticed.planted)
    enough = may_be_a_rate(noticed.planted - noticed.caught, noticed.planted) or may_be_a_rate(
        noticed.caught, noticed.planted
    )
    return Figure(share if enough else None, low, high, noticed.planted, suppressed=not enough)
