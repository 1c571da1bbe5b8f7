"""Requests that wait for a decision: what each costs, and how soon it hears."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from benchmarks.pairs import Finding, Promise, once
from benchmarks.product import AUTHORIZATION
from benchmarks.servers import Worker, serving

KB_EACH = Promise("memory of a waiting request", floor=24, aim=16, unit=" KB", less_is_better=True)
WAKE_P99 = Promise(
    "wake-up after the commit, 99th percentile", floor=25, aim=5, unit=" ms", less_is_better=True
)
STATEMENTS = Promise("statements while all wait, for a second", floor=0, aim=0, unit="", less_is_better=True)
MANY, FEWER = 10_000, 2_000
DECISIONS = 300
SPARE_FILES = 500


def measure_waiting(parked: Worker, folder: Path, database: Path, *, files: int) -> list[Finding]:
    """Park as many as `files` (this machine's limit of open files) allows, and decide some.

    The server is a fresh one: memory that was given back within a process would be counted as free.
    """
    count = MANY if files > MANY + SPARE_FILES else FEWER
    outputs = _open_outputs(database, count)
    with serving("benchmarks.product", str(folder)) as ours:
        done = parked.ask(
            port=ours.port, pid=ours.pid, authorization=AUTHORIZATION, outputs=outputs, decisions=DECISIONS
        )
    return [
        once(replace(KB_EACH, what=f"{KB_EACH.what}, of {count:,}"), done["kb_each"]),
        once(STATEMENTS, done["statements"]),
        _wake_up(sorted(done["woken_ms"]), sorted(done["decided_ms"]), sorted(done["asked_ms"])),
    ]


def _wake_up(woken: list[float], decided: list[float], asked: list[float]) -> Finding:
    """Return the wake-up; no verdict against it where even a request for nothing takes longer than the aim."""
    note = f"{_p99(decided):.0f} ms after the decision was sent; a request for nothing takes {_p99(asked):.0f} ms"
    steady = WAKE_P99.reached(_p99(asked))
    return Finding(WAKE_P99, _p99(woken), woken[0], woken[-1], steady, note)


def _open_outputs(database: Path, count: int) -> list[str]:
    """Return ids of the latest outputs that nobody has judged. Raises ValueError if there are not so many."""
    asked = "SELECT id FROM outputs WHERE state = 'in_review' ORDER BY submitted_at DESC LIMIT ?"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        found = [output_id for (output_id,) in conn.execute(asked, (count,))]
    if len(found) < count:
        raise ValueError(f"only {len(found)} outputs are open, {count} were to be waited for")
    return found


def _p99(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.99)]
