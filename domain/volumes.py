"""How much was handed in and went out: counted by hours, of which any period is made, but for its edges."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.outputs import Output

HOUR = timedelta(hours=1)


@dataclass(slots=True)  # frozen, it would take three times as long to make, and every submit counts
class Volume:
    """Outputs that were handed in in some time: how many; how many of them have gone out, when ever that was; how many
    went out with nobody to look first; and how many that nobody was to look at turned out wrong by somebody's report.
    """

    handed_in: int = 0
    gone_out: int = 0
    unchecked: int = 0
    reported: int = 0

    def add(self, other: Volume) -> None:
        """Count these too, in place."""
        self.handed_in += other.handed_in
        self.gone_out += other.gone_out
        self.unchecked += other.unchecked
        self.reported += other.reported

    def __bool__(self) -> bool:
        return any(astuple(self))


def volume_of(output: Output) -> Volume:
    """Return what an output that was just handed in adds to the volume of its hour."""
    went_out = output.released_sha256 is not None
    return Volume(handed_in=1, gone_out=int(went_out), unchecked=int(went_out and output.needed == 0))


def is_drawn(output: Output) -> bool:
    """Say whether somebody was to look at it, with a known chance: only then what is wrong in it counts for more."""
    return output.sampled and output.pi is not None


def hour_of(at: datetime) -> datetime:
    """Return when the hour of UTC began that the instant is in."""
    return at.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Stretch:
    """From `begins_at` up to `ends_at`, which is not in it: empty where they are the same."""

    begins_at: datetime
    ends_at: datetime


def whole_hours(begins_at: datetime, ends_at: datetime) -> tuple[Stretch, Stretch, Stretch]:
    """Return what of a period comes before its whole hours of UTC, those hours, and what comes after them.

    A week of most zones is all whole hours. Where a zone is 45 minutes apart from UTC there is a rest on both sides;
    and so there is in a period that ends now.
    """
    first, last = hour_of(begins_at + HOUR - timedelta.resolution), hour_of(ends_at)
    if last <= first:
        return Stretch(begins_at, ends_at), Stretch(ends_at, ends_at), Stretch(ends_at, ends_at)
    return Stretch(begins_at, first), Stretch(first, last), Stretch(last, ends_at)


_DAY = timedelta(days=1)
_RECENT = 7
# A weekly summary looks back on five weeks: each day is counted anew as it leaves them, for the last time.
_LAST = 35


def days_to_recount(night: date) -> tuple[Stretch, ...]:
    """Return the days of UTC that are counted anew in the night after which this day begins."""
    days = (night - back * _DAY for back in (*range(1, _RECENT + 1), _LAST))
    begins = (datetime.combine(day, time(), UTC) for day in days)
    return tuple(Stretch(begin, begin + _DAY) for begin in begins)
