"""The leaders' digest over much history: how long it takes, what memory, and whether more history makes it slower."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.history import BEGINS, TENTH, TENTHS, begin, fill, repeat
from benchmarks.pairs import Finding, Promise, once
from benchmarks.servers import working
from domain.weeks import Week

SECONDS = Promise(
    "a leaders' digest of 50 workflows, over {:,}", floor=0.5, aim=0.25, unit=" s", less_is_better=True
)
MEMORY = Promise(
    "memory of the process that draws it, at most", floor=150, aim=100, unit=" MB", less_is_better=True
)
FLAT = Promise("the same, of one over a tenth of the history", floor=2, aim=1.3, less_is_better=True)
RIVAL = Promise(
    "the same, of counting the outputs of its five weeks anew", floor=0.5, aim=0.25, less_is_better=True
)
TIMES = 5
# Beyond this, neighbours had the core.
_OWN_CORE = 0.8


def measure_digests(folder: Path, outputs: int) -> list[Finding]:
    """Return what it takes over so many outputs; each time in a fresh process, of the last week of all."""
    path = folder / "history.db"
    begin(path)
    fill(path, outputs // TENTHS)
    young = _digested(path, tenths=1)
    repeat(path, outputs // TENTHS)
    old = _digested(path, tenths=TENTHS)
    path.unlink()
    grown = median(old["cpu_s"]) / median(young["cpu_s"])
    rival = [own / anew for own, anew in zip(old["wall_s"], old["recount_s"], strict=True)]
    return [
        _duration(old, outputs),
        Finding(RIVAL, median(rival), min(rival), max(rival)),
        once(MEMORY, max(old["mb"])),
        once(FLAT, grown),
    ]


def _duration(took: dict[str, list[float]], outputs: int) -> Finding:
    """Return how long it took; no verdict against it where neighbours had more than a fifth of the core."""
    wall, cpu = took["wall_s"], took["cpu_s"]
    promise = replace(SECONDS, what=SECONDS.what.format(outputs))
    note = f"{median(cpu):.2f} s of it at work"
    return Finding(promise, median(wall), min(wall), max(wall), sum(cpu) > _OWN_CORE * sum(wall), note)


def _digested(path: Path, *, tenths: int) -> dict[str, list[float]]:
    """Return what it takes after so many tenths of the history, and what its rival does, in turns and each in a process
    of its own; without the first, which only warms up.
    """
    week = Week.of((BEGINS + tenths * TENTH).date()).before
    arguments = ("benchmarks.digesting", str(path), str(week))
    with working(*arguments) as digesting, working(*arguments) as counting:
        took = [digesting.ask(work="digest") | counting.ask(work="recount") for _ in range(TIMES + 1)]
    return {name: [each[name] for each in took[1:]] for name in took[0]}
