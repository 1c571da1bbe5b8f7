"""A thousand outputs in one request, against the same rows written by bare sqlite3."""

from __future__ import annotations

import json
from collections.abc import Callable

from benchmarks.connection import request
from benchmarks.intake import text
from benchmarks.load import KEY
from benchmarks.pairs import Finding, Promise, compared, interleaved
from benchmarks.product import AUTHORIZATION, WORKFLOW
from benchmarks.servers import Server, Worker

OF_BARE = Promise("bulk, of bare sqlite3 executemany of the same rows", floor=0.3, aim=0.5, grace=0.2)
LINES = 1_000
TAKEN = '{"status":201,'  # how the answer to a line begins


def bulk_request() -> str:
    """Return the request that hands in a thousand outputs of 2 KB."""
    line = json.dumps(
        {"workflow": WORKFLOW, "content": text(), "title": "Reply to order 1881", "idempotency_key": KEY},
        ensure_ascii=False,
    )
    return request(
        "POST",
        "/v1/outputs/bulk",
        "\n".join([line] * LINES) + "\n",
        content_type="application/x-ndjson",
        authorization=AUTHORIZATION,
    )


def measure_bulk(load: Worker, bare: Worker, ours: Server, *, pairs: int, seconds: float) -> list[Finding]:
    """Return outputs a second through HTTP as a part of rows-of-outputs a second without it."""
    slices = interleaved(
        pairs,
        {
            "bare": lambda: float(bare.ask(seconds=seconds)["outputs_per_second"]),
            "ours": _slice(load, ours, seconds),
        },
    )
    return [compared(OF_BARE, slices["ours"], slices["bare"])]


def _slice(load: Worker, server: Server, seconds: float) -> Callable[[], float]:
    job = {"port": server.port, "request": bulk_request(), "clients": 2, "seconds": seconds, "words": TAKEN}

    def taken_in() -> float:
        done = load.ask(**job)
        if set(done["statuses"]) != {"200"} or done["words"] != done["answers"] * LINES:
            raise RuntimeError(f"not every output was taken in: {done}")
        return float(done["words_per_second"])

    return taken_in
