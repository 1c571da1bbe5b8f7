"""What it took of people's time: checking, and cleaning up what had gone out wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.probes import SHOWN_FROM
from domain.signals.signal import Figure, Signal
from domain.teams import told_by_name

SIGNAL = Signal(
    key="peoples_time",
    answers="How many hours of whose time did it take?",
    formula="minutes of the looks that were measured, plus for each that was not the median of the measured ones, plus "
    "the minutes of clean-up that people gave",
    unit="minutes",
    window="looks of the period; how long they took, and clean-up, by whole weeks, each in the period that its Sunday "
    "is in",
    minimum="five people who were measured in a week, else no look of it counts as measured; 20 looks of such weeks in "
    "four before one that was not measured is estimated, else as everywhere, by the looks of all workflows; the team "
    "that carried most is named where it is one of five people or more",
    source="counted; the share that was measured is told beside it",
)


@dataclass(frozen=True)
class PeoplesTime:
    """Minutes by team. `looks` at outputs and planted mistakes, `measured` of them in weeks in which five people were;
    `typical` is the median of a measured look in minutes, None: too few to estimate the rest. `cleaning` is by team,
    and `checked_by` the team that checks; "" is nobody in particular.
    """

    looks: int = 0
    measured: int = 0
    measured_minutes: float = 0.0
    typical: float | None = None
    cleaning: Mapping[str, int] = field(default_factory=dict)
    checked_by: str = ""

    @property
    def checking(self) -> float:
        """Return the minutes of checking, those of unmeasured looks estimated; where none can be, the measured ones."""
        return self.measured_minutes + (self.looks - self.measured) * (self.typical or 0.0)

    @property
    def cleaned(self) -> int:
        """Return the minutes of clean-up."""
        return sum(self.cleaning.values())

    @property
    def elsewhere(self) -> dict[str, int]:
        """Return the minutes of clean-up of the teams that do not check it, by team."""
        return {team: minutes for team, minutes in self.cleaning.items() if team and team != self.checked_by}

    def cleaned_by(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return the minutes of clean-up by team as they may be told: "" is all others together, where there are any.
        `sizes`: how many people are in each team.
        """
        named = told_by_name(self.cleaning, sizes)
        told = {team: minutes for team, minutes in sorted(self.cleaning.items()) if team in named}
        others = self.cleaned - sum(told.values())
        return told | {"": others} if others else told

    @property
    def is_floor(self) -> bool:
        """Say whether some looks are not in it, since nobody knows how long they take."""
        return self.measured < self.looks and self.typical is None

    @property
    def figure(self) -> Figure:
        """Return all of it in minutes; where some of it is not told, only that it is at least so much."""
        minutes = self.checking + self.cleaned
        if self.is_floor:
            return Figure(None, minutes, None, self.looks, suppressed=True)
        return Figure(minutes, None, None, self.looks)

    @property
    def teams(self) -> dict[str, float]:
        """Return the minutes by team."""
        minutes: dict[str, float] = dict(self.cleaning)
        if self.checking:
            minutes[self.checked_by] = minutes.get(self.checked_by, 0.0) + self.checking
        return minutes

    def carried_most(self, sizes: Mapping[str, int]) -> str | None:
        """Return the team that carried most, None where it may not be named; `sizes`: how many people are in each."""
        most = max(self.teams.items(), key=lambda one: (one[1], one[0]), default=("", 0.0))
        return most[0] if most[1] > 0 and sizes.get(most[0], 0) >= SHOWN_FROM else None
