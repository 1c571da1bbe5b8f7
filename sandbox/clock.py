"""The workspace's clock: real time plus what tests and `demo` have added to it.

Message times, event times and do-not-disturb follow this clock. Acks, retries, trigger expiry and rate limits
are about the network and use real time.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

Advanced = Callable[[float], Awaitable[None]]


class SandboxClock:
    """A clock that only moves forward, and tells who asked to be told."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._added_s = 0.0
        self._told: list[Advanced] = []

    def now(self) -> float:
        """Seconds since the epoch, as the workspace sees them."""
        return self._source() + self._added_s

    def on_advance(self, told: Advanced) -> None:
        """Awaits `told(seconds)` after every advance, in the order of registration."""
        self._told.append(told)

    async def advance(self, seconds: float) -> float:
        """Moves the clock, tells the listeners, and returns the new time; ValueError if it would go back."""
        if not seconds >= 0:
            raise ValueError("the clock only moves forward")
        self._added_s += seconds
        for told in self._told:
            await told(seconds)
        return self.now()
