"""What a flood through one API key does to another: with the limits that the product has of itself."""

from __future__ import annotations

from pathlib import Path

from benchmarks.intake import submission
from benchmarks.pairs import Finding, Promise
from benchmarks.product import AUTHORIZATION, CALM_AUTHORIZATION
from benchmarks.servers import Worker, serving

CALM_P95 = Promise(
    "another key's submit while one floods, 95th percentile",
    floor=500,
    aim=50,
    unit=" ms",
    less_is_better=True,
)


def measure_flood(flooding: Worker, folder: Path, *, seconds: float) -> list[Finding]:
    """Let one key send as fast as it can, and another one output every 20 ms."""
    with serving("benchmarks.product", str(folder), "limited") as ours:
        done = flooding.ask(
            port=ours.port,
            flood=submission(AUTHORIZATION),
            calm=submission(CALM_AUTHORIZATION),
            seconds=seconds,
        )
    alone, beside = sorted(done["alone_ms"]), sorted(done["beside_ms"])
    told = ", ".join(f"{count:,} times {status}" for status, count in sorted(done["statuses"].items()))
    note = f"{_p95(alone):.1f} ms without the flood, which was answered {told}"
    # No verdict where a calm key alone waits longer than it should beside a flood.
    steady = CALM_P95.reached(_p95(alone))
    return [Finding(CALM_P95, _p95(beside), beside[0], beside[-1], steady, note)]


def _p95(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.95)]
