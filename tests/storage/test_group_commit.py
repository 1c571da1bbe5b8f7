"""Writes wait together, commit together, and fail alone."""

from __future__ import annotations

import asyncio
import resource
import threading
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database, Many, Overloaded, Tx, Unsaved
from tests.storage.notes import Claim, Note, add_note, add_notes, held, make_table, names


async def test_a_thousand_writes_at_once_are_few_transactions(db: Database) -> None:
    before = db.transactions

    answers = await asyncio.gather(*(db.write(add_note, Note(f"{n:04}")) for n in range(1000)))

    assert answers == [f"{n:04}" for n in range(1000)]
    assert len(await db.read(names)) == 1000
    assert db.transactions - before <= 40


async def test_writes_that_come_a_turn_of_the_loop_after_each_other_commit_together(db: Database) -> None:
    together = Many(add_notes)

    async def write_after(turns: int) -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await db.write(together, Note(f"{turns:03}"))

    before = db.transactions

    await asyncio.gather(*(write_after(turns) for turns in range(20)))

    assert len(await db.read(names)) == 20
    assert db.transactions - before == 1


async def test_who_writes_alone_waits_for_nobody(db: Database) -> None:
    before = db.transactions

    answers = [await db.write(add_note, Note(name)) for name in ("ada", "ben")]

    assert answers == ["ada", "ben"]
    assert db.transactions - before == 2


async def test_a_batch_runs_in_the_order_of_its_keys_and_of_arrival_within_one(db: Database) -> None:
    ran: list[str] = []

    def note_order(tx: Tx, note: Note) -> None:
        ran.append(note.name)

    async with held(db):
        notes = [Note("late", "b"), Note("first a", "a"), Note("last", "c"), Note("second a", "a")]
        writes = [asyncio.create_task(db.write(note_order, note)) for note in notes]
    await asyncio.gather(*writes)

    assert ran == ["first a", "second a", "late", "last"]


async def test_what_claims_rows_comes_last_in_a_batch_and_what_has_no_key_before_it(db: Database) -> None:
    ran: list[str] = []

    def note_order(tx: Tx, note: Note) -> None:
        ran.append(note.name)

    async with held(db):
        notes = [Claim("claim"), Note("no key"), Note("output", "z")]
        writes = [asyncio.create_task(db.write(note_order, note)) for note in notes]
    await asyncio.gather(*writes)

    assert ran == ["output", "no key", "claim"]


async def test_a_poisoned_command_fails_alone(db: Database) -> None:
    await db.write(add_note, Note("ada"))

    async with held(db):
        writes = [asyncio.create_task(db.write(add_note, Note(name))) for name in ("ben", "ada", "mia")]
    ben, ada, mia = await asyncio.gather(*writes, return_exceptions=True)

    assert (ben, mia) == ("ben", "mia")
    assert isinstance(ada, IntegrityError)
    assert await db.read(names) == ["ada", "ben", "mia"]


async def test_a_key_that_is_checked_at_commit_fails_only_its_own_command(db: Database) -> None:
    def make_replies(tx: Tx, _: None) -> None:
        deferred = "REFERENCES notes (name) DEFERRABLE INITIALLY DEFERRED"
        tx.conn.execute(text(f"CREATE TABLE replies (name TEXT {deferred})"))

    def reply(tx: Tx, note: Note) -> None:
        tx.conn.execute(text("INSERT INTO replies VALUES (:name)"), {"name": note.name})

    await db.write(make_replies, None)
    async with held(db):
        good = asyncio.create_task(db.write(add_note, Note("ben")))
        orphan = asyncio.create_task(db.write(reply, Note("nobody")))
    outcomes = await asyncio.gather(good, orphan, return_exceptions=True)

    assert outcomes[0] == "ben"
    assert isinstance(outcomes[1], IntegrityError)
    assert await db.read(names) == ["ben"]


async def test_a_use_case_that_swallows_a_fatal_error_does_not_pass_for_saved(
    bare_postgresql_url: str,
) -> None:
    def add_anyway(tx: Tx, note: Note) -> str:
        try:
            return add_note(tx, note)
        except IntegrityError:
            return "never mind"

    db = Database(bare_postgresql_url)
    db.write_now(make_table, None)
    await db.start()
    await db.write(add_note, Note("ada"))
    async with held(db):
        good = asyncio.create_task(db.write(add_note, Note("ben")))
        careless = asyncio.create_task(db.write(add_anyway, Note("ada")))
    outcomes = await asyncio.gather(good, careless, return_exceptions=True)

    assert outcomes[0] == "ben"
    assert isinstance(outcomes[1], RuntimeError)
    assert await db.read(names) == ["ada", "ben"]
    await db.stop()


@pytest.mark.parametrize("bug", [ValueError("a bug"), StopIteration("a next() too many")])
async def test_a_bug_reaches_its_caller_and_the_writer_lives(db: Database, bug: Exception) -> None:
    def buggy(tx: Tx, note: Note) -> None:
        add_note(tx, note)
        raise bug

    with pytest.raises((ValueError, RuntimeError)):
        await db.write(buggy, Note("ada"))

    assert await db.write(add_note, Note("ben")) == "ben"
    assert await db.read(names) == ["ben"]


async def test_commands_of_one_kind_are_folded_into_one_call(db: Database) -> None:
    sizes: list[int] = []

    def add_counted(tx: Tx, notes: list[Note]) -> list[str]:
        sizes.append(len(notes))
        return add_notes(tx, notes)

    many = Many(add_counted)
    before = db.transactions
    async with held(db):
        writes = [asyncio.create_task(db.write(many, Note(f"{n:02}", f"{n:02}"))) for n in range(30)]
    answers = await asyncio.gather(*writes)

    assert answers == [f"{n:02}" for n in range(30)]
    assert sizes == [30]
    assert db.transactions - before == 2  # what held the writer, and the batch


async def test_a_poisoned_command_of_many_fails_alone(db: Database) -> None:
    many = Many(add_notes)
    await db.write(many, Note("ada"))

    async with held(db):
        writes = [asyncio.create_task(db.write(many, Note(name))) for name in ("ben", "ada", "mia")]
    ben, ada, mia = await asyncio.gather(*writes, return_exceptions=True)

    assert (ben, mia) == ("ben", "mia")
    assert isinstance(ada, IntegrityError)


async def test_many_that_answers_too_few_is_a_bug_and_saves_nothing(db: Database) -> None:
    def forgetful(tx: Tx, notes: list[Note]) -> list[str]:
        return add_notes(tx, notes)[1:]

    with pytest.raises(RuntimeError, match="answered 0 of 1"):
        await db.write(Many(forgetful), Note("ada"))

    assert await db.read(names) == []


async def test_first_commands_overtake_what_waits(bare_database_url: str) -> None:
    db = Database(bare_database_url, batch=4)
    await db.start()
    ran: list[str] = []

    def note_order(tx: Tx, note: Note) -> None:
        ran.append(note.name)

    async with held(db):
        writes = [asyncio.create_task(db.write(note_order, Note(f"submit {n}", f"{n}"))) for n in range(8)]
        writes += [asyncio.create_task(db.write(note_order, Note("decide", "z"), first=True))]
    await asyncio.gather(*writes)

    assert ran.index("decide") == 3  # the last by its key, but of the first batch
    await db.stop()


async def test_a_batch_ends_when_its_time_is_up_but_first_commands_still_run(bare_database_url: str) -> None:
    db = Database(bare_database_url, batch_s=0.0)
    await db.start()
    ran: list[str] = []

    def note_order(tx: Tx, note: Note) -> None:
        ran.append(note.name)

    async with held(db):
        writes = [asyncio.create_task(db.write(note_order, Note(f"submit {n}", f"{n}"))) for n in range(5)]
        writes += [asyncio.create_task(db.write(note_order, Note("decide", "z"), first=True))]
    await asyncio.gather(*writes)

    assert ran == ["submit 0", "decide", "submit 1", "submit 2", "submit 3", "submit 4"]
    assert db.transactions == 6  # what held the writer, then one for each but the decision
    await db.stop()


@pytest.mark.parametrize("urgent", [False, True])
async def test_a_batch_is_answered_before_the_commit_of_the_next_and_a_decision_before_its_statements(
    bare_database_url: str, urgent: bool
) -> None:
    db = Database(bare_database_url, batch=2)
    await db.start()
    reached, go_on = threading.Event(), threading.Event()

    def stand_still(tx: Tx, note: Note) -> str:
        reached.set()
        assert go_on.wait(10)
        return note.name

    async with held(db):
        before = [
            asyncio.create_task(db.write(lambda tx, n: n.name, Note(f"{n}"), first=urgent)) for n in range(2)
        ]
        after = [asyncio.create_task(db.write(stand_still, Note(f"{n}"))) for n in range(2, 4)]
    await asyncio.to_thread(reached.wait, 10)
    heard = await asyncio.wait(before, timeout=0.2)
    go_on.set()

    in_a_hurry = urgent or db.dialect == "postgresql"
    assert len(heard[0]) == (2 if in_a_hurry else 0)
    assert await asyncio.gather(*before, *after) == ["0", "1", "2", "3"]
    await db.stop()


async def test_whoever_was_served_hears_of_it_though_the_next_batch_fails(bare_database_url: str) -> None:
    db = Database(bare_database_url, batch=2)
    await db.start()

    def fail(tx: Tx, note: Note) -> str:
        raise ValueError(note.name)

    async with held(db):
        before = [asyncio.create_task(db.write(lambda tx, n: n, n)) for n in range(2)]
        after = [asyncio.create_task(db.write(fail, Note(f"{n}"))) for n in range(2)]
    outcomes = await asyncio.gather(*before, *after, return_exceptions=True)

    assert outcomes[:2] == [0, 1]
    assert [str(outcome) for outcome in outcomes[2:]] == ["0", "1"]
    await db.stop()


async def test_a_full_queue_refuses_at_once_and_keeps_room_for_decisions(bare_database_url: str) -> None:
    db = Database(bare_database_url, queue=3)
    await db.start()

    async with held(db):
        writes = [asyncio.create_task(db.write(lambda tx, n: n, n)) for n in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await db.write(lambda tx, n: n, 3)
        decision = asyncio.create_task(db.write(lambda tx, n: n, 4, first=True))
    answers = await asyncio.gather(*writes, decision)

    assert answers == [0, 1, 2, 4]
    await db.stop()


async def test_callers_that_went_away_do_not_disturb_the_others(db: Database) -> None:
    async with held(db):
        writes = [asyncio.create_task(db.write(add_note, Note(f"{n:02}"))) for n in range(20)]
        await asyncio.sleep(0)
        for gone in writes[::2]:
            gone.cancel()
    outcomes = await asyncio.gather(*writes, return_exceptions=True)

    assert outcomes[1::2] == [f"{n:02}" for n in range(1, 20, 2)]
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes[::2])
    assert await db.write(add_note, Note("later")) == "later"


async def test_listeners_are_told_once_per_commit_after_the_callers(db: Database) -> None:
    told: list[tuple[frozenset[str], bool]] = []
    db.on_commit(lambda changed, outbox: told.append((changed, outbox)))

    def wish(tx: Tx, note: Note) -> None:
        tx.outbox = True

    async with held(db):
        writes: list[asyncio.Task[Any]] = [
            asyncio.create_task(db.write(add_note, Note("ada"))),
            asyncio.create_task(db.write(add_note, Note("ben"))),
            asyncio.create_task(db.write(wish, Note("post it"))),
        ]
    await asyncio.gather(*writes)
    await db.write(lambda tx, n: n, 1)  # changes nothing, so nobody is told

    assert told == [(frozenset({"out_ada", "out_ben"}), True)]


async def test_one_listeners_bug_does_not_silence_the_next(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(changed: frozenset[str], outbox: bool) -> None:
        raise ValueError("a bug")

    told: list[frozenset[str]] = []
    db.on_commit(broken)
    db.on_commit(lambda changed, outbox: told.append(changed))

    await db.write(add_note, Note("ada"))
    await asyncio.sleep(0.01)

    assert told == [frozenset({"out_ada"})]
    assert "a listener failed" in caplog.text


async def test_stopping_finishes_what_is_queued_and_takes_no_more(bare_database_url: str) -> None:
    db = Database(bare_database_url)
    await db.start()
    writes = [asyncio.create_task(db.write(lambda tx, n: n, n)) for n in range(500)]
    await asyncio.sleep(0)

    await db.stop()

    assert await asyncio.gather(*writes) == list(range(500))
    with pytest.raises(Overloaded):
        await db.write(lambda tx, n: n, 0)


async def test_a_connection_lost_before_commit_leaves_all_unsaved_and_runs_nothing_again(
    bare_postgresql_url: str,
) -> None:
    db = Database(bare_postgresql_url)
    db.write_now(make_table, None)
    await db.start()
    calls: list[str] = []

    def add_silently(tx: Tx, note: Note) -> None:
        calls.append(note.name)
        add_notes(tx, [note])
        if note.name == "mia":  # the last: what follows is the COMMIT
            pid = tx.conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(bare_postgresql_url) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    async with held(db):
        writes = [asyncio.create_task(db.write(add_silently, Note(n, n))) for n in ("ada", "ben", "mia")]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [Unsaved] * 3
    assert calls == ["ada", "ben", "mia"]
    assert await db.write(add_note, Note("later")) == "later"
    assert await db.read(names) == ["later"]
    await db.stop()


async def test_a_commit_that_the_disk_refuses_leaves_all_unsaved_and_runs_nothing_again(
    bare_sqlite_url: str,
) -> None:
    db = Database(bare_sqlite_url)
    db.write_now(make_table, None)
    await db.start()
    calls: list[str] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def add_on_a_full_disk(tx: Tx, note: Note) -> None:
        calls.append(note.name)
        add_notes(tx, [note])
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))

    async with held(db):
        writes = [asyncio.create_task(db.write(add_on_a_full_disk, Note(n, n))) for n in ("ada", "ben")]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [type(outcome) for outcome in outcomes] == [Unsaved] * 2
    assert calls == ["ada", "ben"]
    assert await db.write(add_note, Note("later")) == "later"
    assert await db.read(names) == ["later"]
    await db.stop()
