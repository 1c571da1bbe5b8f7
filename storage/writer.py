"""The one thread of a process that writes: it takes what waits, commits once, and answers all."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable

from storage.batch import Committer, Saved, Waiting
from storage.transaction import Overloaded


class Writer:
    """Two bounded queues, of which `first` is served first, and the thread that empties them.

    What comes while others come is written with them: the thread begins when a turn of the event loop has brought
    nothing more, when half a batch waits (the other half comes during its COMMIT), or at once for what is `first`.
    Begun with the first of many, it would take Python's lock from those who bring the rest, and commit for it alone.

    `holds`: while others wait, a batch is answered when only the COMMIT of the next is left to do. SQLite's
    statements need Python's lock again and again, its COMMIT does not: whoever hears of one batch then hands in
    more while the disk is busy with the next, instead of being in the way of its statements.
    """

    def __init__(
        self, committer: Committer, told: Callable[[Saved], None], *, queue: int, batch: int, holds: bool
    ) -> None:
        self._committer = committer
        self._told = told
        self._batch = batch
        self._bound = queue
        self._first: deque[Waiting] = deque()
        self._rest: deque[Waiting] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self._is_time = (
            False  # that the thread began; as long as anything waits, it is, or `_gather` will say so
        )
        self._gathering = False
        self._holds = holds
        self._held: tuple[list[Waiting], Saved] | None = None
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="database-writer", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def put(self, waiting: Waiting) -> None:
        """Queue one command; on the event loop. Raises Overloaded at once if there is no room, or it is closing."""
        with self._ready:
            queue = self._first if waiting.first else self._rest
            if self._closing or len(queue) >= self._bound:
                raise Overloaded(
                    "the database is closing" if self._closing else "too many writes are waiting"
                )
            queue.append(waiting)
        if waiting.first or len(self._rest) >= self._batch // 2:
            self._begin()
        elif not self._gathering:
            self._gathering = True
            self._loop.call_soon(self._gather, 0)

    def _gather(self, before: int) -> None:
        """Let the thread begin if no more wait than `before`, a turn of the loop ago; else look again after one."""
        waiting = len(self._rest)
        if waiting > before:
            self._loop.call_soon(self._gather, waiting)
        else:
            self._gathering = False
            self._begin()

    def _begin(self) -> None:
        with self._ready:
            self._is_time = bool(self._first or self._rest)
            self._ready.notify()

    async def stop(self) -> None:
        """Take no more, finish what is queued, end the thread."""
        self._close()
        await asyncio.to_thread(self._thread.join)

    def _close(self) -> None:
        with self._ready:
            self._closing = True
            self._ready.notify()

    def _work(self) -> None:
        try:
            while batch := self._take():
                self._serve(batch)
        finally:  # ended, or killed by something worse than a bug: nobody may wait for ever
            self._close()
            self._answer_held()
            self._loop.call_soon_threadsafe(self._answer, [*self._first, *self._rest], Saved())

    def _take(self) -> list[Waiting]:
        """At most one batch, as soon as there is anything; empty when closed and drained."""
        with self._ready:
            self._ready.wait_for(lambda: (self._is_time and (self._first or self._rest)) or self._closing)
            batch = [self._first.popleft() for _ in range(min(self._batch, len(self._first)))]
            room = min(self._batch - len(batch), len(self._rest))
            batch += [self._rest.popleft() for _ in range(room)]
            self._is_time = bool(self._first or self._rest)
            return batch

    def _serve(self, batch: list[Waiting]) -> None:
        saved = Saved()
        try:
            saved = self._committer.run(batch, self._answer_held)
            self._put_back([each for each in batch if not each.ran])
            batch = [each for each in batch if each.ran]
        finally:
            self._answer_held()
            self._held = batch, saved
            if not self._may_wait(batch):
                self._answer_held()

    def _may_wait(self, served: list[Waiting]) -> bool:
        """Say whether the next batch is at hand and nobody among these is in a hurry."""
        return self._holds and len(self._rest) > 1 and not any(each.first for each in served)

    def _answer_held(self) -> None:
        if self._held is not None:
            batch, saved = self._held
            self._held = None
            self._loop.call_soon_threadsafe(self._answer, batch, saved)

    def _put_back(self, unserved: list[Waiting]) -> None:
        with self._ready:
            self._rest.extendleft(reversed(unserved))
            self._is_time = bool(self._first or self._rest)

    def _answer(self, batch: list[Waiting], saved: Saved) -> None:
        for waiting in batch:
            waiting.answer()
        if saved:
            self._told(saved)
