"""Receivers of webhooks, by host: one that hangs must not take the places of those that answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AT_ONCE = 8
BUSY_S = 1.0
SILENT_S = 30.0


class Receivers:
    """How many calls each host has under way, and which have just not answered."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._under_way: Counter[str] = Counter()
        self._silent_until_s: dict[str, float] = {}

    def wait_s(self, host: str) -> float:
        """Return for how many seconds the host is better left alone; 0 if it may be called."""
        silent_s = self._silent_until_s.get(host, 0.0) - self._now_s()
        if silent_s > 0:
            return silent_s
        return BUSY_S if self._under_way[host] >= AT_ONCE else 0.0

    @contextmanager
    def calling(self, host: str) -> Iterator[None]:
        """Count a call while it is under way."""
        self._under_way[host] += 1
        try:
            yield
        finally:
            self._under_way[host] -= 1
            if not self._under_way[host]:
                del self._under_way[host]

    def fell_silent(self, host: str) -> None:
        """Note that the host took too long: the others that wait for it are spared the same."""
        self._silent_until_s = {
            each: until_s for each, until_s in self._silent_until_s.items() if until_s > self._now_s()
        }
        self._silent_until_s[host] = self._now_s() + SILENT_S
