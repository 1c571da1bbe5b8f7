"""Where people's hours go: checking and cleaning up, by team. Teams that may not be named are told together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from domain.teams import told_by_name
from domain.weekly import WeeklySummary
from handlers.cards.phrase import plain
from handlers.cards.safe_text import clipped
from handlers.cards.signals.leading import measured_words
from handlers.cards.signals.measures import duration
from handlers.pictures.picture import LABEL_ROOM, ROWS, BarRow, Bars, Picture
from handlers.pictures.told import in_words

_OTHERS = ""
Minutes = tuple[float, float]


def hours(summary: WeeklySummary) -> Picture | None:
    """Return the picture; None where no team may be named, or nobody spent any."""
    told = _told_together(_by_team(summary), _named(summary))
    if not any(team != _OTHERS and sum(minutes) for team, minutes in told.items()):
        return None
    order = sorted(told, key=lambda team: (team == _OTHERS, team))
    rows = tuple(_row(team, told[team]) for team in order if sum(told[team]))
    title = plain("picture.hours", week=summary.week.number)
    chart = Bars(rows, (plain("picture.checking"), plain("picture.cleaning")))
    said = [
        plain(
            "picture.hours_row",
            team=_called(team),
            checking=duration(told[team][0]),
            cleaning=duration(told[team][1]),
        )
        for team in order
        if sum(told[team])
    ]
    notes = _notes(summary)
    return Picture("hours", title, chart, notes, in_words(title, said, notes))


def _by_team(summary: WeeklySummary) -> dict[str, Minutes]:
    """Return the minutes of checking and of cleaning up, the latter as they are told of each workflow: beside those, a
    team's whole would tell of who is told with it in one of them.
    """
    checking: dict[str, float] = defaultdict(float)
    cleaning: dict[str, float] = defaultdict(float)
    for week in summary.workflows:
        time = week.signals.time
        checking[time.checked_by] += time.checking
        for team, minutes in time.cleaned_by(summary.sizes).items():
            cleaning[team] += minutes
    return {team: (checking[team], cleaning[team]) for team in {*checking, *cleaning}}


def _named(summary: WeeklySummary) -> frozenset[str]:
    """Return which of the teams that spent any may be named."""
    times = [week.signals.time for week in summary.workflows]
    return told_by_name(
        (team for time in times for team, minutes in time.teams.items() if minutes), summary.sizes
    )


def _told_together(by_team: Mapping[str, Minutes], named: frozenset[str]) -> dict[str, Minutes]:
    """Return the minutes of the teams that may be named, the largest amounts if there are many; the rest together."""
    spent = {team: sum(minutes) for team, minutes in by_team.items() if team in named}
    most = sorted(spent, key=lambda team: (-spent[team], team))[: ROWS - 1]
    told = {team: by_team[team] for team in most}
    rest = [by_team[team] for team in by_team if team not in told]
    return told | {_OTHERS: (sum(one[0] for one in rest), sum(one[1] for one in rest))}


def _row(team: str, minutes: Minutes) -> BarRow:
    return BarRow(_called(team), duration(sum(minutes)), tuple(one / 60 for one in minutes))


def _called(team: str) -> str:
    return plain("picture.others") if team == _OTHERS else clipped(team.capitalize(), LABEL_ROOM)


def _notes(summary: WeeklySummary) -> tuple[str, ...]:
    measured = measured_words([each.signals.time for each in summary.workflows])
    return () if measured is None else (measured.plain(),)
