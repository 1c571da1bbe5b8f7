"""The week as a message for leaders: what needs them first, then how it goes, in at most fifteen lines on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from domain.needs import CLEANED_FROM_MINUTES, CleanedElsewhere, Need, NoOwner, PastDate, TooManyWrong
from domain.outputs_behind import Behind
from domain.weekly import Stop, WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.elements import actions, button, context, header, line, section, verbatim
from handlers.cards.follow_up import follow_up_words
from handlers.cards.leave import spelled
from handlers.cards.message import Json, Message, assembled
from handlers.cards.naming import listed
from handlers.cards.outputs_behind import see_button
from handlers.cards.phrase import Moment, Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.leading import measured_words, signal_words
from handlers.cards.signals.measures import above_line, duration

# Of a phone, before anything else.
ROOM = 15
NEEDS = 4
LINES = 4
FOLLOWED = 2
_WEEKS_NAMED = 4
NAME_ROOM = 80
_BETWEEN = " · "

Part = tuple[str, Json]
Line = list[Sentence]


def draw_weekly(
    summary: WeeklySummary,
    *,
    skipped: Sequence[Week] = (),
    instead: Sentence | None = None,
    may_mute: bool = False,
) -> Message:
    """Return the summary; `skipped` are weeks whose summaries were left out. A quiet week is one line.

    `instead` says why one person has it instead of the leaders' channel; `may_mute`: it is one person's message.
    """
    about = f"digest:{summary.week}"
    why = [] if instead is None else [("instead", instead)]
    left_out = [("skipped", _left_out(skipped))] if skipped else []
    if summary.is_quiet:
        said = _quiet(summary)
        left_out += [("followed", follow_up_words(one)) for one in summary.followed[:1]]
        heard = [said, *(one for _, one in (*left_out, *why))]
        parts: list[Part] = [("quiet", section(said.plain()))]
        parts += [(name, context(one.plain())) for name, one in (*left_out, *why)]
        if summary.workflows:
            parts.append(("figures", actions(*_buttons(summary, "button.details", may_mute=may_mute))))
        return assembled("ans", about, " ".join(one.mrkdwn() for one in heard), parts)
    parts = [("title", header(_title(summary).plain()))]
    parts += [(name, context(one.plain())) for name, one in (*why, *left_out)]
    parts += _need_parts(summary)
    parts.append(("going", line([_bold(plain("week.going"))])))
    going = _going(summary, besides=len(why) + len(left_out))
    parts += [(f"line{number}", line(_rich(each))) for number, each in enumerate(going, start=1)]
    parts += [(f"end{number}", context(one.plain())) for number, one in enumerate(_ending(summary), start=1)]
    parts.append(("figures", actions(*_buttons(summary, "button.all_figures", may_mute=may_mute))))
    lines = _lines(summary, [one for _, one in (*why, *left_out)])
    told = "\n".join(_BETWEEN.join(one.mrkdwn() for one in each) for each in lines)
    return assembled("ans", about, told, parts)


def weekly_text(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> str:
    """Return the summary as plain text, as it would be read out."""
    return "\n".join(_said(each) for each in weekly_lines(summary, skipped=skipped)) + "\n"


def weekly_lines(summary: WeeklySummary, *, skipped: Sequence[Week] = ()) -> list[Line]:
    """Return the summary line by line."""
    left_out = [_left_out(skipped)] if skipped else []
    if summary.is_quiet:
        followed = [follow_up_words(one) for one in summary.followed[:1]]
        return [[_quiet(summary)], *([one] for one in (*left_out, *followed))]
    return _lines(summary, left_out)


def _lines(summary: WeeklySummary, besides: Sequence[Sentence]) -> list[Line]:
    lines: list[Line] = [[_title(summary)], *([one] for one in besides)]
    needs = summary.needs
    if needs:
        lines.append([say("week.needs", count=len(needs))])
        lines += [[need_words(need, summary)] for need in needs[:NEEDS]]
        lines += _needs_beyond(needs)
    lines.append([say("week.going")])
    lines += _going(summary, besides=len(besides))
    lines += [[one] for one in _ending(summary)]
    return lines


def need_words(need: Need, summary: WeeklySummary) -> Sentence:
    """Return what is needed, whoever is asked for it by name first."""
    name = None if need.sponsor is None or summary.is_own else summary.names.get(need.sponsor, need.sponsor)
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
        case CleanedElsewhere(str(team), int(minutes)):
            name = clipped(team.capitalize(), NAME_ROOM)
            return say("need.cleaned", team=name, time=duration(minutes), **said)
        case CleanedElsewhere():
            return say("need.cleaned_others", time=duration(CLEANED_FROM_MINUTES), **said)
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
            yield f"outputs{number}", actions(_see_cleaned(need, summary), *_ask_both(need, summary))
    for one in _needs_beyond(needs):
        yield "needs_more", context(_said(one))


def _see_cleaned(need: Need, summary: WeeklySummary) -> Json:
    """Return the button that opens what other teams cleaned up after."""
    counts = {each.workflow: each.cleaned_elsewhere for each in summary.workflows}
    behind = Behind("cleaned_elsewhere", need.workflow, summary.begins_at, summary.ends_at)
    return see_button(behind, counts.get(need.workflow) or None)


def _ask_both(need: Need, summary: WeeklySummary) -> Iterator[Json]:
    """Give leaders the button that asks both teams, where the other one may be named."""
    if isinstance(need.about, CleanedElsewhere) and need.about.team is not None and not summary.is_own:
        yield button("ask_both", plain("button.ask_both"), f"{summary.week}:{need.workflow}")


def _needs_beyond(needs: Sequence[Need]) -> list[Line]:
    return [[say("week.needs_more", count=len(needs) - NEEDS)]] if len(needs) > NEEDS else []


def _going(summary: WeeklySummary, *, besides: int) -> list[Line]:
    """Return a line for each workflow that is worth one, as far as there is room beside so many others that are not of
    the week, and one for the rest.
    """
    ranked = sorted(summary.workflows, key=lambda each: _worth(each, summary))
    needed = {need.workflow for need in summary.needs}
    worth = [each for each in ranked if each.workflow in needed or not (each.is_idle and each.is_as_agreed)]
    shown = worth[: _room(summary, besides)]
    rest = [each for each in ranked if each not in shown]
    lines = [list(_workflow(each, summary)) for each in shown]
    if rest:
        agreed = all(each.is_as_agreed for each in rest)
        other = sum(not each.is_as_agreed for each in rest)
        lines.append(
            [say_count("week.rest", len(rest)) if agreed else say("week.more", count=len(rest), other=other)]
        )
    return lines


def _room(summary: WeeklySummary, besides: int) -> int:
    """Return how many workflows have a line of their own: the title and the lines for the rest have theirs."""
    needs = summary.needs
    told = 1 + min(len(needs), NEEDS) + (len(needs) > NEEDS) if needs else 0
    return max(1, min(LINES, ROOM - 3 - besides - told - len(list(_ending(summary)))))


def _worth(week: WorkflowWeek, summary: WeeklySummary) -> tuple[bool, bool, int, float, str]:
    """Sort what is needed, or not as agreed, first; then what takes most of people's time."""
    needed = any(need.workflow == week.workflow for need in summary.needs)
    time = week.signals.time
    return not needed, week.is_as_agreed, -week.late, -(time.checking + time.cleaned), week.workflow


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Iterator[Sentence]:
    yield say("week.workflow", workflow=clipped(week.workflow, NAME_ROOM))
    if week.stop is not None:
        yield _stopped(week.stop, summary.timezone)
    if week.is_idle:
        yield say("week.idle")
    else:
        if week.is_pilot:
            yield say("week.pilot")
        yield from signal_words(week.signals, summary.sizes)
    if week.looks_late > week.signals.wrong.late:
        yield say("week.looks_late", count=week.looks_late)
    if week.late and summary.is_own:
        yield say("week.late_own", count=week.late)
    elif week.late and week.unowned_since is not None:
        yield say("week.late_unowned", count=week.late)
    elif week.late:
        owner = clipped(summary.names.get(week.owner, week.owner), NAME_ROOM)
        yield say("week.late", count=week.late, owner=owner)


def _stopped(stop: Stop, timezone: str) -> Sentence:
    key, at = ("week.stopped", stop.at) if stop.went_on_at is None else ("week.went_on", stop.went_on_at)
    return say(key, since=spelled(at.astimezone(ZoneInfo(timezone)).date()))


def _ending(summary: WeeklySummary) -> Iterator[Sentence]:
    """Give what has changed, and how far the times are measured."""
    if summary.changed:
        yield _changed(summary)
    elif summary.compared:
        yield say("week.unchanged")
    yield from (follow_up_words(one) for one in summary.followed[:FOLLOWED])
    if (measured := measured_words([each.signals.time for each in summary.workflows])) is not None:
        yield measured


def _changed(summary: WeeklySummary) -> Sentence:
    more, fewer = (
        listed(
            [_changed_name(each) for each in summary.changed if _is_more(each) == up],
            "list.and",
        )
        for up in (True, False)
    )
    if more and fewer:
        return say("week.changed_both", more=more, workflows=fewer)
    return say("week.changed_up", workflows=more) if more else say("week.changed_down", workflows=fewer)


def _changed_name(week: WorkflowWeek) -> str:
    """Return its name, and that it is not the same AI that got better or worse where it is not."""
    name = clipped(week.workflow, NAME_ROOM)
    return plain("week.other_version", workflow=name) if week.other_version else name


def _is_more(week: WorkflowWeek) -> bool:
    return week.change is not None and week.change.difference > 0


def _buttons(summary: WeeklySummary, label: str, *, may_mute: bool) -> Iterator[Json]:
    """Give what opens the rest; to whoever answers for them, also what is late, where something was."""
    if summary.is_own and any(each.late or each.looks_late for each in summary.workflows):
        yield button("late_now", plain("button.late_now"), str(summary.week))
    yield button("all_figures", plain(label), str(summary.week))
    if may_mute:
        yield button("mute_weekly", plain("button.mute_weekly"), str(summary.week))


def _title(summary: WeeklySummary) -> Sentence:
    if summary.is_own:
        return say_count("week.title_own", len(summary.workflows), week=summary.week.number)
    return say("week.title", week=summary.week.number)


def _quiet(summary: WeeklySummary) -> Sentence:
    count = len(summary.workflows)
    if not count:
        return say("week.quiet_none", week=summary.week.number)
    if summary.is_own:
        name = clipped(summary.workflows[0].workflow, NAME_ROOM)
        return say_count("week.quiet_own", count, week=summary.week.number, workflow=name)
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
    """Return a line, what it is about in bold where more is said of it."""
    if len(said) == 1:
        return said[0].rich()
    elements: list[Json] = []
    for one in said:
        elements += [verbatim(_BETWEEN)] if elements else []
        elements += one.rich() if elements else [_bold(one.plain())]
    return elements
