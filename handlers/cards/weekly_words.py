"""A week's summary in sentences: what it is called, how each workflow went, and what is said at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from domain.needs import Need
from domain.weekly import Stop, WeeklySummary, WorkflowWeek
from domain.weeks import Week
from handlers.cards.follow_up import follow_up_words
from handlers.cards.leave import brief
from handlers.cards.naming import listed
from handlers.cards.needs import NAME_ROOM
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.leading import measured_words, signal_words

FOLLOWED = 2
_WEEKS_NAMED = 4

Line = list[Sentence]


def title_words(summary: WeeklySummary) -> Sentence:
    """Return what it is called."""
    if summary.is_own:
        return say_count("week.title_own", len(summary.workflows), week=summary.week.number)
    return say("week.title", week=summary.week.number)


def quiet_words(summary: WeeklySummary) -> Sentence:
    """Return the one line that a quiet week is."""
    count = len(summary.workflows)
    if not count:
        return say("week.quiet_none", week=summary.week.number)
    if summary.is_own:
        name = clipped(summary.workflows[0].workflow, NAME_ROOM)
        return say_count("week.quiet_own", count, week=summary.week.number, workflow=name)
    return say_count("week.quiet", count, week=summary.week.number)


def left_out_words(skipped: Sequence[Week]) -> Sentence:
    """Return which weeks had no summary."""
    if len(skipped) > _WEEKS_NAMED:
        return say("week.skipped_many", count=len(skipped))
    weeks = ", ".join(str(week.number) for week in skipped)
    return say("week.skipped_one" if len(skipped) == 1 else "week.skipped", weeks=weeks)


def needs_title(shown: int, count: int) -> Sentence:
    """Return what stands above so many needs, of so many."""
    if shown < count:
        return say("week.needs_of", shown=shown, count=count)
    return say("week.needs", count=count)


def workflow_words(week: WorkflowWeek, summary: WeeklySummary) -> Line:
    """Return how one workflow went, its name first."""
    return list(_workflow(week, summary))


def rest_words(shown: int, rest: Sequence[WorkflowWeek], summary: WeeklySummary) -> Sentence:
    """Return the line for those that have none of their own, beside so many that have one."""
    other = _not_as_agreed(rest, summary)
    if shown:
        return (
            say_count("week.more", len(rest), other=len(other))
            if other
            else say_count("week.rest", len(rest))
        )
    return (
        say_count("week.all_more", len(rest), other=len(other)) if other else say_count("week.all", len(rest))
    )


def rest_by_name(
    rest: Sequence[WorkflowWeek], told: Sequence[Need], summary: WeeklySummary
) -> Sentence | None:
    """Return the line that says, beside some with a line, which of the rest are not as agreed; None where what is told
    of who is needed names them all.
    """
    other = _not_as_agreed(rest, summary)
    news = [each.workflow for each in other if each.workflow not in {need.workflow for need in told}]
    if not news:
        return None
    workflows = listed([clipped(each, NAME_ROOM) for each in news], "list.and")
    if len(news) < len(other):
        return say("week.more_among", count=len(rest), other=len(other), workflows=workflows)
    return say_count("week.more_named", len(rest), other=len(other), workflows=workflows)


def changed_words(summary: WeeklySummary) -> Sentence | None:
    """Return what chance does not explain; None where there is nothing."""
    if not summary.changed:
        return None
    more, fewer = (
        listed(_named([each for each in summary.changed if _is_more(each) == up]), "list.and")
        for up in (True, False)
    )
    if more and fewer:
        return say("week.changed_both", more=more, workflows=fewer)
    return say("week.changed_up", workflows=more) if more else say("week.changed_down", workflows=fewer)


def unchanged_words(summary: WeeklySummary) -> Sentence | None:
    """Return that nothing has changed; None where something has, or there is nothing to compare with."""
    return say("week.unchanged") if summary.compared and not summary.changed else None


def followed_words(summary: WeeklySummary) -> list[Sentence]:
    """Return what came of what was done about the summary before."""
    return [follow_up_words(one) for one in summary.followed[:FOLLOWED]]


def time_measured_words(summary: WeeklySummary) -> Sentence | None:
    """Return how far people's time is measured; None where all of it is."""
    return measured_words([each.signals.time for each in summary.workflows])


def ending_words(summary: WeeklySummary) -> list[Sentence]:
    """Return all that is said at the end."""
    said = [
        changed_words(summary),
        unchanged_words(summary),
        *followed_words(summary),
        time_measured_words(summary),
    ]
    return [one for one in said if one is not None]


def _workflow(week: WorkflowWeek, summary: WeeklySummary) -> Iterator[Sentence]:
    yield say("week.workflow", workflow=clipped(week.workflow, NAME_ROOM))
    if week.stop is not None:
        yield _stopped(week.stop, summary)
    if week.is_idle:
        yield say("week.idle")
    else:
        if week.is_pilot:
            yield say("week.pilot")
        yield from signal_words(week.signals, summary.sizes)
    if week.looks_late > week.signals.wrong.late:
        yield say("week.looks_late", count=week.looks_late)
    if week.late and (summary.is_own or week.unowned_since is not None):
        yield say("week.late_own", count=week.late)
    elif week.late:
        owner = clipped(summary.names.get(week.owner, week.owner), NAME_ROOM)
        yield say("week.late", count=week.late, owner=owner)


def _not_as_agreed(weeks: Sequence[WorkflowWeek], summary: WeeklySummary) -> list[WorkflowWeek]:
    needed = {need.workflow for need in summary.needs}
    return [each for each in weeks if each.workflow in needed or not each.is_as_agreed]


def _stopped(stop: Stop, summary: WeeklySummary) -> Sentence:
    key, at = ("week.stopped", stop.at) if stop.went_on_at is None else ("week.went_on", stop.went_on_at)
    return say(key, since=brief(at.astimezone(ZoneInfo(summary.timezone)).date(), summary.week.year))


def _named(weeks: Sequence[WorkflowWeek]) -> list[str]:
    """Return the names of two; of more, that of the first and how many others there are."""
    named = [_changed_name(each) for each in weeks]
    return named if len(named) < 3 else [named[0], plain("list.more", count=len(named) - 1)]


def _changed_name(week: WorkflowWeek) -> str:
    """Return its name, and that it is not the same AI that got better or worse where it is not."""
    name = clipped(week.workflow, NAME_ROOM)
    return plain("week.other_version", workflow=name) if week.other_version else name


def _is_more(week: WorkflowWeek) -> bool:
    return week.change is not None and week.change.difference > 0
