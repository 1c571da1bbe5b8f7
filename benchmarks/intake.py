"""Handing in over HTTP, durably, against a server that keeps nothing and against the usual shape of one that does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.connection import request
from benchmarks.load import KEY
from benchmarks.pairs import Finding, Promise, compared, interleaved
from benchmarks.product import AUTHORIZATION, WORKFLOW
from benchmarks.servers import Server, Worker

OF_HELLO = Promise("submit, of a server that keeps nothing", floor=0.15, aim=0.35)
OF_TWIN = Promise("submit, of FastAPI with an async ORM", floor=8, aim=15)
CLIENTS = 64
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
    slices = interleaved(
        pairs,
        {
            "hello": _slice(load, hello, seconds),
            "ours": _slice(load, ours, seconds),
            "twin": _slice(load, twin, seconds),
        },
    )
    return [
        compared(OF_HELLO, slices["ours"], slices["hello"]),
        compared(OF_TWIN, slices["ours"], slices["twin"]),
    ]


def _slice(load: Worker, server: Server, seconds: float) -> Callable[[], float]:
    return lambda: float(submitted(load, server, CLIENTS, seconds)["per_second"])


def submitted(load: Worker, server: Server, clients: int, seconds: float) -> dict[str, Any]:
    """Return what a load of submits came to. Raises RuntimeError unless each was answered with 201."""
    done = load.ask(port=server.port, request=submission(), clients=clients, seconds=seconds)
    if set(done["statuses"]) != {"201"}:
        raise RuntimeError(f"not every submit was taken in: {done['statuses']}")
    return done
