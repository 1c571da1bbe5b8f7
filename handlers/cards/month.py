"""A team's month: what got through and was wrong, what was stopped and was fine, each to be read. No names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.months import Month
from handlers.cards.elements import button, section
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.months import Overturned, TeamMonth

_TITLE_ROOM = 150
_SLUG_ROOM = 60


def draw_month(subject: str, told: TeamMonth, *, instead: Sentence | None = None) -> Message:
    """Return the message; `subject` is its channel and month, `instead` says why somebody has it instead of those."""
    drawn = list(_lines(told))
    head: list[tuple[Sentence, Overturned | None]] = [(instead, None)] if instead is not None else []
    parts: list[tuple[str, Json]] = []
    for number, (one, about) in enumerate([*head, *drawn], start=1):
        read = None if about is None else button("read_all", plain("button.read_it"), about.output_id)
        parts.append((f"line{number}", section(one.plain(), read)))
    said = "\n".join(one.mrkdwn() for one, _ in [*head, *drawn])
    return assembled("month", subject, said, parts)


def month_mark(subject: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"month:{subject}:"


def month_lines(told: TeamMonth) -> list[Sentence]:
    """Return the message line by line."""
    return [one for one, _ in _lines(told)]


def nothing_overturned(month: Month) -> Sentence:
    """Return what there is to say of a month of which no team reads anything."""
    return say("month.nothing_overturned", month=_called(month))


def month_name(told: TeamMonth) -> str:
    """Return what people call the month."""
    return _called(told.month)


def _called(month: Month) -> str:
    return plain(f"month.name_{month.number}", year=str(month.year))


def _lines(told: TeamMonth) -> Iterator[tuple[Sentence, Overturned | None]]:
    yield say("month.title", month=month_name(told)), None
    yield say("month.why"), None
    yield from _kind("month.got_through", told.got_through, told.of_got_through, told.zone)
    yield from _kind("month.stopped", told.stopped, told.of_stopped, told.zone)


def _kind(
    key: str, shown: Sequence[Overturned], of: int, zone: str
) -> Iterator[tuple[Sentence, Overturned | None]]:
    if not shown:
        return
    drawn = of > len(shown)
    yield say(f"{key}_drawn", count=len(shown), of=of) if drawn else say_count(key, of), None
    for one in shown:
        title = clipped(one.title or plain("card.untitled", workflow=one.workflow), _TITLE_ROOM)
        at = Moment(one.submitted_at, zone, day=True)
        yield say("month.one", title=title, slug=clipped(one.workflow, _SLUG_ROOM), at=at), one
