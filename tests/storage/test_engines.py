"""Which databases are accepted, and what is demanded of them before anything is promised."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.database import Database, Unavailable, Unfit, Unsaved
from tests.storage.notes import Note, add_note, held, make_table, names


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("sqlite:///relative.db", "sqlite"),
        ("sqlite:////absolute/path.db", "sqlite"),
        ("postgresql://ada@localhost/answerable", "postgresql"),
        ("postgres://ada:secret@localhost:5433/answerable", "postgresql"),
    ],
)
def test_files_and_servers_are_accepted(url: str, backend: str) -> None:
    assert Database(url).dialect == backend


@pytest.mark.parametrize(
    "url",
    [
        "",
        "answerable.db",
        "mysql://ada:secret@db/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://answerable.db",
    ]
    + ["postgresql://ada:secret@db:port/x", "sqlite+aiosqlite:///x.db"],
)
def test_anything_else_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="URL") as refusal:
        Database(url)

    assert "secret" not in str(refusal.value)


def test_an_error_does_not_repeat_what_was_to_be_stored(bare_database_url: str) -> None:
    with Database(bare_database_url) as db, pytest.raises(DBAPIError) as failure:
        db.write_now(add_note, Note("Dear Mr Weber, a secret text"))

    assert "secret" not in str(failure.value)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/missing/answerable.db")

    with pytest.raises(Unfit, match=f"folder {tmp_path}/missing .* does not exist"):
        await db.start()
    with pytest.raises(Unfit, match="does not exist"):
        db.write_now(make_table, None)


async def test_sqlite_commits_are_durable_and_keys_are_checked(bare_sqlite_url: str) -> None:
    def pragmas(conn: Connection) -> list[object]:
        return [
            conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    with Database(bare_sqlite_url) as db:
        assert db.write_now(lambda tx, _: pragmas(tx.conn), None) == ["wal", 2, 1, 5000]
        assert db.read_now(pragmas) == ["wal", 2, 1, 5000]


def test_a_new_sqlite_file_has_small_pages_and_an_older_one_keeps_its_own(tmp_path: Path) -> None:
    def page_bytes(conn: Connection) -> object:
        return conn.exec_driver_sql("PRAGMA page_size").scalar()

    with contextlib.closing(sqlite3.connect(tmp_path / "older.db")) as older:
        older.executescript("PRAGMA page_size = 4096; CREATE TABLE things (name TEXT)")
    found = {}
    for name in ("older", "new"):
        with Database(f"sqlite:///{tmp_path}/{name}.db") as db:
            db.write_now(make_table, None)
            found[name] = db.read_now(page_bytes)

    assert found == {"older": 4096, "new": 2048}


async def test_readers_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await db.read(lambda conn: conn.execute(text("INSERT INTO notes VALUES ('ada')")))

    assert await db.read(names) == []


async def test_readers_do_not_wait_for_the_writer(db: Database) -> None:
    async with held(db):
        assert await db.read(names) == []


def test_postgresql_without_fsync_is_refused(bare_postgresql_url: str) -> None:
    engine = engines.writing(engines.address(bare_postgresql_url))
    try:
        set_fsync(bare_postgresql_url, "off")
        with pytest.raises(Unfit, match="fsync = off"):
            engines.insist_on_durability(engine)
    finally:
        set_fsync(bare_postgresql_url, "on")
        engine.dispose()


async def test_postgresql_without_synchronous_commit_is_refused(bare_postgresql_url: str) -> None:
    with psycopg.connect(bare_postgresql_url, autocommit=True) as conn:
        conn.execute(f"ALTER DATABASE {conn.info.dbname} SET synchronous_commit = off".encode())

    with pytest.raises(Unfit, match="synchronous_commit = off"):
        await Database(bare_postgresql_url).start()


async def test_a_server_that_is_away_is_unavailable(bare_postgresql_url: str) -> None:
    db = Database("postgresql://nobody@127.0.0.1:1/answerable")

    with pytest.raises(Unavailable):
        await db.start()
    with pytest.raises(Unavailable):
        db.read_now(names)
    with pytest.raises(Unsaved):
        db.write_now(add_note, Note("ada"))


async def test_service_resumes_after_every_connection_was_cut(bare_postgresql_url: str) -> None:
    db = Database(bare_postgresql_url)
    db.write_now(make_table, None)
    await db.start()
    await db.read(names)
    with psycopg.connect(bare_postgresql_url, autocommit=True) as conn:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        conn.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}".encode())

    with pytest.raises(Unsaved):
        await db.write(add_note, Note("ada"))
    with pytest.raises(Unavailable):
        await db.read(names)

    assert await db.write(add_note, Note("ben")) == "ben"
    assert await db.read(names) == ["ben"]
    await db.stop()


def set_fsync(url: str, value: str) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"ALTER SYSTEM SET fsync = {value}".encode())
        conn.execute("SELECT pg_reload_conf()")
    for _ in range(100):
        with psycopg.connect(url) as conn:
            if conn.execute("SHOW fsync").fetchone() == (value,):
                return
        time.sleep(0.02)
    raise AssertionError(f"fsync did not become {value}")


async def test_a_file_that_is_no_database_is_unavailable_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Mr Weber, " * 100)

    with pytest.raises(Unavailable, match="not a database"):
        await Database(f"sqlite:///{tmp_path}/letter.db").start()
