"""What a signal is read for: one workflow, and one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.signals.leading import Leading
from storage.workflows import Workflow


@dataclass(frozen=True)
class Scope:
    """A workflow from `begins_at` to `ends_at`, which is not in it. `sizes`: how many people are in each team, as far
    as is known; `leading`: what leaders read of it, where
    that is read already.
    """

    live: Workflow
    begins_at: datetime
    ends_at: datetime
    sizes: Mapping[str, int] = field(default_factory=dict)
    leading: Leading | None = None

    @property
    def last_sunday_at(self) -> datetime:
        """Return when the last Sunday began before the period ends, in the workflow's own zone.

        What tells of few people is told up to then, by whole weeks: no two periods tell of a single day, on which
        hardly anybody was there.
        """
        zone = ZoneInfo(self.live.policy.working_hours.timezone)
        day = self.ends_at.astimezone(zone).date()
        sunday = day - timedelta(days=day.isoweekday() % 7)
        return datetime.combine(sunday, time(), zone).astimezone(UTC)
