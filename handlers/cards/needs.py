"""What somebody who leads or answers for a workflow has to see to, with the buttons for it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.needs import CLEANED_FROM_MINUTES, CleanedElsewhere, Need, NoOwner, PastDate, TooManyWrong
from domain.outputs_behind import Behind
from domain.weekly import WeeklySummary
from handlers.cards.elements import actions, button, line, verbatim
from handlers.cards.leave import brief
from handlers.cards.message import Json
from handlers.cards.outputs_behind import see_button
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import above_line, duration

# A line of a phone.
NAME_ROOM = 40

Part = tuple[str, Json]


def need_words(need: Need, summary: WeeklySummary) -> Sentence:
    """Return what is needed, whoever is asked for it by name first."""
    name = None if need.sponsor is None or summary.is_own else summary.names.get(need.sponsor, need.sponsor)
    who = "" if name is None else f"{clipped(name, NAME_ROOM)}: "
    said = {"who": who, "workflow": clipped(need.workflow, NAME_ROOM)}
    match need.about:
        case NoOwner(since_at, waiting):
            since = brief(since_at.astimezone(ZoneInfo(summary.timezone)).date(), summary.week.year)
            if not waiting:
                return say("need.no_owner_none", since=since, **said)
            return say_count("need.no_owner", waiting, since=since, **said)
        case TooManyWrong(wrong, tolerated, people_first):
            seen, signed = above_line(wrong, tolerated)
            key = "need.too_many_wrong_held" if people_first else "need.too_many_wrong"
            return say(key, share=seen, tolerated=signed, **said)
        case CleanedElsewhere(str(team), int(minutes)):
            name = clipped(team.capitalize(), NAME_ROOM)
            return say("need.cleaned", team=name, time=duration(minutes), **said)
        case CleanedElsewhere():
            return say("need.cleaned_others", time=duration(CLEANED_FROM_MINUTES), **said)
        case PastDate(day):
            return say("need.past_date", day=brief(day, summary.week.year), **said)


def need_parts(need: Need, summary: WeeklySummary, number: int) -> Iterator[Part]:
    """Give its line, and the row of buttons for it where there is something to press; `number` tells it from others."""
    yield f"need{number}", line([verbatim("• "), *need_words(need, summary).rich()])
    if isinstance(need.about, NoOwner):
        yield f"owner{number}", actions(button("name_owner", plain("button.name_owner"), need.workflow))
    if isinstance(need.about, TooManyWrong):
        yield f"wrong{number}", actions(_see_wrong(need, summary))
    if isinstance(need.about, CleanedElsewhere):
        yield f"outputs{number}", actions(_see_cleaned(need, summary), *_ask_both(need, summary))


def _see_wrong(need: Need, summary: WeeklySummary) -> Json:
    """Return the button that opens those that got out and were found wrong."""
    counts = {each.workflow: each.signals.wrong.wrong for each in summary.workflows}
    behind = Behind("wrong", need.workflow, summary.begins_at, summary.ends_at)
    return see_button(behind, counts.get(need.workflow) or None)


def _see_cleaned(need: Need, summary: WeeklySummary) -> Json:
    """Return the button that opens what other teams cleaned up after."""
    counts = {each.workflow: each.cleaned_elsewhere for each in summary.workflows}
    behind = Behind("cleaned_elsewhere", need.workflow, summary.begins_at, summary.ends_at)
    return see_button(behind, counts.get(need.workflow) or None)


def _ask_both(need: Need, summary: WeeklySummary) -> Iterator[Json]:
    """Give leaders the button that asks both teams, where the other one may be named."""
    if isinstance(need.about, CleanedElsewhere) and need.about.team is not None and not summary.is_own:
        yield button("ask_both", plain("button.ask_both"), f"{summary.week}:{need.workflow}")
