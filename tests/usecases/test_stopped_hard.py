"""PostgreSQL is stopped hard under load: what was acknowledged is there afterwards. Carelessly set, it would not be."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from domain.policy import Policy
from storage.database import Database
from storage.migrate import upgrade
from storage.outputs import outputs_where
from storage.tables import outbox, releases, votes
from tests.architecture.source import ROOT
from tests.builders import Company
from tests.ground.postgres import Postgres, running_postgres

CLIENTS = ("a", "b", "c")
PATIENCE_S = 120.0


@dataclass
class Load:
    """Clients on one server, and what was acknowledged to them: step and output."""

    server: Postgres
    url: str
    folder: Path
    clients: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def begin(self) -> None:
        for name in CLIENTS:
            with (self.folder / name).open("wb") as heard:
                command = [sys.executable, "-m", "tests.usecases.acknowledging", self.url, name]
                self.clients.append(subprocess.Popen(command, cwd=ROOT, stdout=heard))

    def end(self) -> None:
        for client in self.clients:
            client.kill()
            client.wait()

    def acknowledged(self) -> list[tuple[str, str]]:
        """Return what was, without lines that are torn."""
        lines = [line for name in CLIENTS for line in (self.folder / name).read_text().split("\n")[:-1]]
        return [(step, output_id) for step, _, output_id in (line.partition(" ") for line in lines)]

    def wait_for(self, more: int) -> None:
        """Wait until so much more was acknowledged."""
        wanted, give_up_at = len(self.acknowledged()) + more, time.monotonic() + PATIENCE_S
        while len(self.acknowledged()) < wanted:
            assert all(client.poll() is None for client in self.clients)
            assert time.monotonic() < give_up_at
            time.sleep(0.05)

    def kept(self) -> set[tuple[str, str]]:
        """Return what is there."""
        with Database(self.url) as db:
            found = db.read_now(outputs_where)
            voted = db.read_now(lambda conn: conn.execute(votes.select()).all())
            released = db.read_now(lambda conn: conn.execute(releases.select()).all())
        steps = {("handed_in", output.id) for output in found}
        return (
            steps
            | {("approved", row.output_id) for row in voted}
            | {("released", row.output_id) for row in released}
        )

    def is_whole(self) -> None:
        """Check that nothing is there twice, and that each output has its wish for a card."""
        with Database(self.url) as db:
            found = {output.id for output in db.read_now(outputs_where)}
            voted = [row.output_id for row in db.read_now(lambda conn: conn.execute(votes.select()).all())]
            wishes = [row.subject for row in db.read_now(lambda conn: conn.execute(outbox.select()).all())]
        assert len(voted) == len(set(voted))
        assert sorted(wishes) == sorted(found)


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    with running_postgres() as server, contextlib.ExitStack() as ending:
        url = server.url(server.create())
        upgrade(url)
        with Database(url) as db:
            Company(db).settle_in(Policy(purpose="Drafts the replies to refund requests"))
        load = Load(server, url, tmp_path)
        ending.callback(load.end)
        yield load


def test_what_was_acknowledged_is_kept(load: Load) -> None:
    load.begin()
    for _ in range(2):
        load.wait_for(300)
        load.server.cut_the_power()
    load.wait_for(100)
    load.end()

    acknowledged = load.acknowledged()

    assert set(acknowledged) - load.kept() == set()  # what is refused after all was lost before
    assert len(acknowledged) == len(set(acknowledged)) > 500
    load.is_whole()


def test_a_server_that_was_made_careless_under_way_does_lose_it(load: Load) -> None:
    """Only so does the test above mean anything. At the start the bot refuses such a server."""
    load.begin()
    load.wait_for(100)
    with psycopg.connect(load.server.url("postgres"), autocommit=True) as conn:
        for careless in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
            conn.execute(f"ALTER SYSTEM SET {careless}".encode())
        conn.execute("SELECT pg_reload_conf()")

    for _ in range(5):
        load.wait_for(100)
        load.server.cut_the_power()
        if lost := set(load.acknowledged()) - load.kept():
            break

    assert lost, "five times this server lost nothing, so that a loss could not have been seen"
