"""The one loop that does what was wished for: claim, fulfil, record what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import Counter

from domain.clock import Clock
from handlers.faults import place_of
from handlers.outbox.outcomes import Dead, Done, Doubtful, Effect, Outcome, Retry, Wish
from storage.database import Database, Unavailable
from storage.queue import Queued, is_anything_due
from usecases.claim_wishes import ClaimWishes, InheritLeases, claim_wishes, inherit_leases
from usecases.record_delivery import Left, RecordDelivery, record_delivery

_UNKNOWN_S = 60.0

log = logging.getLogger(__name__)

ATTEMPTS = Counter("answerable_outbox_attempts", "Attempts to fulfil a wish", ["kind", "outcome"])


@dataclass(frozen=True)
class Pace:
    """How the queue is worked off. All in real seconds.

    `effect_s` ends well before `lease_s`, so that nobody else takes over what is still being sent. `settle_s`
    is how long Slack's history may lag behind. A wish whose fate stays unknown, or that meets a bug, is
    given up after `attempts`.
    """

    at_once: int = 32
    lease_s: float = 45.0
    effect_s: float = 30.0
    settle_s: float = 10.0
    poll_s: float = 1.0
    drain_s: float = 20.0
    attempts: int = 8


@dataclass(frozen=True)
class _Claim:
    """A wish that is ours for a while: under which name, and until when on the monotonic clock."""

    queued: Queued
    by: str
    until_s: float


class Dispatcher:
    """Fulfils wishes, one at a time on each route and several routes at once. Any process may run one.

    What is due is decided by `clock`; leases and pauses run in real time, whatever the clock does.
    """

    def __init__(
        self,
        db: Database,
        effects: Mapping[str, Effect],
        clock: Clock,
        *,
        pace: Pace | None = None,
        real: Clock | None = None,
    ) -> None:
        self._db, self._effects, self._clock = db, effects, clock
        self._pace = pace or Pace()
        self._real = real or Clock()
        self._name = secrets.token_hex(8)
        self._claims = itertools.count(1)
        self._tasks: set[asyncio.Task[bool]] = set()
        self._woken = asyncio.Event()
        self._served_last = ""
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        db.on_commit(self._on_commit)

    async def start(self) -> None:
        """Begin the loop. On SQLite no other process can be serving: what a dead one held is inherited."""
        if self._db.dialect == "sqlite":
            until = self._real.now() + timedelta(seconds=self._pace.settle_s)
            await self._db.write(inherit_leases, InheritLeases(until))
        self._loop = asyncio.create_task(self.run(), name="dispatcher")

    async def stop(self) -> None:
        """Claim no more and finish what was begun, in at most `drain_s`.

        What is cut off then stays leased, and is looked for before it is sent again.
        """
        self._stopping = True
        self._woken.set()
        if self._loop is not None:
            await self._loop
        if self._tasks:
            _, cut_off = await asyncio.wait(self._tasks, timeout=self._pace.drain_s)
            for task in cut_off:
                task.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)

    async def run(self) -> None:
        """Work until `stop`: when a commit, a finished wish or the next second says so."""
        while not self._stopping:
            self._woken.clear()
            if not await self._begin_some():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pace.poll_s)

    async def work_once(self) -> int:
        """Do all that is due, what becomes due by it too, and wait for it. Return how many were fulfilled."""
        fulfilled = 0
        while await self._begin_some() or self._tasks:
            if self._tasks:
                finished, _ = await asyncio.wait(set(self._tasks))
                fulfilled += sum(task.result() for task in finished if not task.cancelled())
        return fulfilled

    def _on_commit(self, _changed: frozenset[str], outbox: bool) -> None:
        if outbox:
            self._woken.set()

    async def _begin_some(self) -> int:
        """Claim what is due, as far as there is room, and begin it. Return how many."""
        room = self._pace.at_once - len(self._tasks)
        if room <= 0:
            return 0
        try:
            claimed = await self._claim(room)
        except Unavailable as away:
            log.warning("the outbox waits: %s", away)
            return 0
        except Exception as error:  # noqa: BLE001 - another process was quicker, or a bug: the loop goes on
            log.warning("nothing was claimed: %s", place_of(error))
            return 0
        for claim in claimed:
            task = asyncio.create_task(self._fulfil(claim), name=f"outbox-{claim.queued.id}")
            self._tasks.add(task)
            task.add_done_callback(self._finished)
        return len(claimed)

    async def _claim(self, room: int) -> list[_Claim]:
        now, real_now = self._clock.now(), self._real.now()
        until_s = time.monotonic() + self._pace.effect_s
        if not await self._db.read(is_anything_due, now, real_now):
            return []
        lease = timedelta(seconds=self._pace.lease_s)
        # Each claim has a name of its own: SQLite gives the numbers of deleted rows to new ones.
        by = f"{self._name}-{next(self._claims)}"
        command = ClaimWishes(by, room, self._served_last, now, real_now, lease)
        found = await self._db.write(claim_wishes, command)
        if found:
            self._served_last = found[-1].route
        return [_Claim(queued, by, until_s) for queued in found]

    def _finished(self, task: asyncio.Task[bool]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _fulfil(self, claim: _Claim) -> bool:
        """Let the effect do its work and record what came of it. Say whether the wish is fulfilled."""
        queued = claim.queued
        outcome, was_bug = await self._attempt(queued, claim.until_s)
        ATTEMPTS.labels(queued.kind, "Bug" if was_bug else type(outcome).__name__).inc()
        left = self._left(queued, outcome, was_bug=was_bug)
        if left is not None:
            level = logging.ERROR if left.state == "dead" else logging.WARNING
            log.log(level, "outbox %s %s is %s: %s", queued.kind, queued.id, left.state, left.why)
        try:
            command = RecordDelivery(queued.id, claim.by, queued.attempts + 1, left)
            await self._db.write(record_delivery, command, first=True)
        except Exception as error:  # noqa: BLE001 - away, or a bug: the lease runs out, and it is looked for
            log.warning(
                "outbox %s %s: its outcome was not saved: %s", queued.kind, queued.id, place_of(error)
            )
            return False
        return left is None

    async def _attempt(self, queued: Queued, until_s: float) -> tuple[Outcome, bool]:
        effect = self._effects.get(queued.kind)
        if effect is None:
            # A newer version beside this one may: it is not given up.
            return Retry(_UNKNOWN_S, f"nothing here fulfils {queued.kind}"), False
        try:
            async with asyncio.timeout(until_s - time.monotonic()):
                return await effect(_as_wish(queued)), False
        except TimeoutError:
            return Doubtful("it took too long"), False
        except Unavailable as away:
            return Doubtful(f"the database was away: {away}"), False
        except Exception as error:  # noqa: BLE001 - a bug in one effect must not stop the others
            return Doubtful(place_of(error)), True

    def _left(self, queued: Queued, outcome: Outcome, *, was_bug: bool) -> Left | None:
        """Return what becomes of the row; None: it is fulfilled."""
        now, real_now = self._clock.now(), self._real.now()
        since = queued.attempted_at or now
        match outcome:
            case Done():
                return None
            case Dead(why):
                return Left("dead", why, now, None, queued.attempted_at)
            case Retry(after_s, why):
                due_at = now + timedelta(seconds=max(after_s, 0.1))
                return Left("leased", why, due_at, real_now, queued.attempted_at)
            case Doubtful(why) if queued.attempts + 1 >= self._pace.attempts:
                return Left("dead", why, now, None, since)
            case Doubtful(why) if was_bug:
                # Others on the route go ahead; a bug that is met again and again is met ever more rarely.
                due_at = now + timedelta(seconds=self._pace.settle_s * 2**queued.attempts)
                return Left("waiting", why, due_at, None, since)
            case Doubtful(why):
                until = real_now + timedelta(seconds=self._pace.settle_s)
                return Left("leased", why, queued.due_at, until, since)


def _as_wish(queued: Queued) -> Wish:
    return Wish(**{name: getattr(queued, name) for name in Wish.__dataclass_fields__})
