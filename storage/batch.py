"""A group of commands becomes one transaction; if one of them fails, each gets its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from storage import notify
from storage.failures import is_key_taken, is_outage, is_race, is_refusal
from storage.outbox import add_shared
from storage.transaction import Many, Tx, Unsaved
from storage.volumes import add_volumes

R = TypeVar("R")
TRIES = 3


class LostRace(Unsaved):
    """A command met other transactions each time; nothing of it was saved."""


class Counters:
    """What the database was asked to do so far; tests and the bench assert it."""

    def __init__(self) -> None:
        self.transactions = self.statements = self.rolled_back = self.deadlocks = 0
        self._lock = threading.Lock()

    def add(self, name: str) -> None:
        """Count one more; safe from any thread."""
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)


@dataclass(slots=True, eq=False)
class Waiting:
    """One queued command. It is unsaved until a commit has succeeded."""

    usecase: Callable[[Tx, Any], Any] | Many[Any, Any]
    command: Any
    future: asyncio.Future[Any] | None = None
    first: bool = False
    ran: bool = False
    result: Any = None
    error: BaseException | None = field(default_factory=lambda: Unsaved("the command was not saved"))

    def saved(self, result: Any) -> None:
        self.result, self.error = result, None

    def blame(self, error: Exception) -> None:
        """What the caller will get: each its own exception, so that tracebacks do not mix."""
        if isinstance(error, Unsaved):
            self.error = Unsaved(str(error))
            self.error.__cause__ = error.__cause__
        elif isinstance(error, StopIteration):  # a future cannot carry it
            self.error = RuntimeError("the use case let StopIteration escape")
            self.error.__cause__ = error
        else:
            self.error = error
            self.error.__context__ = None  # the batch's failure, which may be another command's

    def answer(self) -> None:
        """Tell the caller, unless it has gone away."""
        if self.future is None or self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a commit changed, for those who wait for it."""

    changed: frozenset[str] = frozenset()
    outbox: bool = False

    def __or__(self, other: Saved) -> Saved:
        return Saved(self.changed | other.changed, self.outbox or other.outbox)

    def __bool__(self) -> bool:
        return bool(self.changed) or self.outbox


def in_groups(batch: Sequence[Waiting]) -> list[list[Waiting]]:
    """The batch in the order of its keys, neighbours of one `Many` together.

    All processes take rows in this order, so none waits in a circle: first what has a key, by its key; then what has
    none, by kind; last what claims rows (`claims`), since others wait for those while they hold what has keys.
    Commands of one key keep the order in which they came.
    """
    kinds: dict[Any, int] = {}
    order = [
        (
            getattr(each.command, "claims", False),
            not (key := getattr(each.command, "order_key", "")),
            key,
            0 if key else kinds.setdefault(_kind(each), len(kinds)),
            place,
        )
        for place, each in enumerate(batch)
    ]
    groups: list[list[Waiting]] = []
    before = None
    for *_, place in sorted(order):
        each = batch[place]
        kind = _kind(each)
        if kind is not None and kind is before:
            groups[-1].append(each)
        else:
            groups.append([each])
        before = kind
    return groups


def _kind(waiting: Waiting) -> Many[Any, Any] | None:
    return waiting.usecase if isinstance(waiting.usecase, Many) else None


def call(tx: Tx, group: Sequence[Waiting]) -> list[Any]:
    """The results of one group, in its order. Raises what the use case raised."""
    usecase = group[0].usecase
    if not isinstance(usecase, Many):
        return [usecase(tx, each.command) for each in group]
    results = usecase.run(tx, [each.command for each in group])
    if len(results) != len(group):
        raise RuntimeError(f"{usecase.run} answered {len(results)} of {len(group)} commands")
    return results


class Committer:
    """Runs commands in transactions, and says of each what is known: saved, refused, failed or unsaved."""

    def __init__(self, engine: Engine, counters: Counters, origin: str, batch_s: float) -> None:
        self._engine = engine
        self._counters = counters
        self._origin = origin
        self._batch_s = batch_s
        self._notifies = engine.dialect.name == "postgresql"

    def run(self, batch: Sequence[Waiting], before_commit: Callable[[], None]) -> Saved:
        """Run the batch in one transaction, or each alone if one fails. Whose `ran` is False had no turn.

        `before_commit` is called when several have run together and only their COMMIT is left, or many are.
        """

        def together(tx: Tx) -> list[tuple[Waiting, Any]]:
            answers = self._together(tx, batch)
            _write_rest(tx)
            before_commit()
            return answers

        if len(batch) == 1:
            return self._each_alone(batch)
        try:
            answers, saved = self.commit(together)
        except Unsaved as unsaved:
            for each in batch:
                each.blame(unsaved)
            return Saved()
        except Exception:  # noqa: BLE001 - a bug of any kind: all is rolled back, and it is found by trying each
            before_commit()  # the first of many
            return self._each_alone([each for each in batch if each.ran])
        for waiting, result in answers:
            waiting.saved(result)
        return saved

    def once(self, waiting: Waiting) -> Saved:
        """Run one command in its own transaction, again if it lost a race. Raises as `commit`.

        A key that another process took meanwhile is a race too: run again, the command sees whose it is.
        """
        for attempt in range(1, TRIES + 1):
            try:
                (result,), saved = self.commit(lambda tx: call(tx, [waiting]))
            except DBAPIError as error:
                if is_key_taken(error) and attempt < TRIES:
                    continue
                if not is_race(error):
                    raise
                if attempt == TRIES:
                    raise LostRace("other transactions were in the way each time") from error
                time.sleep(0.01 * attempt)
            else:
                waiting.saved(result)
                return saved
        raise AssertionError("the last attempt returns or raises")

    def commit(self, work: Callable[[Tx], R]) -> tuple[R, Saved]:
        """`work`'s result once it is durable.

        Raises Unsaved if the database is away or the COMMIT's fate is unknown; any other exception means that
        nothing of it was saved.
        """
        committing = False
        self._counters.add("transactions")
        try:
            with self._engine.connect() as conn, conn.begin() as transaction:
                tx = Tx(conn)
                result = work(tx)
                _write_rest(tx)
                saved = Saved(frozenset(tx.changed), tx.outbox)
                if saved and self._notifies:
                    notify.announce(conn, self._origin, saved.changed, saved.outbox)
                _insist_it_is_whole(tx)
                committing = True
                _commit(conn, transaction)
            return result, saved
        except DBAPIError as error:
            self._note(error)
            if is_outage(error) or (committing and not is_refusal(error)):
                raise Unsaved("the database did not confirm the commit") from error
            raise
        except Exception:
            self._counters.add("rolled_back")
            raise

    def _together(self, tx: Tx, batch: Sequence[Waiting]) -> list[tuple[Waiting, Any]]:
        until = time.monotonic() + self._batch_s
        answers: list[tuple[Waiting, Any]] = []
        for group in in_groups(batch):
            if answers and time.monotonic() > until and not any(each.first for each in group):
                continue
            for each in group:
                each.ran = True
            answers += zip(group, call(tx, group), strict=True)
        return answers

    def _each_alone(self, batch: Sequence[Waiting]) -> Saved:
        saved = Saved()
        for each in batch:
            each.ran = True
        for each in batch:
            try:
                saved |= self.once(each)
            except Exception as error:  # noqa: BLE001 - a bug of any kind belongs to its caller
                each.blame(error)
                if isinstance(error, Unsaved) and not isinstance(error, LostRace):
                    break  # the database is away: the rest stay unsaved, and would fare no better
        return saved

    def _note(self, error: DBAPIError) -> None:
        self._counters.add("rolled_back")
        if is_race(error):
            self._counters.add("deadlocks")


def _write_rest(tx: Tx) -> None:
    """Write what use cases have left for the end, where it is written once for all of them."""
    add_volumes(tx)
    add_shared(tx)


def _commit(conn: Connection, transaction: RootTransaction) -> None:
    """Commit; a connection on which that failed is thrown away (SQLite's would still be in its transaction)."""
    try:
        transaction.commit()
    except DBAPIError:
        conn.invalidate()
        raise


def _insist_it_is_whole(tx: Tx) -> None:
    """Raise if a swallowed error has ended the transaction: its COMMIT would quietly save nothing."""
    connection: Any = tx.conn.connection.dbapi_connection
    if tx.conn.dialect.name == "sqlite":
        whole = connection.in_transaction
    else:
        whole = connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.IDLE)
    if not whole:
        raise RuntimeError("a use case went on after a database error that had ended its transaction")
