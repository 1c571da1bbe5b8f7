"""The one loop that does what was wished for: claim, fulfil, record what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.attempts import Attempts, Pace
from domain.clock import Clock
from handlers.faults import place_of
from handlers.outbox.outcomes import Effect
from storage.crash_points import crash_point
from storage.database import Database, Unavailable
from storage.queue import SIDES, Due, Queued, Side, is_anything_due
from usecases.claim_wishes import ClaimWishes, InheritLeases, claim_wishes, inherit_leases
from usecases.record_delivery import Left, RecordDelivery, record_delivery

# So that what lets others go first comes at all, however much others there are: it is first at each so many-th claim.
YIELDING_EACH = 4

log = logging.getLogger(__name__)


@dataclass
class _Crew:
    """What is under way on one side of the outbox, and whose turn it was last."""

    side: Side
    tasks: set[asyncio.Task[bool]] = field(default_factory=set)
    served_last: str = ""


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
        self._db, self._clock = db, clock
        self._pace = pace or Pace()
        self._real = real or Clock()
        self._attempts = Attempts(effects, clock, self._real, self._pace)
        self._name = secrets.token_hex(8)
        self._claims = itertools.count(1)
        self._crews = [_Crew(side) for side in SIDES]
        self._woken = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        db.on_commit(self._on_commit)

    @property
    def tasks(self) -> set[asyncio.Task[bool]]:
        """What is under way."""
        return {task for crew in self._crews for task in crew.tasks}

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
        if under_way := self.tasks:
            _, cut_off = await asyncio.wait(under_way, timeout=self._pace.drain_s)
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
        while under_way := self.tasks | set(await self._begin_some()):
            finished, _ = await asyncio.wait(under_way)
            fulfilled += sum(task.result() for task in finished if not task.cancelled())
        return fulfilled

    def _on_commit(self, _changed: frozenset[str], outbox: bool) -> None:
        if outbox:
            self._woken.set()

    async def _begin_some(self) -> list[asyncio.Task[bool]]:
        """Claim what is due, as far as there is room, and begin it. Return what was begun, some of it done by now."""
        return [task for crew in self._crews for task in await self._begin(crew)]

    async def _begin(self, crew: _Crew) -> list[asyncio.Task[bool]]:
        try:
            claimed = await self._claim(crew)
        except Unavailable as away:
            log.warning("the outbox waits: %s", away)
            return []
        except Exception as error:  # noqa: BLE001 - another process was quicker, or a bug: the loop goes on
            log.warning("nothing was claimed: %s", place_of(error))
            return []
        begun = [
            asyncio.create_task(self._fulfil(claim), name=f"outbox-{claim.queued.id}") for claim in claimed
        ]
        for task in begun:
            crew.tasks.add(task)
            task.add_done_callback(crew.tasks.discard)
            task.add_done_callback(lambda _: self._woken.set())
        return begun

    async def _claim(self, crew: _Crew) -> list[_Claim]:
        room = self._pace.at_once - len(crew.tasks)
        due = Due(crew.side, self._clock.now(), self._real.now())
        until_s = time.monotonic() + self._pace.effect_s
        if room <= 0 or not await self._db.read(is_anything_due, due):
            return []
        turn = next(self._claims)
        command = ClaimWishes(
            # Each claim has a name of its own: SQLite gives the numbers of deleted rows to new ones.
            by=f"{self._name}-{turn}",
            due=due,
            limit=room,
            after=crew.served_last,
            retries_first=turn % 2 == 0,
            yielding_first=turn % YIELDING_EACH == 0,
            lease=timedelta(seconds=self._pace.lease_s),
        )
        crash_point("outbox.before_claim")
        found = await self._db.write(claim_wishes, command)
        if found:
            crash_point("outbox.after_claim")
            crew.served_last = found[-1].route
        return [_Claim(queued, command.by, until_s) for queued in found]

    async def _fulfil(self, claim: _Claim) -> bool:
        """Make an attempt and record what came of it. Say whether the wish is fulfilled."""
        queued = claim.queued
        left = await self._attempts.make(queued, claim.until_s)
        _tell(queued, left)
        crash_point("outbox.before_record")
        try:
            command = RecordDelivery(queued.id, claim.by, queued.attempts + 1, left)
            await self._db.write(record_delivery, command, first=True)
        except Exception as error:  # noqa: BLE001 - away, or a bug: the lease runs out, and it is looked for
            log.warning(
                "outbox %s %s: the outcome was not saved: %s", queued.kind, queued.id, place_of(error)
            )
            return False
        crash_point("outbox.after_record")
        return left is None


def _tell(queued: Queued, left: Left | None) -> None:
    """Log what did not go out, and why. That it only waits its turn is no news."""
    if left is None or left.attempts == queued.attempts:
        return
    level = logging.ERROR if left.state == "dead" else logging.WARNING
    log.log(level, "outbox %s %s is %s: %s", queued.kind, queued.id, left.state, left.why)
