"""What a use case is given, how several of one kind are run at once, and what can go wrong with saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection

from domain.volumes import Volume

C = TypeVar("C")
R = TypeVar("R")


@dataclass(slots=True)
class Tx:
    """An open transaction. Use cases write through `conn`; they never commit, or swallow its errors."""

    conn: Connection
    changed: set[str] = field(default_factory=set)
    """Ids of outputs whose public state changed: who waits for them is woken after the commit."""
    outbox: bool = False
    """True when an outbox or inbox row was added: the dispatcher is woken after the commit."""
    shared_wishes: list[Mapping[str, object]] = field(default_factory=list)
    """Wishes for what several outputs share: `storage.outbox.add_shared` adds them before the commit."""
    volumes: dict[tuple[str, datetime], Volume] = field(default_factory=dict)
    """What was counted, by workflow and hour: `storage.volumes.add_volumes` writes it before the commit."""


@dataclass(frozen=True, slots=True)
class Many(Generic[C, R]):
    """A use case that takes all waiting commands of its kind at once and answers each, in the same order."""

    run: Callable[[Tx, list[C]], list[R]]


class Unavailable(Exception):
    """The database cannot serve now; the same request may succeed later (503)."""


class Overloaded(Unavailable):
    """The queue is full or closing: not accepted, nothing written (503 with Retry-After)."""


class Unsaved(Unavailable):
    """COMMIT failed or the connection was lost: nothing is known to be saved, and nothing was run again."""


class Unfit(Exception):
    """The database is reachable but may not be used as it is configured; the message says why in one line."""
