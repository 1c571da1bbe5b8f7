"""Three processes count at once, and fold in what all have counted: nothing is lost, and none waits for another."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from psycopg.rows import dict_row

from domain.volumes import Stretch, Volume, hour_of
from storage.database import Database
from storage.outputs import outputs_where
from storage.tables import volumes
from storage.volumes import differences, volumes_between
from tests.architecture.source import ROOT
from tests.builders import MONDAY, SLUG, Company
from usecases.fold_volumes import FoldVolumes, fold_volumes

ENOUGH = 300
PATIENCE_S = 120.0


def test_what_three_processes_count_at_once_is_exact(postgresql_url: str) -> None:
    with Database(postgresql_url) as db:
        Company(db).settle_in()

        with working(postgresql_url, ("a", "b", "c")):
            give_up_at = time.monotonic() + PATIENCE_S
            while released(db) < ENOUGH and time.monotonic() < give_up_at:
                missing = db.read_now(differences, [SLUG], Stretch(MONDAY - DAY, MONDAY + DAY))
                assert missing == {}, "at any moment, however much is folded in"
                time.sleep(0.2)

        while db.write_now(fold_volumes, FoldVolumes()):
            pass
        found = db.read_now(outputs_where)
        out = sum(one.released_sha256 is not None for one in found)
        counted = db.read_now(volumes_between, [SLUG], MONDAY - DAY, MONDAY + DAY)
        assert counted == {SLUG: Volume(handed_in=len(found), gone_out=out)}
        assert out >= ENOUGH
        assert db.read_now(lambda conn: conn.execute(volumes.select()).all()) == [
            (SLUG, hour_of(MONDAY), len(found), out, 0, 0)
        ]
    changed, deadlocks = said_by_the_server(postgresql_url)
    assert deadlocks == 0
    # Nobody who hands in or releases changes a row that somebody else does: only folding changes what is counted.
    assert changed["volume_deltas"] == changed["workflows"] == 0
    assert changed["volumes"] < out / 4


DAY = timedelta(days=1)


@contextmanager
def working(url: str, names: tuple[str, ...]) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.usecases.acknowledging", url]
    children = [subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.DEVNULL) for name in names]
    try:
        yield
        assert [child.poll() for child in children] == [None] * len(names), "all were still at work"
    finally:
        for child in children:
            child.kill()
            child.wait()


def released(db: Database) -> int:
    return sum(one.released_sha256 is not None for one in db.read_now(outputs_where))


def said_by_the_server(url: str) -> tuple[dict[str, int], int]:
    """Return how many rows of each table were changed, and how many transactions have waited in a circle."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as conn:
        conn.execute("SELECT pg_stat_force_next_flush()")
        tables = conn.execute("SELECT relname, n_tup_upd FROM pg_stat_user_tables").fetchall()
        deadlocks = conn.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        found = deadlocks.fetchone()
    assert found is not None
    return {row["relname"]: row["n_tup_upd"] for row in tables}, found["deadlocks"]
