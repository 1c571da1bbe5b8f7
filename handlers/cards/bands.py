"""How much is checked while a share is, in words: the share that every output has, and the bands that have more."""

from __future__ import annotations

import math
from collections.abc import Iterator

from domain.draws import bands_with_more, chance
from domain.policy import Policy
from handlers.cards.lane_rules import where_words
from handlers.cards.phrase import Sentence, plain, say, say_count

_SHOWN = 10
# So near to "1 in so many" nobody could tell the difference.
_NEAR = 0.05


def share_words(policy: Policy, sensitivity: float = 1.0) -> str:
    """Return the share that is checked: "1 in 10", "about 1 in 3", or "at least 1 in 10" where bands have more.
    `sensitivity` is what it reckons with (`domain.draws.chance`).
    """
    least = chance(policy, "sampling", sensitivity=sensitivity)
    return least_words(least, more=bool(bands_with_more(policy, sensitivity=sensitivity)))


def least_words(least: float, *, more: bool) -> str:
    """Return the same from the share that every output has; `more`: there are bands with more."""
    if least >= 1:
        return plain("share.each")
    if more:
        return plain("share.at_least", many=math.ceil(1 / least - _NEAR))
    return plain("share.one_in" if _is_one_in(least) else "share.about", many=one_in(least))


def band_lines(policy: Policy, sensitivity: float = 1.0, *, now: bool) -> Iterator[Sentence]:
    """Give the bands that have more than the rest, a sentence each. `now`: a share is checked at this time."""
    more = bands_with_more(policy, sensitivity=sensitivity)
    for band in more[:_SHOWN]:
        yield say("band.now" if now else "band.once", where=where_words(band.when), share=_words(band.share))
    if (left := len(more) - _SHOWN) > 0:
        yield say_count("bands.more", left)


def one_in(share: float) -> int:
    """Return a share as people say it: 1 in so many."""
    return max(1, round(1 / share))


def _words(share: float) -> str:
    if share >= 1:
        return plain("share.all")
    if _is_one_in(share) and one_in(share) > 1:
        return plain("share.is_one_in", many=one_in(share))
    return plain("share.of_100", count=f"{100 * share:.3g}")


def _is_one_in(share: float) -> bool:
    return abs(1 / share - one_in(share)) < _NEAR
