"""Once a month a team reads which of its decisions were overturned, so as to know better when to trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain.standups import standup_due
from domain.weeks import ISSUE_MINUTE
from domain.working_time import WorkingHours, first_instant

SHOWN = 5
# Where a team has no stand-up: when the week's summary comes, too.
AT = time(*divmod(ISSUE_MINUTE, 60))


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; written 2026-11."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that the day is in."""
        return cls(day.year, day.month)

    @classmethod
    def named(cls, name: str) -> Month:
        """Return the month that is written so. Raises ValueError for anything else."""
        return cls.of(date.fromisoformat(f"{name}-01"))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def before(self) -> Month:
        """Return the month before it."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def after(self) -> Month:
        """Return the month after it."""
        return Month(self.year, self.number + 1) if self.number < 12 else Month(self.year + 1, 1)

    def begins_at(self, zone: ZoneInfo) -> datetime:
        """Return its first instant in the zone, in UTC."""
        return first_instant(date(self.year, self.number, 1), 0, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Return the first instant that is no longer in it, in UTC."""
        return self.after.begins_at(zone)


def month_due(hours: WorkingHours, at: time, now: datetime) -> Month | None:
    """Return the month that a team is to read of at this instant (aware): the one before, on a day on which the team
    works, from `at` on. None where it is not the time. The first such day of a month is its first working day;
    whoever asks sees to it that each month has its turn once.
    """
    standup = standup_due(hours, at, now)
    return None if standup is None else Month.of(standup.day).before


def drawn(ids: Iterable[str], month: Month) -> list[str]:
    """Return at most five of these, by lot: the same whenever and wherever they are drawn, and by nothing that anybody
    did.
    """
    return sorted(ids, key=lambda one: sha256(f"{month}:{one}".encode()).digest())[:SHOWN]
