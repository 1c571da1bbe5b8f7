"""What of a week finds room on a phone before the button that opens the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from domain.needs import Need
from domain.weekly import WeeklySummary, WorkflowWeek
from handlers.cards.needs import need_words
from handlers.cards.phone import ROOM, lines_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.weekly_words import (
    Line,
    changed_words,
    followed_words,
    needs_title,
    rest_by_name,
    rest_words,
    time_measured_words,
    title_words,
    unchanged_words,
    workflow_words,
)

BETWEEN = " · "
# Further needs beside the first have what it leaves of so many lines: how it goes is to be seen too.
_NEEDS_ROOM = 5


@dataclass(frozen=True)
class Chosen:
    """What is shown: needs, lines of workflows with one for the rest, and what is said at the end."""

    needs: list[Need]
    going: list[Line]
    ending: list[Sentence]


def said(line: Iterable[Sentence]) -> str:
    """Return a line as plain text."""
    return BETWEEN.join(one.plain() for one in line)


def choose(summary: WeeklySummary, besides: Sequence[Sentence]) -> Chosen:
    """Return what there is room for beside `besides`, which is not of the week.

    What needs somebody comes first, then a workflow that is not as agreed, and what chance does not explain; more of
    both; which of the rest are not as agreed; how far it is measured, what came of what was done, that nothing has
    changed; last, what is as agreed.
    """
    ranked = sorted(summary.workflows, key=lambda each: _worth(each, summary))
    room = _Room(ROOM)
    always = (title_words(summary), say("week.going"), rest_words(0, ranked, summary))
    room.use(*(one.plain() for one in always))
    room.use(*(one.plain() for one in besides), small=True)
    needs = _first_needs(summary, room)
    needed = {need.workflow for need in summary.needs}
    matter = [each for each in ranked if each.workflow in needed or not each.is_as_agreed]
    shown = room.workflows(matter, summary, at_most=1)
    changed = room.small(changed_words(summary))
    shown += room.workflows([each for each in matter if each not in shown], summary)
    needs += room.needs(summary.needs[len(needs) :], summary)
    rest = [each for each in ranked if each not in shown]
    named = room.instead(always[-1], rest_by_name(rest, needs, summary)) if shown else None
    measured = room.small(time_measured_words(summary)) if shown else []
    followed = room.small(*followed_words(summary))
    unchanged = room.small(unchanged_words(summary))
    if len(shown) == len(matter):
        agreed = [each for each in ranked if each not in matter and not each.is_idle]
        shown += room.workflows(agreed, summary)
    going = [workflow_words(each, summary) for each in shown]
    if rest := [each for each in ranked if each not in shown]:
        going.append([named or rest_words(len(shown), rest, summary)])
    return Chosen(needs, going, [*changed, *unchanged, *followed, *measured])


class _Room:
    """The lines that are left."""

    def __init__(self, lines: int) -> None:
        self._left = lines

    def use(self, *texts: str, small: bool = False) -> None:
        """Use what these take, whether there is as much or not."""
        self._left -= sum(lines_of(one, small=small) for one in texts)

    def instead(self, kept: Sentence, longer: Sentence | None) -> Sentence | None:
        """Return the longer one if it finds room with what was used for the other, and use it."""
        if longer is None or not self._has(lines_of(longer.plain()) - lines_of(kept.plain())):
            return None
        return longer

    def small(self, *paragraphs: Sentence | None) -> list[Sentence]:
        """Use what those take that find room, and return them."""
        return [one for one in paragraphs if one is not None and self._finds(one.plain(), small=True)]

    def workflows(
        self, weeks: Iterable[WorkflowWeek], summary: WeeklySummary, *, at_most: int | None = None
    ) -> list[WorkflowWeek]:
        """Use what the lines of those take that find room, and return them."""
        found = (one for one in weeks if self._finds(said(workflow_words(one, summary))))
        return list(islice(found, at_most))

    def needs(self, needs: Iterable[Need], summary: WeeklySummary) -> list[Need]:
        """Use what the first of them take, as many as find room, and return them."""
        return list(takewhile(lambda one: self._finds(_marked(one, summary)), needs))

    def _finds(self, text: str, *, small: bool = False) -> bool:
        return self._has(lines_of(text, small=small))

    def _has(self, lines: int) -> bool:
        if lines > self._left:
            return False
        self._left -= lines
        return True


def _first_needs(summary: WeeklySummary, room: _Room) -> list[Need]:
    """Use room for the first, whatever it takes, and for others as far as how it goes is still to be seen."""
    if not summary.needs:
        return []
    few, (first, *others) = _Room(_NEEDS_ROOM), summary.needs
    few.use(_marked(first, summary))
    shown = [first, *few.needs(others, summary)]
    room.use(needs_title(len(shown), len(summary.needs)).plain(), *(_marked(one, summary) for one in shown))
    return shown


def _marked(need: Need, summary: WeeklySummary) -> str:
    return f"• {need_words(need, summary).plain()}"


def _worth(week: WorkflowWeek, summary: WeeklySummary) -> tuple[bool, bool, bool, int, float, str]:
    """Sort what is needed, or not as agreed, first; then what takes most of people's time."""
    needed = any(need.workflow == week.workflow for need in summary.needs)
    time = week.signals.time
    minutes = time.checking + time.cleaned
    return not needed, week.is_as_agreed, week.is_idle, -week.late, -minutes, week.workflow
