"""How much one API key may ask for, so that a system gone wild holds up nobody else's."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from domain.api_keys import ApiKey
from handlers.http.answers import Problem
from storage.database import Database
from storage.outputs import open_outputs_of_key

_COUNTED_FOR_S = 1.0
_REMEMBERED = 1_000


@dataclass(frozen=True)
class Limits:
    """What one key may do in one process; None: as much as it likes.

    `per_second` requests or bulk lines in the long run, `burst` of them at once; at most `open_outputs` that
    still wait for a person; and a `waiting_share` (0 to 1) of all places to wait in.
    """

    per_second: float | None = 100.0
    burst: int = 5_000
    open_outputs: int | None = 10_000
    waiting_share: float = 0.5


@dataclass
class _Allowance:
    """What a key has left of its burst, as of `seen_s`, and how many of its outputs are open."""

    left: float
    seen_s: float
    counted_s: float = -math.inf
    open: int = 0


class Turnstile:
    """Lets each key through as often as it may. Called on the event loop only, so it needs no lock."""

    def __init__(self, db: Database, limits: Limits, now_s: Callable[[], float] = monotonic) -> None:
        self._db, self._limits, self._now_s = db, limits, now_s
        self._keys: dict[str, _Allowance] = {}

    def admit(self, key: ApiKey) -> None:
        """Let one request through. Raises Problem (429), which says when to come back."""
        if self.admitted(key, 1) == 0:
            raise self.too_fast(key)

    def admitted(self, key: ApiKey, wanted: int) -> int:
        """Return how many of `wanted` lines may pass now, and count them."""
        if self._limits.per_second is None:
            return wanted
        allowance = self._refilled(key)
        passing = min(wanted, int(allowance.left))
        allowance.left -= passing
        return passing

    def too_fast(self, key: ApiKey) -> Problem:
        """Return what a key is told that has used up its allowance."""
        rate = self._limits.per_second or 1.0
        wait_s = max(1, math.ceil((1 - self._refilled(key).left) / rate))
        told = f"This key may ask {rate:,.0f} times a second in the long run. Try again in {wait_s} s."
        return Problem(429, "too_fast", told, headers={"Retry-After": str(wait_s)})

    async def room(self, key: ApiKey, wanted: int) -> int:
        """Return for how many of `wanted` new outputs there is room; at most a second old, and then counted on.

        What is known already needs no room: it is for the caller to let that pass. Raises Unavailable.
        """
        most = self._limits.open_outputs
        if most is None:
            return wanted
        allowance = self._refilled(key)
        if self._now_s() - allowance.counted_s > _COUNTED_FOR_S:
            allowance.counted_s = self._now_s()  # whoever asks meanwhile goes by the last count
            allowance.open = await asyncio.shield(self._db.read(open_outputs_of_key, key.id, most))
        fitting = max(0, min(wanted, most - allowance.open))
        allowance.open += fitting
        return fitting

    def too_many_open(self) -> Problem:
        """Return what a key is told whose outputs have piled up."""
        told = (
            f"{self._limits.open_outputs or 0:,} outputs of this key wait for a person already. "
            "Hand in more when some are decided."
        )
        return Problem(429, "too_many_open", told, headers={"Retry-After": "60"})

    def _refilled(self, key: ApiKey) -> _Allowance:
        now_s, rate = self._now_s(), self._limits.per_second or 0.0
        allowance = self._keys.get(key.id)
        if allowance is None:
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            allowance = self._keys[key.id] = _Allowance(float(self._limits.burst), now_s)
        allowance.left = min(self._limits.burst, allowance.left + (now_s - allowance.seen_s) * rate)
        allowance.seen_s = now_s
        return allowance
