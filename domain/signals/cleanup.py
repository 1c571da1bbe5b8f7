"""Who cleans up after whom: the minutes that one team spends on what another gains from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.assumptions import Assumption
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.shifting import Balance, balances
from domain.teams import told_by_name

SIGNAL = Signal(
    key="cleanup",
    answers="Does it save one team's time by taking another's?",
    formula="minutes of clean-up by the team that gains (`beneficiary_team`, else the workflow's own) and the "
    "one that cleaned up, as a table; where nobody said which team that was, it is no other team's. The figure is "
    "what the team that is worst off cleaned up for others: where "
    "`costs.minutes_saved` is signed that is the team with the least of minutes saved less its own checking and "
    "clean-up, else the one that cleaned up most for others. Shift ratio: what others clean up of what a team gains, "
    "over what it saves, which is `costs.minutes_saved` for each that went out and that nobody called of no use",
    unit="minutes",
    window="looks and outputs of the period; clean-up by whole weeks, each in the period that its Sunday is in",
    minimum="teams of fewer than five people are told together; where all of those are fewer than five still, the "
    "smallest other team with them",
    source="counted; what is saved is an assumption, told with the day on which it was signed",
)
OTHERS = ""


@dataclass(frozen=True)
class Shift:
    """What others clean up of what a team gains, for each minute that it saves. `team` "": the others."""

    team: str
    ratio: float


@dataclass(frozen=True)
class CleanUp:
    """Minutes of clean-up, by the team that gains and the team that cleaned up; "" where nobody said which. `times`:
    how often somebody said so. `saves` minutes each, None: not signed, and then neither what was `used`, by the team
    that gains, nor the minutes of `checking` count.
    """

    minutes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    times: int = 0
    checked_by: str = ""
    checking: float = 0.0
    used: Mapping[str, int] = field(default_factory=dict)
    saves: Assumption | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Which teams are told with others: those that may not be named where they gain, or where they clean up."""
        gain, clean = ({pair[side] for pair in self.minutes} for side in (0, 1))
        return frozenset().union(
            *(side - told_by_name(side, self.sizes) for side in (gain, clean, set(self.used)))
        )

    def _told(self, team: str) -> str:
        return OTHERS if team in self._hidden else team

    @cached_property
    def table(self) -> Mapping[tuple[str, str], float]:
        """Return the minutes as they may be told, of which it is known who cleaned up."""
        table: dict[tuple[str, str], float] = defaultdict(float)
        for (gains, cleans), minutes in sorted(self.minutes.items()):
            if cleans:
                table[self._told(gains), self._told(cleans)] += minutes
        return dict(table)

    @cached_property
    def by_nobody_named(self) -> Mapping[str, float]:
        """Return the minutes of which nobody said who cleaned up, by the team that gains: no other team's, for all that
        is known.
        """
        minutes: dict[str, float] = defaultdict(float)
        for (gains, cleans), some in sorted(self.minutes.items()):
            if not cleans:
                minutes[self._told(gains)] += some
        return dict(minutes)

    @cached_property
    def balances(self) -> Mapping[str, Balance]:
        """Return what each team gains and carries, as it may be told."""
        saved: dict[str, float] = defaultdict(float)
        if self.saves is not None:
            for team, count in self.used.items():
                saved[self._told(team)] += count * self.saves.value
        checking = {self._told(self.checked_by): self.checking if self.saves is not None else 0.0}
        return balances(saved, checking, self.table)

    @property
    def worst_off(self) -> tuple[str, Balance] | None:
        """Return the team that carries most for others, or is left with least; None where nobody cleaned up for others.
        "" where it may not be named.
        """
        carrying = [(team, one) for team, one in self.balances.items() if one.shifted_in]
        if self.saves is None:
            return max(carrying, key=lambda each: (each[1].shifted_in, each[0]), default=None)
        return min(carrying, key=lambda each: (each[1].net, each[0]), default=None)

    @property
    def shift(self) -> Shift | None:
        """Return of which team others clean up most for what it saves; None where nothing is, or nobody signed it."""
        ratios = [Shift(team, one.shift_ratio) for team, one in self.balances.items() if one.shift_ratio]
        return max(ratios, key=lambda one: (one.ratio, one.team), default=None)

    @property
    def reading(self) -> Reading:
        """Return what the team that is worst off cleaned up for others, and the whole table."""
        worst, shift = self.worst_off, self.shift
        counts = {
            "cleaned_up": sum(self.minutes.values()),
            "for_others": sum(one.shifted_in for one in self.balances.values()),
            "shift_ratio": None if shift is None else shift.ratio,
            "minutes_saved": None if self.saves is None else self.saves.value,
        }
        told: list[tuple[str, str | None, float]] = [
            (gains, cleans or "others", minutes) for (gains, cleans), minutes in sorted(self.table.items())
        ]
        told += [(gains, None, minutes) for gains, minutes in self.by_nobody_named.items()]
        rows: tuple[Mapping[str, str | float | None], ...] = tuple(
            {"gains": gains or "others", "cleans_up": cleans, "minutes": minutes}
            for gains, cleans, minutes in told
        )
        return Reading(
            Figure(0.0 if worst is None else worst[1].shifted_in, None, None, self.times), counts, rows
        )
