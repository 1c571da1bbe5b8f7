"""Connections that keep the promises: durable commits, real foreign keys, readers that cannot write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.transaction import Unfit

BUSY_MS = 5_000
# Of a new file; one that is there keeps its own. A commit writes whole pages, and a submit touches some twenty trees in
# a few bytes each: with SQLite's own 4 KB, every commit is half as large again.
_PAGE_BYTES = 2_048
_PREPARED = 512  # statements that a connection keeps; `storage.rows` has one for each number of rows
_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
_SQLITE_PROMISES = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": BUSY_MS}


def address(url: str) -> URL:
    """The SQLAlchemy address of `url`. Raises ValueError for any database but SQLite files and PostgreSQL."""
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", *_POSTGRES):
        raise ValueError("the database URL must begin with sqlite:/// or postgresql://")
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"the database URL cannot be read: expected {scheme}://…") from None
    if scheme in _POSTGRES:
        return made.set(drivername="postgresql+psycopg")
    if made.host or made.database in (None, "", ":memory:"):
        raise ValueError(
            "the SQLite URL must name a file: sqlite:///relative.db or sqlite:////absolute/path.db"
        )
    return made


def writing(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions may write; on SQLite each begins with the write lock.

    `foreign_keys=False` is for migrations that rebuild SQLite tables; they check the keys themselves.
    """
    if url.get_backend_name() == "sqlite":
        # What a statement with triggers would undo is kept in memory: in files it doubles an insert's cost.
        # A checkpoint writes a page once, however often it has changed: every 16 MB (32 with an older file's larger
        # pages) there is less to write than every four. 32 MB of pages are kept at hand, since a new text's hash can
        # belong to any.
        pragmas = {
            "foreign_keys": int(foreign_keys),
            "temp_store": 2,
            "cache_size": -32_768,
            "wal_autocheckpoint": 16_000_000 // _PAGE_BYTES,
            # Else REPLACE would delete rows past the triggers that keep them.
            "recursive_triggers": 1,
        }
        return _sqlite(url, "BEGIN IMMEDIATE", pragmas, size=1)
    engine = _engine(url, isolation_level="READ COMMITTED", pool_size=1)
    # Nobody waits for ever for a process that hangs, and a process that hangs loses its locks.
    return _on_connect(
        engine, f"SET lock_timeout = {BUSY_MS}; SET idle_in_transaction_session_timeout = '60s'"
    )


def reading(url: URL, size: int) -> Engine:
    """An engine with up to `size` connections on which every write is refused by the database."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN", {"foreign_keys": 1, "query_only": 1}, size=size)
    # Single statements need no BEGIN and no ROLLBACK: one round trip instead of three.
    engine = _engine(url, isolation_level="AUTOCOMMIT", pool_size=size)
    return _on_connect(engine, "SET default_transaction_read_only = on")


def insist_on_durability(engine: Engine) -> None:
    """Raise Unfit unless a commit on this PostgreSQL server is possible and survives a power cut."""
    ask = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()"
    with engine.connect() as conn:
        fsync, synchronous_commit, standby = conn.exec_driver_sql(ask).one()
        version = conn.dialect.server_version_info or (0,)
    if version < (15,):
        raise Unfit(f"PostgreSQL 15 or newer is needed; this server is {version[0]}.")
    if fsync != "on":
        raise Unfit("PostgreSQL runs with fsync = off: a power cut would lose decisions. Set fsync = on.")
    if synchronous_commit == "off":
        raise Unfit(
            "PostgreSQL runs with synchronous_commit = off: a crash would lose decisions. Set it to on."
        )
    if standby:
        raise Unfit("This PostgreSQL server is a standby that cannot be written. Use the primary's address.")


def _engine(url: URL, **options: Any) -> Engine:
    # Parameters are texts, names and reasons: an error that repeats them would carry them into the log.
    return create_engine(url, max_overflow=4, hide_parameters=True, json_serializer=_spell_json, **options)


def _spell_json(value: object) -> str:
    """Return the value as JSON; an instant as RFC 3339 has it."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # half of a surrogate pair: whatever Slack sends is kept
        return json.dumps(msgspec.to_builtins(value))


def _sqlite(url: URL, begin: str, pragmas: dict[str, int], size: int) -> Engine:
    engine = _engine(url, pool_size=size, connect_args={"cached_statements": _PREPARED})
    promises = {**_SQLITE_PROMISES, **pragmas}

    @event.listens_for(engine, "do_connect")
    def look_for_folder(*_: Any) -> None:
        folder = Path(str(url.database)).absolute().parent
        if not folder.is_dir():
            raise Unfit(f"The folder {folder} for the SQLite database does not exist.")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # sqlite3 then begins nothing by itself; `begin` below does
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")  # before the journal, which makes the file
        for name, value in promises.items():
            connection.execute(f"PRAGMA {name} = {value}")
            if (took := connection.execute(f"PRAGMA {name}").fetchone()[0]) != value:
                raise Unfit(f"SQLite refuses {name} = {value} for {url.database} (it is {took}).")

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


def _on_connect(engine: Engine, settings: str) -> Engine:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        before, connection.autocommit = connection.autocommit, True  # else the next rollback undoes them
        connection.execute(settings)
        connection.autocommit = before

    return engine
