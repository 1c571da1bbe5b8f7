"""Several processes on one database: they hear of each other, do not block each other, and die without loss."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from storage import notify
from storage.database import EVERYTHING, Database, Tx, Unfit
from tests.storage.notes import Note, add_note, held, make_table, names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Told = list[tuple[frozenset[str], bool]]


@asynccontextmanager
async def pair(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two databases as two processes would have them."""
    here, there = Database(url), Database(url)
    await here.start()
    await there.start()
    try:
        yield here, there
    finally:
        await here.stop()
        await there.stop()


def listen(db: Database) -> Told:
    told: Told = []
    db.on_commit(lambda changed, outbox: told.append((changed, outbox)))
    return told


async def until(told: Told, count: int) -> None:
    async with asyncio.timeout(30):
        while len(told) < count:  # noqa: ASYNC110 - the listener under test is a plain list
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)  # time for one too many


async def test_another_process_hears_of_a_commit_and_the_own_one_only_once(bare_postgresql_url: str) -> None:
    async with pair(bare_postgresql_url) as (here, there):
        here.write_now(make_table, None)
        told_here, told_there = listen(here), listen(there)

        async with held(here):
            writes = [asyncio.create_task(here.write(add_note, Note(name))) for name in ("ada", "ben")]
        await asyncio.gather(*writes)
        await until(told_there, 1)

    assert told_there == told_here == [(frozenset({"out_ada", "out_ben"}), False)]


async def test_the_command_line_wakes_a_serving_process(bare_postgresql_url: str) -> None:
    async with pair(bare_postgresql_url) as (serving, _):
        serving.write_now(make_table, None)
        told = listen(serving)

        with Database(bare_postgresql_url) as command_line:
            command_line.write_now(add_note, Note("ada"))
        await until(told, 1)

    assert told == [(frozenset({"out_ada"}), False)]


async def test_a_listener_that_lost_its_line_says_that_anything_may_have_changed(
    bare_postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with pair(bare_postgresql_url) as (here, there):
        here.write_now(make_table, None)
        told = listen(there)
        with psycopg.connect(bare_postgresql_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")

        await until(told, 1)
        await here.write(add_note, Note("ada"))
        await until(told, 2)

    assert told == [(EVERYTHING, True), (frozenset({"out_ada"}), False)]


@given(
    st.sets(
        st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40), max_size=900
    )
)
def test_news_of_any_size_fits_into_notifications(changed: set[str]) -> None:
    news = list(notify.payloads("a1b2c3d4", changed, outbox=True))

    assert all(len(payload.encode()) < 8000 for payload in news)
    parsed = [notify.parse(payload) for payload in news]
    assert frozenset().union(*(ids for _, ids, _ in parsed)) == changed
    assert {(origin, outbox) for origin, _, outbox in parsed} == {("a1b2c3d4", True)}


async def test_news_of_a_large_commit_reaches_the_other_process_whole(bare_postgresql_url: str) -> None:
    ids = {f"out_{n:026}" for n in range(2000)}

    def change_all(tx: Tx, _: None) -> None:
        tx.changed |= ids

    async with pair(bare_postgresql_url) as (here, there):
        told = listen(there)
        await here.write(change_all, None)
        await until(told, 8)

    assert frozenset().union(*(changed for changed, _ in told)) == ids


@dataclass(frozen=True)
class Count:
    """Counts one up on a row that all processes fight for."""

    row: int
    order_key: str


def count_up(tx: Tx, command: Count) -> None:
    tx.conn.execute(text("UPDATE counts SET n = n + 1 WHERE id = :row"), {"row": command.row})


def total(conn: Connection) -> int:
    return int(conn.execute(text("SELECT sum(n) FROM counts")).scalar_one())


def make_counts(tx: Tx, _: None) -> None:
    tx.conn.execute(text("CREATE TABLE counts (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
    tx.conn.execute(text("INSERT INTO counts SELECT id, 0 FROM generate_series(0, 99) AS id"))


@pytest.mark.parametrize("is_sorted", [True, False])
async def test_two_writers_deadlock_only_where_commands_name_no_order(
    bare_postgresql_url: str, is_sorted: bool
) -> None:
    with psycopg.connect(bare_postgresql_url, autocommit=True) as conn:
        conn.execute(f"ALTER DATABASE {conn.info.dbname} SET deadlock_timeout = '5ms'".encode())
    chance = random.Random(7)
    async with pair(bare_postgresql_url) as both:
        both[0].write_now(make_counts, None)
        rows = [chance.randrange(100) for _ in range(1500)]
        await asyncio.gather(
            *(
                db.write(count_up, Count(row, f"{row:03}" if is_sorted else ""))
                for row in rows
                for db in chance.sample(both, 2)
            )
        )

        assert await both[0].read(total) == 3000
        deadlocks = sum(db.deadlocks for db in both)
    assert (deadlocks == 0) is is_sorted


async def test_a_single_command_that_loses_a_race_runs_again(bare_postgresql_url: str) -> None:
    with psycopg.connect(bare_postgresql_url, autocommit=True) as conn:
        conn.execute(f"ALTER DATABASE {conn.info.dbname} SET deadlock_timeout = '5ms'".encode())
    tries: list[int] = []

    def take_both(tx: Tx, rows: tuple[int, int]) -> int:
        tries.append(rows[0])
        for row in rows:
            count_up(tx, Count(row, ""))
            tx.conn.execute(text("SELECT pg_sleep(0.05)"))
        return rows[0]

    async with pair(bare_postgresql_url) as (here, there):
        here.write_now(make_counts, None)
        assert sorted(
            await asyncio.gather(here.write(take_both, (1, 2)), there.write(take_both, (2, 1)))
        ) == [1, 2]
        assert await here.read(total) == 4
        assert here.deadlocks + there.deadlocks == len(tries) - 2 == 1


async def test_a_second_serving_process_on_one_sqlite_file_is_refused_but_the_command_line_is_not(
    bare_sqlite_url: str,
) -> None:
    first = Database(bare_sqlite_url)
    first.write_now(make_table, None)
    await first.start()

    second = Database(bare_sqlite_url)
    with pytest.raises(Unfit, match="already served by process"):
        await second.start()
    second.write_now(add_note, Note("ada"))
    await first.write(add_note, Note("ben"))

    assert second.read_now(names) == ["ada", "ben"]
    await second.stop()
    await first.stop()
    await second.start()  # the seat is free again
    await second.stop()


def test_whatever_was_acknowledged_survives_kill_9(bare_database_url: str) -> None:
    db = Database(bare_database_url)
    db.write_now(make_table, None)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.acknowledging", bare_database_url],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().strip() for _ in range(500)]
    child.send_signal(signal.SIGKILL)
    acknowledged += child.stdout.read().split("\n")[:-1]  # the last line may be torn
    child.wait()
    child.stdout.close()

    missing = set(acknowledged) - set(db.read_now(names))
    db.close()

    assert len(acknowledged) >= 500
    assert missing == set()
