"""All figures of a week: the workflows by name, and for each a page of what stands behind its line, and its outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.needs import Need
from domain.outputs_behind import Behind, Kind
from domain.signals import LEADING
from domain.signals.signal import Read, Signal
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.weekly import WeeklySummary, WorkflowWeek
from handlers.cards.elements import actions, button, context, header, line, section, verbatim
from handlers.cards.message import Json
from handlers.cards.modals import modal
from handlers.cards.needs import need_parts
from handlers.cards.outputs_behind import see_button
from handlers.cards.packing import Packed
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.behind import WORDS
from handlers.cards.signals.leading import (
    cleaning_words,
    notice_words,
    time_words,
    version_words,
    wrong_words,
)
from handlers.cards.signals.measures import duration
from handlers.cards.weekly_words import ending_words

ON_A_PAGE = 40
NEEDS_ON_A_PAGE = 15
_NAME_ROOM = 80
# A modal holds a hundred blocks; the last of them may have to say that there is more.
_BLOCKS = 99
_WRONG, _TIME, _NOTICED = LEADING


@dataclass(frozen=True)
class FiguresAt(Packed):
    """What the modal shows: the workflows of a week, from `since` on by name; of one only, if `workflow` is given.

    `channel_id` is where they were asked for.
    """

    week: str
    channel_id: str = ""
    workflow: str | None = None
    since: str = ""


@dataclass(frozen=True)
class Row:
    """One figure in words, and the outputs behind it: None where there are none to be seen. `count` of them, None:
    nobody has counted them.
    """

    said: Sentence
    kind: Kind | None = None
    count: int | None = 0


def draw_figures(summary: WeeklySummary, at: FiguresAt) -> Json:
    """Return the modal with a line for each workflow, by name, and the way to its page.

    What the message may have had no room for stands before them.
    """
    by_name = sorted(summary.workflows, key=lambda each: each.workflow)
    left = [each for each in by_name if each.workflow >= at.since]
    blocks = [context(plain("figures.about", week=summary.week.number))]
    if not at.since:
        blocks += _needs(summary.needs, summary)
        blocks += [context(one.plain()) for one in ending_words(summary)]
    for each in left[:ON_A_PAGE]:
        said = plain(
            "figures.line", workflow=clipped(each.workflow, _NAME_ROOM), what=_in_short(each, summary)
        )
        blocks.append(section(said, button("figures_of", plain("button.figures_of"), each.workflow)))
    turns = []
    if before := [each for each in by_name if each.workflow < at.since]:
        first = before[-ON_A_PAGE:][0].workflow
        turns.append(button("figures_from:before", plain("button.figures_before"), first))
    if len(left) > ON_A_PAGE:
        turns.append(button("figures_from:after", plain("button.figures_after"), left[ON_A_PAGE].workflow))
    if turns:
        blocks.append(actions(*turns))
    return modal("figures", "modal.figures", blocks, carried=replace(at, workflow=None))


def draw_figures_of(
    summary: WeeklySummary, week: WorkflowWeek, behind: Mapping[str, Read], at: FiguresAt
) -> Json:
    """Return the modal with everything known of one workflow's week; `behind` are its signals behind the leading ones.

    Each figure stands with what it does not show, and with the outputs behind it.
    """
    blocks = [
        header(plain("figures.of", workflow=clipped(week.workflow, _NAME_ROOM), week=summary.week.number))
    ]
    if len(summary.workflows) > 1:
        blocks.append(actions(button("figures_from:back", plain("button.figures_all"), at.since)))
    blocks += _needs([need for need in summary.needs if need.workflow == week.workflow], summary)
    blocks += _shown(_leading(week, summary.sizes, summary.timezone), summary, week)
    blocks += _shown(_happened(week, summary.timezone), summary, week)
    blocks += _behind(behind)
    if len(blocks) > _BLOCKS:
        blocks = [*blocks[: _BLOCKS - 1], context(plain("figures.no_room"))]
    return modal("figures", "modal.figures", blocks, carried=replace(at, workflow=week.workflow))


def _needs(needs: Sequence[Need], summary: WeeklySummary) -> Iterator[Json]:
    for number, need in enumerate(needs[:NEEDS_ON_A_PAGE], start=1):
        yield from (block for _, block in need_parts(need, summary, number))
    if len(needs) > NEEDS_ON_A_PAGE:
        yield context(plain("figures.needs_more", count=len(needs) - NEEDS_ON_A_PAGE))


def wrong_rows(wrong: WrongOnesOut, timezone: str) -> Iterator[Row]:
    """Give how many wrong ones got out, by which version, and what was found or said of others, with its outputs."""
    first, *_ = wrong_words(wrong)
    yield Row(first, "wrong", wrong.wrong)
    if (versions := version_words(wrong, timezone)) is not None:
        yield Row(versions)
    if wrong.stopped:
        yield Row(say_count("wrong.stopped", wrong.stopped), "stopped", wrong.stopped)
    if wrong.reported:
        yield Row(say("wrong.reported", count=wrong.reported), "reported", wrong.reported)
    if wrong.late:
        yield Row(say("wrong.too_late", count=wrong.late), "too_late", wrong.late)


def _leading(week: WorkflowWeek, sizes: Mapping[str, int], timezone: str) -> Iterator[Row | Signal]:
    """Give the three, each with its rows and then itself, for what it does not show."""
    if week.is_idle:
        yield Row(say("week.idle"))
        return
    wrong, time, noticed = week.signals.wrong, week.signals.time, week.signals.noticed
    yield from wrong_rows(wrong, timezone)
    yield _WRONG
    yield Row(time_words(time, sizes))
    if time.looks:
        yield Row(
            say("figures.checked", time=duration(time.checking), measured=time.measured, count=time.looks)
        )
    if (cleaned := cleaning_words(time, sizes)) is not None:
        yield Row(cleaned, "cleaned", None)
    yield _TIME
    yield Row(notice_words(noticed))
    yield _NOTICED


def _happened(week: WorkflowWeek, timezone: str) -> Iterator[Row]:
    if not week.is_idle:
        none = say("week.none_handed_in")
        came = say("week.handed_in", count=week.handed_in) if week.handed_in else none
        yield Row(came, "handed_in", week.handed_in)
    if week.decided:
        decided = say("week.decided", count=week.decided, approved=week.approved, rejected=week.rejected)
        yield Row(decided, "decided", week.decided)
    if week.expired:
        yield Row(say("week.expired", count=week.expired), "expired", week.expired)
    if week.unchecked:
        yield Row(say("week.unchecked", count=week.unchecked), "unchecked", week.unchecked)
    if week.asked:
        yield Row(say_count("week.asked", week.asked), "asked", None)
    if week.late:
        yield Row(say("figures.late", count=week.late), "late", week.late)
    if week.waiting and week.oldest_at is not None:
        oldest = Moment(week.oldest_at, timezone, day=True)
        yield Row(say("week.waiting", count=week.waiting, oldest=oldest), "waiting", week.waiting)


def _shown(
    rows: Iterator[Row | Signal] | Iterator[Row], summary: WeeklySummary, week: WorkflowWeek
) -> Iterator[Json]:
    for one in rows:
        if isinstance(one, Signal):
            yield _shows_not(one.key)
            continue
        way = None
        if one.kind is not None and one.count != 0:
            asked = Behind(one.kind, week.workflow, summary.begins_at, summary.ends_at)
            way = see_button(asked, one.count)
        yield section(one.said.plain(), way)


def _behind(found: Mapping[str, Read]) -> Iterator[Json]:
    for key, read in found.items():
        if said := list(WORDS[key](read)):
            told = [verbatim(plain(f"signal.{key}")) | {"style": {"bold": True}}]
            for one in said:
                told += [verbatim("\n"), *one.rich()]
            yield line(told)
            yield _shows_not(key)


def _shows_not(key: str) -> Json:
    return context(plain("figures.shows_not", what=plain(f"shows_not.{key}")))


def _in_short(week: WorkflowWeek, summary: WeeklySummary) -> str:
    if week.is_idle:
        return plain("week.idle")
    first, *_ = wrong_words(week.signals.wrong)
    key = "figures.short_pilot" if week.is_pilot else "figures.short"
    return plain(key, wrong=first.plain(), time=time_words(week.signals.time, summary.sizes).plain())
