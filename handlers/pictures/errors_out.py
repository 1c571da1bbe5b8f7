"""How many wrong ones got out in each workflow, with its range, against the line that was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.signals.wrong_ones_out import WrongOnesOut
from domain.weekly import WeeklySummary, WorkflowWeek
from handlers.cards.phrase import plain, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import line, share, unit_of, whole_range
from handlers.pictures.picture import LABEL_ROOM, ROWS, Mark, Picture, RangeRow, Ranges
from handlers.pictures.told import in_words

_NAMED = 3


def errors_out(summary: WeeklySummary) -> Picture | None:
    """Return the picture, None where nowhere enough is known for a share."""
    told = [each for each in summary.workflows if each.signals.wrong.figure.value is not None]
    if not told:
        return None
    # The most that needs a leader, and then the most that went out; and those by name, for nobody is ranked.
    first = sorted(told, key=lambda each: (not each.signals.wrong.is_above, -each.signals.wrong.gone_out))[
        :ROWS
    ]
    rows = tuple(_row(each) for each in sorted(first, key=lambda each: each.workflow))
    above = any(each.signals.wrong.is_above for each in first)
    series = (plain("picture.seen"), *([plain("picture.above")] if above else []))
    signed = any(row.line is not None for row in rows)
    chart = Ranges(rows, series, plain("picture.in_100"), plain("picture.signed") if signed else "")
    title, notes = plain("picture.errors_out", week=summary.week.number), tuple(_notes(summary, told))
    said = [
        _in_words(each, row)
        for each, row in zip(sorted(first, key=lambda one: one.workflow), rows, strict=True)
    ]
    return Picture("errors-out", title, chart, notes, in_words(title, said, notes))


def _row(week: WorkflowWeek) -> RangeRow:
    wrong = week.signals.wrong
    figure = wrong.figure
    mark = Mark(int(wrong.is_above), figure.value or 0.0, figure.low, figure.high)
    return RangeRow(clipped(week.workflow, LABEL_ROOM), _said(wrong), (mark,), wrong.tolerated)


def _said(wrong: WrongOnesOut) -> str:
    figure = wrong.figure
    if not figure.value:
        return plain("picture.none_at_most", high=share(figure.high or 0.0, up=True))
    return plain("picture.about", share=share(figure.value))


def _in_words(week: WorkflowWeek, row: RangeRow) -> str:
    wrong, figure = week.signals.wrong, week.signals.wrong.figure
    low, high = whole_range(figure.low or 0.0, figure.high or 0.0, unit_of(figure.value or 0.0))
    ranging = {"low": low, "high": high}
    if wrong.tolerated is None:
        return plain("picture.row", label=row.label, said=row.said, **ranging)
    key = "picture.row_above" if wrong.is_above else "picture.row_signed"
    return plain(key, label=row.label, said=row.said, signed=line(wrong.tolerated), **ranging)


def _notes(summary: WeeklySummary, told: Sequence[WorkflowWeek]) -> Iterator[str]:
    if (more := len(told) - ROWS) > 0:
        yield say_count("picture.more", more).plain()
    out = [each for each in summary.workflows if each.signals.wrong.gone_out and each not in told]
    few = [each.workflow for each in out if not each.signals.wrong.people_first]
    first = [each.workflow for each in out if each.signals.wrong.people_first]
    if few:
        yield plain("picture.too_few", what=_named(few))
    if first:
        yield plain("picture.people_first", what=_named(first))


def _named(workflows: Sequence[str]) -> str:
    names = ", ".join(clipped(one, LABEL_ROOM) for one in workflows[:_NAMED])
    left = len(workflows) - _NAMED
    return plain("picture.and_more", what=names, count=left) if left > 0 else names
