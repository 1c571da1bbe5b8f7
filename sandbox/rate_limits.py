"""Slack's rate limits: so many calls a minute by method, one message a second by channel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.errors import ApiError

Model = Literal["off", "bursty", "strict"]

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
# Tier 1 "allows infrequent bursts"; the others may be used up at once, then refill evenly.
BURST = {1: 10, 2: 20, 3: 50, 4: 100}
SPECIAL = {"auth.test": 600, "chat.getPermalink": 600, "chat.postMessage": 300}
CHANNEL_BURST = 4
Tier = Literal[1, 2, 3, 4, "special"] | None


@dataclass
class Bucket:
    """A token bucket."""

    size: float
    refill_per_s: float
    held: float
    seen_s: float

    def wait_s(self, now_s: float) -> float:
        """Seconds until a token is there; 0 if one is."""
        self.held = min(self.size, self.held + (now_s - self.seen_s) * self.refill_per_s)
        self.seen_s = now_s
        return 0.0 if self.held >= 1 - 1e-9 else (1 - self.held) / self.refill_per_s


class RateLimits:
    """Counts calls. `bursty` lets a minute's worth through at once; `strict` spaces the calls of a method evenly
    from the third on, and messages to a channel by a second from the second on; `off` counts nothing."""

    def __init__(self, model: Model = "bursty", now_s: Callable[[], float] = time.monotonic) -> None:
        self.model: Model = model
        self._now_s = now_s
        self._buckets: dict[str, Bucket] = {}

    def reset(self) -> None:
        """Forgets what was used."""
        self._buckets.clear()

    def spend(self, method: str, tier: Tier, channel: str | None) -> None:
        """Takes one call off; ApiError `ratelimited` (429 with Retry-After) if there is none left. A refused call
        costs nothing."""
        if self.model == "off" or tier is None:
            return
        now_s = self._now_s()
        buckets = [self._method_bucket(method, tier, now_s)]
        if method == "chat.postMessage" and channel:
            size = 1 if self.model == "strict" else CHANNEL_BURST
            buckets.append(self._bucket(f"{method} {channel}", size, 1.0, now_s))
        wait_s = max(bucket.wait_s(now_s) for bucket in buckets)
        if wait_s > 0:
            raise ApiError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(wait_s)))})
        for bucket in buckets:
            bucket.held -= 1

    def _method_bucket(self, method: str, tier: Tier, now_s: float) -> Bucket:
        if tier == "special" or tier is None:
            per_minute, burst = SPECIAL[method], SPECIAL[method]
        else:
            per_minute, burst = PER_MINUTE[tier], BURST[tier]
        size = min(burst, 2) if self.model == "strict" and tier != "special" else burst
        return self._bucket(method, size, per_minute / 60, now_s)

    def _bucket(self, name: str, size: float, refill_per_s: float, now_s: float) -> Bucket:
        return self._buckets.setdefault(name, Bucket(size, refill_per_s, size, now_s))
