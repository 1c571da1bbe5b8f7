"""Whether two who judge without knowing of each other say the same, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.second_looks import Pairs
from domain.signals.agreement import ReviewersAgree
from handlers.cards.phrase import Sentence, say, say_count
from handlers.cards.signals.measures import whole_range


def words(found: ReviewersAgree) -> Iterator[Sentence]:
    """Give what blind second looks of the half year came to."""
    yield from agreement_lines(found.pairs)


def agreement_lines(pairs: Pairs) -> Iterator[Sentence]:
    """Give what blind second looks came to; nothing before there is one. Below fifty pairs it is counts only, and of
    fewer than five people nothing but how many there are.
    """
    found = pairs.agreement
    if found is None or not pairs.may_be_shown:
        if pairs.n:
            yield say_count("agree.few", pairs.n)
        return
    if not found.enough:
        yield say("agree.counts", count=pairs.n, agreed=pairs.agreed)
    else:
        share = round(100 * found.raw)
        low, high = whole_range(found.low, found.high)
        yield say("agree.share", count=pairs.n, agreed=pairs.agreed, share=share, low=low, high=high)
    if found.enough_rejections:
        yield say("agree.rejections", count=found.rejections, shared=2 * pairs.both_reject)
