"""What no neighbour can disturb: how often the database is asked."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from benchmarks.intake import submitted
from benchmarks.pairs import Finding, Promise, once
from benchmarks.servers import Server, Worker

AT_ONCE = 1_000
TRANSACTIONS = Promise(
    "transactions for 1,000 submits at once", floor=40, aim=20, unit="", less_is_better=True
)
STATEMENTS = Promise("statements a submit", floor=1, aim=0.5, unit="", less_is_better=True)


def count_submits(load: Worker, ours: Server) -> list[Finding]:
    """Hand in a thousand outputs by as many clients; return what it took."""
    before = counters(ours)
    submitted(load, ours, clients=AT_ONCE, seconds=0)
    after = counters(ours)
    statements = (after["statements"] - before["statements"]) / AT_ONCE
    return [once(TRANSACTIONS, after["transactions"] - before["transactions"]), once(STATEMENTS, statements)]


def counters(ours: Server) -> dict[str, Any]:
    """Return what the server has counted so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{ours.port}/bench/counters", timeout=30) as answer:
        facts: dict[str, Any] = json.load(answer)
    return facts
