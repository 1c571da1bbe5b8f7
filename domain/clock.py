"""What time it is: asked at the edges only, handed on as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# By how much Slack's clock and ours may differ, where what came first depends on both.
CLOCKS_APART = timedelta(minutes=1)


class Clock:
    """The system's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock for the demo and for tests: it can be moved on.

    Without `start` it runs with the system's clock; with `start` (aware) it stands still until moved.
    """

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock starts at an instant with a time zone")
        self._start = start
        self._moved = timedelta(0)

    def now(self) -> datetime:
        """Return this clock's present instant, aware, in UTC."""
        base = self._start.astimezone(UTC) if self._start is not None else super().now()
        return base + self._moved

    def advance(self, seconds: float) -> None:
        """Move the clock by `seconds`; a negative number sets it back, as a corrected system clock would."""
        self._moved += timedelta(seconds=seconds)
