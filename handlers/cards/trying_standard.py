"""What a standard would have meant for what people decided lately, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.trying_standards import ENOUGH, Span, TriedStandard
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.standard_views import StandardView

_NAME_ROOM = 80
_IN_HOURS_FROM = 120  # minutes


def tried_lines(view: StandardView, tried: TriedStandard | None, decided: int) -> Iterator[Sentence]:
    """Give it, a sentence each; `tried` None: too few were `decided`."""
    if tried is None:
        yield say("standard.tried_few", count=decided, enough=ENOUGH)
        return
    if tried.wrong:
        yield say("standard.tried", count=tried.decided, wrong=tried.wrong)
    else:
        yield say("standard.tried_good", count=tried.decided)
    if tried.unseen:
        yield say_count("standard.tried_unseen", tried.unseen)
    if tried.less_from is None:
        yield say("standard.tried_never", clean=tried.clean)
    else:
        yield _less(spelled(_day(view, tried.less_from)), tried.back)
    if tried.looks.low == tried.decided:
        yield say("standard.tried_looks_all", count=tried.decided)
    else:
        yield say("standard.tried_looks", looks=_span(tried.looks), count=tried.decided)
    yield _minutes(view, tried)
    if tried.escaped.high:
        yield say("standard.tried_out", escaped=_span(tried.escaped))
    else:
        yield say("standard.tried_none_out")
    owner = clipped(view.name(view.workflow.owner), _NAME_ROOM)
    if tried.less_from is None:
        yield say("standard.tried_notice")
    else:
        yield say("standard.tried_luck", tries=tried.tries, owner=owner)


def _minutes(view: StandardView, tried: TriedStandard) -> Sentence:
    if view.review_minutes is None:
        return say("standard.tried_no_minutes")
    minutes = tried.looks.mean * view.review_minutes
    if minutes >= _IN_HOURS_FROM:
        took = say_count("standard.hours", round(minutes / 60)).plain()
    else:
        took = say_count("standard.minutes", max(1, round(minutes))).plain()
    look = f"{view.review_minutes:.2g}"
    return say("standard.tried_minutes", took=took, look=look, measured=view.looks_measured)


def _span(span: Span) -> str:
    if span.low == span.high:
        return str(span.low)
    return plain("standard.span", mean=round(span.mean), low=span.low, high=span.high)


def _less(day: str, back: Span) -> Sentence:
    """Return from when less would have been checked, and how often everything again."""
    if back.high == 0:
        return say("standard.tried_less_on", day=day)
    if back.low == back.high == 1:
        return say("standard.tried_less_once", day=day)
    return say("standard.tried_less", day=day, back=_span(back))


def _day(view: StandardView, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(view.workflow.policy.working_hours.timezone))
