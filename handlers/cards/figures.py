"""All figures of a week, a workflow after the other: what stands behind the lines of the summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.weekly import WeeklySummary, WorkflowWeek
from handlers.cards.digest import NAME_ROOM
from handlers.cards.elements import context, header, section
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.leading import cleaning_words, signal_words
from handlers.cards.signals.measures import duration

# Two blocks each, and a modal holds a hundred.
_WORKFLOWS = 45


def draw_figures(summary: WeeklySummary) -> Json:
    """Return the modal with the figures of each workflow, by name."""
    blocks = [context(plain("figures.about", week=summary.week.number))]
    for each in summary.workflows[:_WORKFLOWS]:
        blocks.append(header(clipped(each.workflow, NAME_ROOM)))
        blocks.append(
            section("\n".join(one.plain() for one in figure_lines(each, summary.sizes, summary.timezone)))
        )
    if (beyond := len(summary.workflows) - _WORKFLOWS) > 0:
        blocks.append(context(plain("figures.more", count=beyond)))
    return modal("figures", "modal.figures", blocks)


def figure_lines(week: WorkflowWeek, sizes: Mapping[str, int], timezone: str) -> Iterator[Sentence]:
    """Give every figure of one workflow in words."""
    if week.is_idle:
        yield say("week.idle")
    else:
        yield from _happened(week, sizes)
    if week.waiting and week.oldest_at is not None:
        yield say("week.waiting", count=week.waiting, oldest=Moment(week.oldest_at, timezone, day=True))


def _happened(week: WorkflowWeek, sizes: Mapping[str, int]) -> Iterator[Sentence]:
    yield from signal_words(week.signals, sizes)
    time = week.signals.time
    if time.looks:
        yield say("figures.checked", time=duration(time.checking), measured=time.measured, count=time.looks)
    cleaned = cleaning_words(time, sizes)
    if cleaned is not None:
        yield cleaned
    yield say("week.handed_in", count=week.handed_in) if week.handed_in else say("week.none_handed_in")
    if week.decided:
        yield say("week.decided", count=week.decided, approved=week.approved, rejected=week.rejected)
    if week.expired:
        yield say("week.expired", count=week.expired)
    if week.unchecked:
        yield say("week.unchecked", count=week.unchecked)
    if week.asked:
        yield say_count("week.asked", week.asked)
