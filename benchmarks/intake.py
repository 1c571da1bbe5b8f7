"""Handing in over HTTP, durably, against a server that keeps nothing and against the usual shape of one that does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import psutil

from benchmarks.connection import request
from benchmarks.load import KEY
from benchmarks.pairs import Finding, Promise, compared, interleaved
from benchmarks.product import AUTHORIZATION, WORKFLOW
from benchmarks.servers import Server, Worker

OF_HELLO = Promise("submit, of a server that keeps nothing", floor=0.15, aim=0.35, grace=0.2)
OF_TWIN = Promise("submit, of FastAPI with an async ORM", floor=8, aim=15, grace=0.2)
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


def submission(authorization: str = AUTHORIZATION) -> str:
    """Return the request that hands in one output."""
    body = {"workflow": WORKFLOW, "content": text(), "title": "Reply to order 1881"}
    return request(
        "POST",
        "/v1/outputs",
        json.dumps(body, ensure_ascii=False),
        content_type="application/json",
        authorization=authorization,
        idempotency_key=KEY,
    )


def measure_intake(
    load: Worker, ours: Server, hello: Server, twin: Server, *, pairs: int, seconds: float
) -> list[Finding]:
    """Return submits a second of ours as parts of the others', 64 clients at once."""
    servers = {"hello": hello, "ours": ours, "twin": twin}
    spent: dict[str, list[_Spent]] = {name: [] for name in servers}
    slices = interleaved(
        pairs, {name: _slice(load, server, seconds, spent[name]) for name, server in servers.items()}
    )
    share = median(each.share for each in spent["hello"])
    found = []
    for promise, baseline in ((OF_HELLO, "hello"), (OF_TWIN, "twin")):
        finding = _unless_disturbed(compared(promise, slices["ours"], slices[baseline]), share)
        found.append(_with_cost(finding, spent["ours"], spent[baseline]))
    return found


@dataclass(frozen=True)
class _Spent:
    """What a server's slice took: which share of one core, and the CPU time of each answer in seconds."""

    share: float
    each_s: float


def _with_cost(finding: Finding, ours: Sequence[_Spent], baseline: Sequence[_Spent]) -> Finding:
    """Return the finding with the ratio that no second core flatters: CPU time, all threads together."""
    times = median(each.each_s for each in ours) / median(each.each_s for each in baseline)
    return replace(finding, note=f"{finding.note}; for {times:.1f} times the CPU time")


def _unless_disturbed(finding: Finding, share: float) -> Finding:
    """Return the finding; no verdict against us where neighbours took much of the core.

    They cost each server another part of its speed: the system shares out a core by threads, and the twin
    has more of them than we, we more than the server that keeps nothing.
    """
    note = f"{finding.note}; neighbours took {1 - share:.0%} of the core"
    return replace(finding, steady=finding.steady and share >= UNDISTURBED, note=note)


def _slice(load: Worker, server: Server, seconds: float, noted: list[_Spent]) -> Callable[[], float]:
    """Return a measure of submits a second that notes what CPU time the server had for them."""

    def measure() -> float:
        before = psutil.Process(server.pid).cpu_times()
        done = submitted(load, server, CLIENTS, seconds)
        after = psutil.Process(server.pid).cpu_times()
        spent = after.user + after.system - before.user - before.system
        noted.append(_Spent(min(1.0, spent / done["elapsed_s"]), spent / done["answers"]))
        return float(done["per_second"])

    return measure


def submitted(load: Worker, server: Server, clients: int, seconds: float) -> dict[str, Any]:
    """Return what a load of submits came to. Raises RuntimeError unless each was answered with 201."""
    done = load.ask(port=server.port, request=submission(), clients=clients, seconds=seconds)
    if set(done["statuses"]) != {"201"}:
        raise RuntimeError(f"not every submit was taken in: {done['statuses']}")
    return done
