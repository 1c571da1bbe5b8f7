"""A table of notes, and use cases on it that do just what a test needs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, text

from storage.database import Database, Tx


@dataclass(frozen=True)
class Note:
    """Somebody's note; names are unique."""

    name: str
    order_key: str = ""


@dataclass(frozen=True)
class Claim(Note):
    """What others wait for while they hold what has keys."""

    claims: ClassVar[bool] = True


@dataclass
class Hold:
    """Keeps the writer busy until it is released, so that a test knows what waits behind it."""

    begun: threading.Event
    release: threading.Event


def make_table(tx: Tx, _: None) -> None:
    tx.conn.execute(text("CREATE TABLE notes (name TEXT PRIMARY KEY)"))


def add_note(tx: Tx, note: Note) -> str:
    tx.conn.execute(_INSERT, {"name": note.name})
    tx.changed.add(f"out_{note.name}")
    return note.name


def add_notes(tx: Tx, notes: list[Note]) -> list[str]:
    tx.conn.execute(_INSERT, [{"name": note.name} for note in notes])
    return [note.name for note in notes]


def hold(tx: Tx, command: Hold) -> None:
    command.begun.set()
    assert command.release.wait(10)


def names(conn: Connection) -> list[str]:
    return sorted(conn.execute(text("SELECT name FROM notes")).scalars())


@asynccontextmanager
async def held(db: Database) -> AsyncIterator[None]:
    """Inside, the writer is busy: whatever is written waits, and makes up the next batch."""
    command = Hold(threading.Event(), threading.Event())
    holding = asyncio.create_task(db.write(hold, command))
    await asyncio.to_thread(command.begun.wait, 10)
    try:
        yield
        await asyncio.sleep(0)  # let tasks begun inside reach the queue
    finally:
        command.release.set()
        await holding


_INSERT = text("INSERT INTO notes (name) VALUES (:name)")
