"""The week as a message for leaders: what needs them first, then how it goes, in at most fifteen lines on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.needs import CleanedElsewhere, Need, NoOwner, PastDate, TooManyWrong
from domain.outputs_behind import Behind
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.elements import actions, button, context, header, line, section, verbatim
from handlers.cards.leave import spelled
from handlers.cards.message import Json, Message, assembled
from handlers.cards.outputs_behind import see_button
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.leading import signal_words
from handlers.cards.signals.measures import above_line, duration

NEEDS = 5
LINES = 4
_WEEKS_NAMED = 4
NAME_ROOM = 80
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
    why = [] if instead is None else [("instead", instead)]
    left_out = [("skipped", _left_out(skipped))] if skipped else []
    if summary.is_quiet:
        said = _quiet(summary)
        heard = [said, *(one for _, one in (*left_out, *why))]
        parts: list[Part] = [("quiet", section(said.plain()))]
        parts += [(name, context(one.plain())) for name, one in (*left_out, *why)]
        if summary.workflows:
            parts.append(("figures", actions(_figures_button(summary, "button.details"))))
        return assembled("ans", about, " ".join(one.mrkdwn() for one in heard), parts)
    parts = [("title", header(_title(summary).plain()))]
    parts += [(name, context(one.plain())) for name, one in (*why, *left_out)]
    parts += _need_parts(summary)
    parts.append(("going", line([_bold(plain("week.going"))])))
    parts += [(f"line{number}", line(_rich(each))) for number, each in enumerate(_going(summary), start=1)]
    parts += [(f"end{number}", context(one.plain())) for number, one in enumerate(_ending(summary), start=1)]
    parts.append(("figures", actions(_figures_button(summary, "button.all_figures"))))
    first, *more = weekly_lines(summary, skipped=skipped)
    lines = [first, *([one] for _, one in why), *more]
    told = "\n".join(_BETWEEN.join(one.mrkdwn() for one in each) for each in lines)
    return assembled("ans", about, told, parts)


def weekly_text(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> str:
    """Return the summary as plain text, as it would be read out."""
    return "\n".join(_said(each) for each in weekly_lines(summary, skipped=skipped)) + "\n"


def weekly_lines(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> list[Line]:
    """Return the summary line by line."""
    left_out = [[_left_out(skipped)]] if skipped else []
    if summary.is_quiet:
        return [[_quiet(summary)], *left_out]
    lines: list[Line] = [[_title(summary)], *left_out]
    needs = summary.needs
    if needs:
        lines.append([say("week.needs", count=len(needs))])
        lines += [[need_words(need, summary)] for need in needs[:NEEDS]]
        lines += _needs_beyond(needs)
    lines.append([say("week.going")])
    lines += _going(summary)
    lines += [[one] for one in _ending(summary)]
    return lines


def need_words(need: Need, summary: WeeklySummary) -> Sentence:
    """Return what is needed, whoever is asked for it by name first."""
    name = None if need.sponsor is None else summary.names.get(need.sponsor, need.sponsor)
    who = "" if name is None else f"{clipped(name, NAME_ROOM)}: "
    said = {"who": who, "workflow": clipped(need.workflow, NAME_ROOM)}
    match need.about:
        case NoOwner(since_at, waiting):
            since = Moment(since_at, summary.timezone, day=True)
            if not waiting:
                return say("need.no_owner_none", since=since, **said)
            return say_count("need.no_owner", waiting, since=since, **said)
        case TooManyWrong(wrong, tolerated):
            seen, signed = above_line(wrong, tolerated)
            return say("need.too_many_wrong", share=seen, tolerated=signed, **said)
        case CleanedElsewhere(None, minutes):
            return say("need.cleaned_others", time=duration(minutes), **said)
        case CleanedElsewhere(team, minutes):
            name = clipped((team or "").capitalize(), NAME_ROOM)
            return say("need.cleaned", team=name, time=duration(minutes), **said)
        case PastDate(day):
            return say("need.past_date", day=spelled(day), **said)


def _need_parts(summary: WeeklySummary) -> Iterator[Part]:
    needs = summary.needs
    if not needs:
        return
    yield "needs", line([_bold(plain("week.needs", count=len(needs)))])
    for number, need in enumerate(needs[:NEEDS], start=1):
        yield f"need{number}", line([verbatim("• "), *need_words(need, summary).rich()])
        if isinstance(need.about, NoOwner):
            pressed = button("name_owner", plain("button.name_owner"), need.workflow)
            yield f"owner{number}", actions(pressed)
        if isinstance(need.about, CleanedElsewhere):
            yield f"outputs{number}", actions(_see_cleaned(need, summary))
    for one in _needs_beyond(needs):
        yield "needs_more", context(_said(one))


def _see_cleaned(need: Need, summary: WeeklySummary) -> Json:
    """Return the button that opens what other teams cleaned up after."""
    counts = {each.workflow: each.cleaned_elsewhere for each in summary.workflows}
    behind = Behind("cleaned_elsewhere", need.workflow, summary.begins_at, summary.ends_at)
    return see_button(behind, counts.get(need.workflow) or None)


def _needs_beyond(needs: Sequence[Need]) -> list[Line]:
    return [[say("week.needs_more", count=len(needs) - NEEDS)]] if len(needs) > NEEDS else []


def _going(summary: WeeklySummary) -> list[Line]:
    """Return a line for each workflow that is worth one, and one for the rest."""
    ranked = sorted(summary.workflows, key=lambda each: _worth(each, summary))
    needed = {need.workflow for need in summary.needs}
    worth = [each for each in ranked if each.workflow in needed or not (each.is_idle and each.is_as_agreed)]
    shown = worth[:LINES]
    rest = [each for each in ranked if each not in shown]
    lines = [list(_workflow(each, summary)) for each in shown]
    if rest:
        agreed = all(each.is_as_agreed for each in rest)
        late = sum(each.late for each in rest)
        lines.append(
            [say_count("week.rest", len(rest)) if agreed else say("week.more", count=len(rest), late=late)]
        )
    return lines


def _worth(week: WorkflowWeek, summary: WeeklySummary) -> tuple[bool, bool, int, float, str]:
    """Sort what is needed, or not as agreed, first; then what takes most of people's time."""
    needed = any(need.workflow == week.workflow for need in summary.needs)
    time = week.signals.time
    return not needed, week.is_as_agreed, -week.late, -(time.checking + time.cleaned), week.workflow


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Iterator[Sentence]:
    yield say("week.workflow", workflow=clipped(week.workflow, NAME_ROOM))
    if week.is_idle:
        yield say("week.idle")
    else:
        yield from signal_words(week.signals, summary.sizes)
    if week.late and week.unowned_since is not None:
        yield say("week.late_unowned", count=week.late)
    elif week.late:
        owner = clipped(summary.names.get(week.owner, week.owner), NAME_ROOM)
        yield say("week.late", count=week.late, owner=owner)


def _ending(summary: WeeklySummary) -> Iterator[Sentence]:
    """Give what has changed, and how far the times are measured."""
    for each in summary.changed[:LINES]:
        up = each.change is not None and each.change.difference > 0
        yield say(
            "week.changed_up" if up else "week.changed_down", workflow=clipped(each.workflow, NAME_ROOM)
        )
    if summary.compared and not summary.changed:
        yield say("week.unchanged")
    times = [each.signals.time for each in summary.workflows]
    looks, measured = sum(one.looks for one in times), sum(one.measured for one in times)
    if measured < looks:
        key = "week.measured_floor" if any(one.is_floor for one in times) else "week.measured"
        yield say(key, measured=measured, count=looks)


def _figures_button(summary: WeeklySummary, label: str) -> Json:
    return button("all_figures", plain(label), str(summary.week))


def _title(summary: WeeklySummary) -> Sentence:
    return say("week.title", week=summary.week.number)


def _quiet(summary: WeeklySummary) -> Sentence:
    count = len(summary.workflows)
    if not count:
        return say("week.quiet_none", week=summary.week.number)
    return say_count("week.quiet", count, week=summary.week.number)


def _left_out(skipped: Sequence[Week]) -> Sentence:
    if len(skipped) > _WEEKS_NAMED:
        return say("week.skipped_many", count=len(skipped))
    weeks = ", ".join(str(week.number) for week in skipped)
    return say("week.skipped_one" if len(skipped) == 1 else "week.skipped", weeks=weeks)


def _said(said: Line) -> str:
    return _BETWEEN.join(one.plain() for one in said)


def _bold(text: str) -> Json:
    return verbatim(text) | {"style": {"bold": True}}


def _rich(said: Line) -> list[Json]:
    """Return a line, what it is about in bold."""
    elements: list[Json] = []
    for one in said:
        elements += [verbatim(_BETWEEN)] if elements else []
        elements += one.rich() if elements else [_bold(one.plain())]
    return elements
