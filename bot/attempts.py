"""One attempt to fulfil a wish, and what is left of the wish after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Counter

from domain.clock import Clock
from handlers.faults import place_of
from handlers.outbox.outcomes import Dead, Done, Doubtful, Effect, NotYet, Outcome, PutOff, Retry, Wish
from storage.database import Unavailable
from storage.queue import Queued
from usecases.record_delivery import Left

ATTEMPTS = Counter("answerable_outbox_attempts", "Attempts to fulfil a wish", ["kind", "outcome"])

_UNKNOWN_S = 60.0
_SOONEST_S = 0.1


@dataclass(frozen=True)
class Pace:
    """How the queue is worked off. All in real seconds.

    `at_once` holds for Slack and for webhooks, each. `effect_s` ends well before `lease_s`, so that nobody else
    takes over what is still being sent. `settle_s` is how long Slack's history may lag behind; what stays
    doubtful is looked into at most `rarest_s` apart. A wish that met a bug is given up after `attempts`.
    """

    at_once: int = 32
    lease_s: float = 45.0
    effect_s: float = 30.0
    settle_s: float = 10.0
    rarest_s: float = 120.0
    poll_s: float = 1.0
    drain_s: float = 15.0
    attempts: int = 8


@dataclass(frozen=True)
class Bug:
    """The effect raised: nobody knows how far it had come."""

    why: str


class Attempts:
    """Lets effects do their work, and turns what comes of it into rows."""

    def __init__(self, effects: Mapping[str, Effect], clock: Clock, real: Clock, pace: Pace) -> None:
        self._effects, self._clock, self._real, self._pace = effects, clock, real, pace

    async def make(self, queued: Queued, until_s: float) -> Left | None:
        """Return what is left of the wish, None if it is fulfilled. It is cut off at `until_s` (monotonic)."""
        outcome = await self._outcome(queued, until_s)
        ATTEMPTS.labels(queued.kind, type(outcome).__name__).inc()
        return None if isinstance(outcome, Done) else self._left(queued, outcome)

    async def _outcome(self, queued: Queued, until_s: float) -> Outcome | Bug:
        effect = self._effects.get(queued.kind)
        if effect is None:
            # A newer version beside this one may: it is not given up.
            return NotYet(_UNKNOWN_S, f"nothing here fulfils {queued.kind}")
        try:
            async with asyncio.timeout(until_s - time.monotonic()):
                return await effect(_as_wish(queued))
        except TimeoutError:
            return Doubtful("it took too long")
        except Unavailable as away:
            return Doubtful(f"the database was away: {away}")
        except Exception as error:  # noqa: BLE001 - a bug in one effect must not stop the others
            return Bug(place_of(error))

    def _left(self, queued: Queued, outcome: Retry | NotYet | PutOff | Doubtful | Dead | Bug) -> Left:
        now, why, count = self._clock.now(), outcome.why, queued.attempts + 1
        before, since = queued.attempted_at, queued.attempted_at or now
        match outcome:
            case Dead():
                return Left("dead", why, now, None, before, count)
            case Retry(after_s, changed=changed):
                begun = since if changed else before
                return Left("leased", why, _after(now, after_s), self._real.now(), begun, count)
            case NotYet(after_s):
                return Left("leased", why, _after(now, after_s), self._real.now(), before, queued.attempts)
            case PutOff(after_s):
                return Left("waiting", why, _after(now, after_s), None, before, queued.attempts)
            case Doubtful():
                until = self._real.now() + self._settling(queued)
                return Left("leased", why, queued.due_at, until, since, count)
            case Bug() if count >= self._pace.attempts:
                return Left("dead", why, now, None, since, count)
            case Bug():
                # Others on the route go ahead; it is met ever more rarely.
                due_at = now + timedelta(seconds=self._pace.settle_s * 2**queued.attempts)
                return Left("waiting", why, due_at, None, since, count)

    def _settling(self, queued: Queued) -> timedelta:
        """Return how long to wait before looking: longer where looking has left it in doubt before."""
        return timedelta(
            seconds=min(self._pace.settle_s * 2 ** min(queued.attempts, 10), self._pace.rarest_s)
        )


def _after(now: datetime, after_s: float) -> datetime:
    return now + timedelta(seconds=max(after_s, _SOONEST_S))


def _as_wish(queued: Queued) -> Wish:
    return Wish(**{name: getattr(queued, name) for name in Wish.__dataclass_fields__})
