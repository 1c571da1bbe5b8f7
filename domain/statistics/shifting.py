"""Whose time is saved and whose is spent: a table of clean-up from team to team, and what it leaves each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """What one team gains and carries, in one unit of time: `saved` for it, its own `checking`, what it cleaned up of
    what it `own`s the gain of, what it cleaned up for others (`shifted_in`), and others for it (`caused_elsewhere`).
    """

    saved: float = 0.0
    checking: float = 0.0
    own: float = 0.0
    shifted_in: float = 0.0
    caused_elsewhere: float = 0.0

    @property
    def net(self) -> float:
        """Return what is left of what was saved."""
        return self.saved - self.checking - self.own - self.shifted_in

    @property
    def shift_ratio(self) -> float | None:
        """Return how much others clean up for each unit that it saves; None where it saves nothing."""
        return self.caused_elsewhere / self.saved if self.saved else None


def balances(
    saved: Mapping[str, float], checking: Mapping[str, float], cleaned: Mapping[tuple[str, str], float]
) -> dict[str, Balance]:
    """Return the balance of each team; `cleaned` by which team gains, and which cleans up.

    What one team cleans up for another is in no total: that is the point of the table. A plain account, no estimate.
    """
    teams = {*saved, *checking, *(team for pair in cleaned for team in pair)}
    return {
        team: Balance(
            saved.get(team, 0.0),
            checking.get(team, 0.0),
            cleaned.get((team, team), 0.0),
            sum(time for (gains, cleans), time in cleaned.items() if cleans == team != gains),
            sum(time for (gains, cleans), time in cleaned.items() if gains == team != cleans),
        )
        for team in sorted(teams)
    }
