"""What a database error says about the transaction: refused by a rule, lost a race, or away."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.transaction import Unavailable

# Lock, memory, I/O, corrupt, full, cannot open, protocol, not a database.
_SQLITE_AWAY = frozenset({5, 6, 7, 10, 11, 13, 14, 15, 26})
# Connection, resources, operator intervention, system, internal error.
_POSTGRES_AWAY = ("08", "53", "57", "58", "XX")
# Serialization failure, deadlock, lock not available in time.
_POSTGRES_RACE = frozenset({"40001", "40P01", "55P03"})
_POSTGRES_KEY_TAKEN = "23505"


def is_race(error: DBAPIError) -> bool:
    """True if another transaction was in the way: this one is surely rolled back, and may be run again."""
    return _sqlstate(error) in _POSTGRES_RACE


def is_key_taken(error: DBAPIError) -> bool:
    """True if a unique key is another row's already, which another process may have committed just now.

    Never on SQLite: there nobody else writes between what a command reads and what it writes.
    """
    return _sqlstate(error) == _POSTGRES_KEY_TAKEN


def is_refusal(error: DBAPIError) -> bool:
    """True if the database itself said no, at COMMIT too (a deferred key): surely rolled back."""
    return isinstance(error, IntegrityError) or is_race(error)


def is_outage(error: DBAPIError) -> bool:
    """True if the database is away, locked, full or broken, whatever the command was."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF in _SQLITE_AWAY
    state = _sqlstate(error)
    if state is None:  # the client's own complaint: it could not reach the server
        return isinstance(error.orig, psycopg.OperationalError)
    return state.startswith(_POSTGRES_AWAY)


@contextlib.contextmanager
def unavailable_if_away() -> Iterator[None]:
    """Turns a database that is away into Unavailable, with its own first line as the reason."""
    try:
        yield
    except DBAPIError as error:
        if not is_outage(error):
            raise
        raise Unavailable(_reason(error.orig)) from error
    except psycopg.OperationalError as error:
        raise Unavailable(_reason(error)) from error


def _reason(error: BaseException | None) -> str:
    return f"The database cannot be used now: {str(error).partition(chr(10))[0]}"


def _sqlstate(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
