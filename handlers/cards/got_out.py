"""How many wrong ones got out, in words: a share with its interval, or of too few only what was counted."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.wrong_ones_out import WrongOnesOut
from domain.statistics.showing import ENOUGH
from handlers.cards.phrase import Sentence, say, say_count


def got_out_lines(found: WrongOnesOut) -> Iterator[Sentence]:
    """Give what is known of the wrong ones of the last four weeks; nothing where nothing went out."""
    if not found.gone_out:
        return
    yield _told(found)
    if not found.people_first and found.tolerated is not None:
        yield say("out.signed", tolerated=of_100(found.tolerated))
    if found.reported:
        yield say_count("out.reported", found.reported)
    if found.late:
        yield say_count("out.late", found.late)


def of_100(share: float) -> str:
    """Return a share as so many of 100, with as many digits as tell: "0.25", "2.5", "25"."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


def _told(found: WrongOnesOut) -> Sentence:
    if found.people_first:
        key = "out.first" if found.wrong else "out.first_none"
        return say(key, gone_out=found.gone_out, **({"wrong": found.wrong} if found.wrong else {}))
    counted = {"gone_out": found.gone_out, "looked_at": found.looked_at}
    rate = found.rate
    if rate is None or rate.n_eff < ENOUGH:
        return say("out.few", **counted, wrong=found.wrong, stopped=found.stopped)
    if rate.rate == 0:
        return say("out.none", **counted, high=of_100(rate.high))
    low, high = of_100(rate.low), of_100(rate.high)
    if found.may_be_told:
        return say("out.rate", **counted, rate=of_100(rate.rate), low=low, high=high)
    return say("out.between", **counted, low=low, high=high)
