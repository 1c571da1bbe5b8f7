"""How much there was for people to decide, week by week."""

from __future__ import annotations

from dataclasses import dataclass

from domain.weeks import Week

# As far back as a leader has use for.
WEEKS = 8


@dataclass(frozen=True)
class LoadWeek:
    """How many `came` in that people were to decide on first, and how many of all were `open` as the week ended."""

    week: Week
    came: int
    open: int
