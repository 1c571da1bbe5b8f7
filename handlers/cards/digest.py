"""The week's summary as a message: a line a workflow, what needs somebody first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.elements import actions, button, context, header, line, section, verbatim
from handlers.cards.leave import spelled
from handlers.cards.message import Json, Message, assembled
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped

# With title and left-out weeks it is read at a glance on a phone.
LINES = 10
_WEEKS_NAMED = 4
_NAME_ROOM = 80
_BETWEEN = " · "

Part = tuple[str, Json]
Line = list[Sentence]


def draw_weekly(
    summary: WeeklySummary, *, skipped: Sequence[Week] = (), instead: Sentence | None = None
) -> Message:
    """Return the summary; `skipped` are weeks whose summaries were left out. A quiet week is one line.

    `instead` says why one person has it instead of the leaders' channel.
    """
    about = f"digest:{summary.week}"
    why = [] if instead is None else [instead]
    if summary.is_quiet and not skipped:
        quiet = _quiet(summary)
        told = " ".join(one.mrkdwn() for one in (quiet, *why))
        instead_parts = [("instead", context(one.plain())) for one in why]
        return assembled("ans", about, told, [("quiet", section(quiet.plain())), *instead_parts])
    lines = weekly_lines(summary, skipped=skipped)
    title, *rest = lines
    heard = "\n".join(
        _BETWEEN.join(one.mrkdwn() for one in each) for each in (title, *([one] for one in why), *rest)
    )
    parts: list[Part] = [("title", header(_said(title))), *(("instead", context(one.plain())) for one in why)]
    if skipped:
        left_out, *rest = rest
        parts.append(("skipped", context(_said(left_out))))
    unowned = [each.workflow for each in _first(summary) if each.unowned_since is not None]
    for number, each in enumerate(rest, start=1):
        parts.append((f"line{number}", line(_rich(each))))
        if number <= len(unowned):  # they come first
            name = button("name_owner", plain("button.name_owner"), unowned[number - 1])
            parts.append((f"owner{number}", actions(name)))
    return assembled("ans", about, heard, parts)


def weekly_text(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> str:
    """Return the summary as plain text, as it would be read out."""
    if summary.is_quiet and not skipped:
        return _quiet(summary).plain() + "\n"
    return "\n".join(_said(each) for each in weekly_lines(summary, skipped=skipped)) + "\n"


def weekly_lines(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> list[Line]:
    """Return the summary line by line: its title, what was left out, the workflows, the rest in one."""
    lines = [[say("week.title", week=summary.week.number)]]
    if skipped:
        lines.append([_left_out(skipped)])
    if summary.is_quiet:
        return [*lines, [_quiet(summary)]]
    first = _first(summary)
    lines += [list(_workflow(each, summary)) for each in first]
    if len(summary.workflows) > LINES:
        lines.append([_rest([each for each in summary.workflows if each not in first])])
    return lines


def _first(summary: WeeklySummary) -> list[WorkflowWeek]:
    """Return the workflows that have a line of their own, what needs somebody first."""
    return sorted(summary.workflows, key=_need)[:LINES]


def _need(week: WorkflowWeek) -> tuple[bool, int, bool, int, int, str]:
    return (
        week.unowned_since is None,
        -week.late,
        week.past_date is None,
        -week.waiting,
        -week.handed_in,
        week.workflow,
    )


def _quiet(summary: WeeklySummary) -> Sentence:
    count = len(summary.workflows)
    return say_count("week.quiet", count, week=summary.week.number)


def _left_out(skipped: Sequence[Week]) -> Sentence:
    if len(skipped) > _WEEKS_NAMED:
        return say("week.skipped_many", count=len(skipped))
    weeks = ", ".join(str(week.number) for week in skipped)
    return say("week.skipped_one" if len(skipped) == 1 else "week.skipped", weeks=weeks)


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Iterator[Sentence]:
    yield say("week.workflow", workflow=clipped(week.workflow, _NAME_ROOM))
    if week.unowned_since is not None:
        yield say("week.unowned", since=Moment(week.unowned_since, summary.timezone, day=True))
    if week.past_date is not None:
        yield say("week.past_date", day=spelled(week.past_date))
    if week.handed_in:
        yield say("week.handed_in", count=week.handed_in)
    else:
        yield say("week.none_handed_in")
    if week.decided:
        yield say("week.decided", count=week.decided, approved=week.approved, rejected=week.rejected)
    if week.expired:
        yield say("week.expired", count=week.expired)
    if week.unchecked:
        yield say("week.unchecked", count=week.unchecked)
    if week.waiting and week.oldest_at is not None:
        oldest = Moment(week.oldest_at, summary.timezone, day=True)
        yield say("week.waiting", count=week.waiting, oldest=oldest)
    if week.asked:
        yield say_count("week.asked", week.asked)
    if week.late:
        owner = clipped(summary.owner_names.get(week.owner, week.owner), _NAME_ROOM)
        yield say("week.late", count=week.late, owner=owner)


def _rest(weeks: Sequence[WorkflowWeek]) -> Sentence:
    return say(
        "week.more",
        count=len(weeks),
        handed_in=sum(week.handed_in for week in weeks),
        decided=sum(week.decided for week in weeks),
        waiting=sum(week.waiting for week in weeks),
        late=sum(week.late for week in weeks),
    )


def _said(said: Line) -> str:
    return _BETWEEN.join(one.plain() for one in said)


def _rich(said: Line) -> list[Json]:
    elements: list[Json] = []
    for one in said:
        elements += [verbatim(_BETWEEN)] if elements else []
        elements += one.rich()
    return elements
