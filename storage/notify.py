"""How PostgreSQL processes tell each other what was committed: one NOTIFY per group commit."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator

import psycopg
from sqlalchemy import URL, Connection, text

CHANNEL = "answerable"
EVERYTHING = frozenset({"*"})
"""Stands for every output: told after a lost connection, when nobody knows what was missed."""
PAYLOAD_BYTES = 7_900  # PostgreSQL refuses 8,000
QUIET_S = 30.0
LONGEST_PAUSE_S = 5.0

log = logging.getLogger(__name__)
Told = Callable[[frozenset[str], bool], None]


def announce(conn: Connection, origin: str, changed: Iterable[str], outbox: bool) -> None:
    """Queue the news in the open transaction; PostgreSQL delivers it if and when that commits."""
    news = list(payloads(origin, changed, outbox))
    conn.execute(_NOTIFY, {"channel": CHANNEL, "news": news})


def payloads(origin: str, changed: Iterable[str], outbox: bool) -> Iterator[str]:
    """`origin|outbox|id,id,…`, cut so that each fits into one notification."""
    head = f"{origin}|{int(outbox)}|"
    line = ""
    for each in sorted(changed):
        if line and len((head + line + each).encode()) >= PAYLOAD_BYTES:
            yield head + line
            line = ""
        line = f"{line},{each}" if line else each
    yield head + line


def parse(payload: str) -> tuple[str, frozenset[str], bool]:
    """(origin, changed output ids, outbox?) of one notification; from one that is not ours, EVERYTHING."""
    if payload.count("|") != 2:
        return "", EVERYTHING, True
    origin, outbox, ids = payload.split("|")
    return origin, frozenset(filter(None, ids.split(","))), outbox == "1"


class Listener:
    """Hears of other processes' commits; its own are told directly, and ignored here."""

    def __init__(self, url: URL, origin: str, told: Told) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._origin = origin
        self._told = told
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when no commit from now on is missed. Raises psycopg.Error if there is no server."""
        self._task = asyncio.create_task(self._listen(await self._connect()), name="database-listener")

    async def stop(self) -> None:
        """End listening; harmless if it never began."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _connect(self) -> psycopg.AsyncConnection:
        conn = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True, connect_timeout=10)
        await conn.execute(f"LISTEN {CHANNEL}")
        return conn

    async def _listen(self, conn: psycopg.AsyncConnection) -> None:
        while True:
            try:
                async with conn:
                    await self._hear(conn)
            except psycopg.Error as lost:
                log.warning("lost the database's notifications, connecting again: %s", lost)
            conn = await self._connect_again()
            self._told(EVERYTHING, True)

    async def _hear(self, conn: psycopg.AsyncConnection) -> None:
        while True:
            async for note in conn.notifies(timeout=QUIET_S):
                origin, changed, outbox = parse(note.payload)
                if origin != self._origin:
                    self._told(changed, outbox)
            await conn.execute("SELECT 1")  # a silent line may be a dead one

    async def _connect_again(self) -> psycopg.AsyncConnection:
        pause_s = 0.1
        while True:
            await asyncio.sleep(pause_s)
            try:
                return await self._connect()
            except psycopg.Error:
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


_NOTIFY = text("SELECT pg_notify(:channel, payload) FROM unnest(CAST(:news AS text[])) AS payload")
