"""Handing in over HTTP, durably, against a server that keeps nothing and against the usual shape of one that does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

import psutil

from benchmarks.connection import request
from benchmarks.load import KEY
from benchmarks.pairs import Finding, Promise, compared, interleaved
from benchmarks.product import AUTHORIZATION, WORKFLOW
from benchmarks.servers import Server, Worker

OF_HELLO = Promise("submit, of a server that keeps nothing", floor=0.15, aim=0.35)
OF_TWIN = Promise("submit, of FastAPI with an async ORM", floor=8, aim=15)
CLIENTS = 64
# A server that keeps nothing always has something to do: less of its core than this, and others had the rest.
UNDISTURBED = 0.8
TEXT_BYTES = 2_000

_PROSE = (
    "Dear Ms Okafor,\n\nthank you for writing. The amount of 41.20 EUR for order 1881 was sent back to your card "
    "today; your bank shows it within three working days. You need not return the broken \u201cAurora\u201d lamp.\n\n"
)


def text() -> str:
    """Return about 2 KB of what an AI system might write, with a place for a key, so that no two are the same."""
    begun = KEY + "\n" + _PROSE * (TEXT_BYTES // len(_PROSE) + 1)
    return begun[:TEXT_BYTES]


def submission() -> str:
    """Return the request that hands in one output."""
    body = {"workflow": WORKFLOW, "content": text(), "title": "Reply to order 1881"}
    return request(
        "POST",
        "/v1/outputs",
        json.dumps(body, ensure_ascii=False),
        content_type="application/json",
        authorization=AUTHORIZATION,
        idempotency_key=KEY,
    )


def measure_intake(
    load: Worker, ours: Server, hello: Server, twin: Server, *, pairs: int, seconds: float
) -> list[Finding]:
    """Return submits a second of ours as parts of the others', 64 clients at once."""
    shares: list[float] = []
    slices = interleaved(
        pairs,
        {
            "hello": _slice(load, hello, seconds, shares),
            "ours": _slice(load, ours, seconds, []),
            "twin": _slice(load, twin, seconds, []),
        },
    )
    found = [
        compared(OF_HELLO, slices["ours"], slices["hello"]),
        compared(OF_TWIN, slices["ours"], slices["twin"]),
    ]
    return [_unless_disturbed(finding, median(shares)) for finding in found]


def _unless_disturbed(finding: Finding, share: float) -> Finding:
    """Return the finding; no verdict against us where neighbours took much of the core.

    They cost each server another part of its speed: the system shares out a core by threads, and the twin
    has more of them than we, we more than the server that keeps nothing.
    """
    note = f"{finding.note}; neighbours took {1 - share:.0%} of the core"
    return replace(finding, steady=finding.steady and share >= UNDISTURBED, note=note)


def _slice(load: Worker, server: Server, seconds: float, shares: list[float]) -> Callable[[], float]:
    """Return a measure of submits a second that notes which share of its core the server had."""

    def measure() -> float:
        before = psutil.Process(server.pid).cpu_times()
        done = submitted(load, server, CLIENTS, seconds)
        after = psutil.Process(server.pid).cpu_times()
        spent = after.user + after.system - before.user - before.system
        shares.append(min(1.0, spent / done["elapsed_s"]))
        return float(done["per_second"])

    return measure


def submitted(load: Worker, server: Server, clients: int, seconds: float) -> dict[str, Any]:
    """Return what a load of submits came to. Raises RuntimeError unless each was answered with 201."""
    done = load.ask(port=server.port, request=submission(), clients=clients, seconds=seconds)
    if set(done["statuses"]) != {"201"}:
        raise RuntimeError(f"not every submit was taken in: {done['statuses']}")
    return done
