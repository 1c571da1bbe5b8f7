"""Whether there are people enough to review what comes, and what one more or fewer would change: a floor."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from domain.probes import SHOWN_FROM
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.queueing import erlang_c, with_variation
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="staffing",
    answers="What if one reviewer more or fewer were there: how long would one wait at the least?",
    formula="busy: minutes of looks that come in over the minutes that the reviewers give, each `daily_cap` looks a "
    "day, or the whole day where there is none. Wait: Erlang C for as many people as that time makes, times half the "
    "sum of the squared coefficients of variation of what lies between two that come and of how long a look takes "
    "(Allen and Cunneen). From as much as they give on there is no forecast but by how many a day the backlog grows",
    unit="share",
    window="what came in in the period; looks of the four weeks up to the last Sunday of it",
    minimum="looks of each of those weeks in which five people were measured, and five who may, so that it tells of "
    "nobody's pace; 30 that came in and 20 measured looks",
    source="Erlang 1917; Allen 1990",
)
# From here on a little more work makes a much longer wait.
TIGHT = 0.85
MEASURED_AT_LEAST = 20


@dataclass(frozen=True)
class WhatIf:
    """What so many reviewers would come to: `busy` 1 is all of the time that they give. `wait` in minutes of working
    time, None where they cannot keep up: then what waits `grows` by so many a day.
    """

    reviewers: int
    busy: float
    wait: float | None
    grows: float

    @property
    def is_tight(self) -> bool:
        """Say whether hardly any of their time is left, or none."""
        return self.busy >= TIGHT


@dataclass(frozen=True)
class Staffing:
    """`reviewers` may decide, and `people` were measured of late. `came`: how many came in; `looks_a_day` that these
    ask for, in a `day` of so many working minutes; `look`: the minutes of one, of so many `measured`. `cap` looks a day
    each, None: as many as they can. `arriving` and `looking`: how much both vary, as squared coefficients.
    """

    reviewers: int = 0
    people: int = 0
    came: int = 0
    looks_a_day: float = 0.0
    day: float = 0.0
    look: float = 0.0
    measured: int = 0
    cap: int | None = None
    arriving: float = 1.0
    looking: float = 1.0

    @property
    def may_be_told(self) -> bool:
        """Say whether there are enough, of people too."""
        return (
            min(self.people, self.reviewers) >= SHOWN_FROM
            and self.came >= ENOUGH
            and self.measured >= MEASURED_AT_LEAST
            and min(self.look, self.day, self.looks_a_day) > 0
        )

    def with_reviewers(self, reviewers: int) -> WhatIf:
        """Return what it would come to with so many, at least one; only where it may be told."""
        a_day = self.day / self.look if self.cap is None else min(self.day / self.look, self.cap)
        can = reviewers * a_day
        busy = self.looks_a_day / can
        if busy >= 1:
            return WhatIf(reviewers, busy, None, self.looks_a_day - can)
        whole_time = max(1, math.floor(can * self.look / self.day))
        queue = erlang_c(self.looks_a_day / self.day, can / whole_time / self.day, whole_time)
        return WhatIf(reviewers, busy, with_variation(queue.wait, self.arriving, self.looking), 0.0)

    @property
    def what_if(self) -> tuple[WhatIf, WhatIf, WhatIf] | None:
        """Return it with one reviewer fewer, as it is, and with one more; None where it may not be told."""
        if not self.may_be_told:
            return None
        fewer, now, more = (self.with_reviewers(self.reviewers + change) for change in (-1, 0, 1))
        return fewer, now, more

    @property
    def reading(self) -> Reading:
        """Return how busy the reviewers are, and what one fewer or more would come to."""
        found = self.what_if
        if found is None:
            return Reading(Figure(None, None, None, self.came, suppressed=True))
        rows: tuple[Mapping[str, str | float | None], ...] = tuple(
            {
                "reviewers": float(one.reviewers),
                "busy": one.busy,
                "minutes_at_least": one.wait,
                "grows_a_day": one.grows,
            }
            for one in found
        )
        return Reading(Figure(found[1].busy, None, None, self.came), {"looks_a_day": self.looks_a_day}, rows)
