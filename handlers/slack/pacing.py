"""How fast Slack is asked: a grid for each method, and for each channel's messages."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# So many calls of a burst are kept for what somebody waits for, and not for what yields; of one it may be in wait.
KEPT_FREE = 4

# After a 429 a grid keeps a second from one arrival to the next, however uneven the line, and allows no burst, for
# this long; for twice as long where it is soon needed again.
CAREFUL_S = 600.0
CAREFUL_AT_MOST_S = 86_400.0
CAREFUL_GAP_S = 1.0

# Else a call starts at most so much behind its place on the grid, and the places stay where they are.
LATE_S = 0.1
_ROUNDING_S = 1e-6

# A call has arrived before it was answered, by at least what the way back takes, and the next one's way takes time
# as well: of the quickest of the latest answers so much is taken for certain.
ANSWERS_KEPT = 100
WAY_SHARE, CAREFUL_WAY_SHARE = 0.9, 0.7


@dataclass(frozen=True)
class Rate:
    """One call each `interval_s`; up to `burst` at once after a pause. `least_s` is the gap between two arrivals
    that Slack might insist on; 0 if none.
    """

    interval_s: float
    burst: int = 1
    least_s: float = 0.0


# Slack documents messages as about one a second and channel, in bursts more: 1.007 s from send to send uses
# 99.3 % of that.
PER_CHANNEL = {"chat.postMessage": Rate(1.007, least_s=1.0)}

# Tier 3 is "50 and more a minute", tier 4 100; "several hundred" messages a minute go to one workspace. Burst
# and refill of one minute stay below that together.
PER_WORKSPACE = {
    "chat.postMessage": Rate(0.25, 40),
    "chat.postEphemeral": Rate(0.75, 20),
    "views.publish": Rate(0.75, 20),
    "chat.update": Rate(1.5, 10),
    "chat.delete": Rate(1.5, 10),
    "conversations.history": Rate(1.5, 10),
    "conversations.replies": Rate(1.5, 10),
    "reactions.get": Rate(2.0, 5),
}


class Grid:
    """When calls of one kind may be sent; instants are seconds of a monotonic clock.

    A generic cell rate algorithm: booked starts stay on the grid however late an answer comes.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._next_s = 0.0
        self._sent_s = 0.0
        self._safe_s = 0.0
        self._ways_s: deque[float] = deque(maxlen=ANSWERS_KEPT)
        self._blocked_until_s = 0.0
        self._careful_until_s = -float("inf")
        self._care_s = CAREFUL_S

    def wait_s(self, now_s: float, *, yields: bool = False) -> float:
        """Return how long a call has to wait from now. One that `yields` leaves some of a burst to others."""
        burst = max(1, self._rate.burst - KEPT_FREE * yields)
        slack_s = 0.0 if self._careful(now_s) else (burst - 1) * self._rate.interval_s
        late_s = min(self._safe_s, self._next_s + LATE_S)
        return max(0.0, self._next_s - slack_s - now_s, late_s - now_s, self._blocked_until_s - now_s)

    def book(self, start_s: float) -> None:
        """Take the place at `start_s`."""
        place_s = self._next_s if start_s - self._next_s <= LATE_S + _ROUNDING_S else start_s
        self._next_s = max(self._next_s, place_s) + self._rate.interval_s
        self._sent_s = start_s

    def answered(self, now_s: float) -> None:
        """Note that Slack has answered the latest call."""
        self._ways_s.append(now_s - self._sent_s)
        way_s = min(self._ways_s)
        if self._careful(now_s):
            gap_s = CAREFUL_GAP_S - CAREFUL_WAY_SHARE * way_s
            self._blocked_until_s = max(self._blocked_until_s, now_s + gap_s)
        if self._rate.least_s:
            self._safe_s = now_s + self._rate.least_s - WAY_SHARE * way_s

    def refused(self, now_s: float, retry_after_s: float) -> None:
        """Note a 429."""
        again = now_s < self._careful_until_s + self._care_s
        self._care_s = min(2 * self._care_s, CAREFUL_AT_MOST_S) if again else CAREFUL_S
        self._blocked_until_s = max(self._blocked_until_s, now_s + retry_after_s)
        self._careful_until_s = now_s + retry_after_s + self._care_s

    def _careful(self, now_s: float) -> bool:
        return now_s < self._careful_until_s


class Pacer:
    """The grids of one process and workspace. Several processes hear of each other through 429s only."""

    def __init__(
        self,
        now_s: Callable[[], float] = time.monotonic,
        *,
        per_channel: Mapping[str, Rate] = PER_CHANNEL,
        per_workspace: Mapping[str, Rate] = PER_WORKSPACE,
    ) -> None:
        self._now_s = now_s
        self._per_channel, self._per_workspace = per_channel, per_workspace
        self._grids: dict[tuple[str, str], Grid] = {}

    def book(self, method: str, channel: str, patience_s: float, *, yields: bool = False) -> float:
        """Return how long to wait before sending. If that is more than `patience_s`, nothing was booked.

        `yields`: nobody waits for it, and it leaves room for what somebody waits for.
        """
        now_s = self._now_s()
        grids = self._of(method, channel)
        wait_s = max((grid.wait_s(now_s, yields=yields) for grid in grids), default=0.0)
        if wait_s <= patience_s:
            for grid in grids:
                grid.book(now_s + wait_s)
        return wait_s

    def answered(self, method: str, channel: str) -> None:
        """Note that Slack has answered."""
        for grid in self._of(method, channel):
            grid.answered(self._now_s())

    def refused(self, method: str, channel: str, retry_after_s: float) -> None:
        """Note a 429: the channel's messages are held back, or the method where it has no grid by channel."""
        grids = self._of(method, channel)
        for grid in grids[:1]:
            grid.refused(self._now_s(), retry_after_s)

    def _of(self, method: str, channel: str) -> list[Grid]:
        """Return the grids that a call is on, the narrowest first."""
        found = []
        if channel and method in self._per_channel:
            found.append(self._grid((method, channel), self._per_channel[method]))
        return [*found, self._grid((method, ""), self._per_workspace.get(method, Rate(0.0)))]

    def _grid(self, key: tuple[str, str], rate: Rate) -> Grid:
        return self._grids.setdefault(key, Grid(rate))
