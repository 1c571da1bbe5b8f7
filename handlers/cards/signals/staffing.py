"""Whether there are people enough, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.staffing import Staffing, WhatIf
from handlers.cards.phrase import Sentence, say
from handlers.cards.signals.measures import counted, each, share


def words(found: Staffing) -> Iterator[Sentence]:
    """Give that there are hardly people enough, or not; and what one fewer would come to, if that would be so then."""
    what_if = found.what_if
    if what_if is None:
        return
    fewer, now, _ = what_if
    if now.wait is None:
        yield say("staffing.full", count=now.reviewers, grows=_a_day(now))
        return
    if now.is_tight:
        yield say("staffing.tight", count=now.reviewers, busy=share(now.busy), wait=each(now.wait))
    if fewer.wait is None:
        yield say("staffing.fewer_full", grows=_a_day(fewer))
    elif fewer.is_tight:
        yield say("staffing.fewer_tight", busy=share(fewer.busy), wait=each(fewer.wait))


def _a_day(found: WhatIf) -> str:
    return counted(max(1, round(found.grows)))
