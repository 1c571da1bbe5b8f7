"""The one bridge between the async edges and the plain, synchronous use cases and queries."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, event

from storage import engines
from storage.batch import Committer, Counters, Saved, Waiting
from storage.failures import unavailable_if_away
from storage.notify import EVERYTHING, Listener
from storage.serving import Seat
from storage.transaction import Many, Overloaded, Tx, Unavailable, Unfit, Unsaved
from storage.writer import Writer

__all__ = ["EVERYTHING", "Database", "Many", "Overloaded", "Tx", "Unavailable", "Unfit", "Unsaved"]

C = TypeVar("C")
R = TypeVar("R")
P = ParamSpec("P")
Told = Callable[[frozenset[str], bool], None]

log = logging.getLogger(__name__)


class Database:
    """Reads in a few threads; writes through one thread that commits in groups.

    `write` and `read` need `start`; `write_now` and `read_now` do not (command line, tests: `with Database(url)`).
    """

    def __init__(
        self, url: str, *, readers: int = 4, queue: int = 10_000, batch: int = 64, batch_s: float = 0.05
    ) -> None:
        self._url = engines.address(url)
        self.dialect = self._url.get_backend_name()
        self._queue, self._batch, self._readers = queue, batch, readers
        self._write_engine = engines.writing(self._url)
        self._read_engine = engines.reading(self._url, readers)
        self._counters = Counters()
        for engine in (self._write_engine, self._read_engine):
            event.listen(engine, "before_cursor_execute", self._count)
        self._origin = secrets.token_hex(4)
        self._committer = Committer(self._write_engine, self._counters, self._origin, batch_s)
        self._listeners: list[Told] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = contextlib.AsyncExitStack()

    @property
    def transactions(self) -> int:
        """Write transactions begun so far."""
        return self._counters.transactions

    @property
    def statements(self) -> int:
        """Statements sent so far, reads included; BEGIN, COMMIT and ROLLBACK are not counted."""
        return self._counters.statements

    @property
    def rolled_back(self) -> int:
        """Write transactions that were not committed, or not knowingly."""
        return self._counters.rolled_back

    @property
    def deadlocks(self) -> int:
        """Write transactions that lost a race against another process (and were run again)."""
        return self._counters.deadlocks

    async def start(self, *, beside: bool = False) -> None:
        """Begin to serve. Raises Unfit if the database may not be used as it is, Unavailable if away.

        `beside`: only for a moment, as a command does, next to a process that serves; it hears of no commits
        but its own.
        """
        async with contextlib.AsyncExitStack() as ending:
            self._loop = asyncio.get_running_loop()
            await self._be_sure(ending, beside=beside)
            self._pool = ThreadPoolExecutor(self._readers, thread_name_prefix="database-reader")
            ending.push_async_callback(asyncio.to_thread, self._pool.shutdown)
            self._writer = Writer(
                self._committer,
                self._tell,
                queue=self._queue,
                batch=self._batch,
                holds=self.dialect == "sqlite",
            )
            self._writer.start()
            ending.push_async_callback(self._writer.stop)
            self._ending = ending.pop_all()

    async def stop(self) -> None:
        """Take no more writes, finish the queued ones, close every connection."""
        await self._ending.aclose()
        self._loop = None
        self.close()

    async def write(
        self, usecase: Callable[[Tx, C], R] | Many[C, R], command: C, *, first: bool = False
    ) -> R:
        """The use case's result, once it is durable.

        Raises what the use case raised (nothing of it is saved), Overloaded (not accepted), or Unsaved
        (nothing is known to be saved). A caller that is cancelled merely does not hear the answer.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._writer.put(Waiting(usecase, command, future, first))
        return await future

    async def read(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The query's result, from a connection that cannot write. Raises Unavailable if the database is away.

        SQLite shows a query one moment; on PostgreSQL each of its statements sees what is committed by then.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self.read_now(query, *args, **kwargs))

    def write_now(self, usecase: Callable[[Tx, C], R] | Many[C, R], command: C) -> R:
        """As `write`, in this thread and in a transaction of its own."""
        waiting = Waiting(usecase, command)
        with unavailable_if_away():
            saved = self._committer.once(waiting)
        if saved and self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell, saved)
        result: R = waiting.result
        return result

    def read_now(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `read`, in this thread."""
        with unavailable_if_away(), self._read_engine.connect() as conn:
            return query(conn, *args, **kwargs)

    def close(self) -> None:
        """Close every connection: the end of a `with`, for who only used `write_now` and `read_now`."""
        self._write_engine.dispose()
        self._read_engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on_commit(self, listener: Told) -> None:
        """Call `listener(changed output ids, outbox?)` on the event loop after each commit that changed some.

        It hears of other processes' commits too (PostgreSQL). EVERYTHING: any output may have changed.
        """
        self._listeners.append(listener)

    async def _be_sure(self, ending: contextlib.AsyncExitStack, *, beside: bool) -> None:
        """Everything that can refuse to start."""
        ending.push_async_callback(asyncio.to_thread, self.close)
        with unavailable_if_away():
            if self.dialect == "sqlite":
                await asyncio.to_thread(lambda: self._write_engine.connect().close())
                if not beside:
                    seat = Seat(self._url)
                    seat.take()
                    ending.callback(seat.leave)
                return
            await asyncio.to_thread(engines.insist_on_durability, self._write_engine)
            if not beside:
                listener = Listener(self._url, self._origin, self._tell_all)
                await listener.start()
                ending.push_async_callback(listener.stop)

    def _tell(self, saved: Saved) -> None:
        self._tell_all(saved.changed, saved.outbox)

    def _tell_all(self, changed: frozenset[str], outbox: bool) -> None:
        for listener in self._listeners:
            try:
                listener(changed, outbox)
            except Exception:  # one listener's bug must not leave the others asleep
                log.exception("a listener failed after a commit")

    def _count(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            self._counters.add("statements")
