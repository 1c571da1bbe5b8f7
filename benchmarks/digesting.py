"""A process of its own that draws the leaders' digest of a week, again and again, and says what that took.

Run as `python -m benchmarks.digesting DATABASE WEEK`.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from benchmarks.jobs import Job, answer_jobs
from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from storage.database import Database
from storage.weekly import weekly_summary

ZONE = "Europe/Berlin"
# Of this process alone: what `resource` tells there has the memory in it of whoever started it.
_STATUS = Path("/proc/self/status")


def main() -> None:
    """Answer jobs that say how often."""
    path, week = sys.argv[1], Week.named(sys.argv[2])
    with Database(f"sqlite:///{path}") as db:

        def work(job: Job) -> Job:
            took = [_digest(db, week) for _ in range(job["times"])]
            return {
                "wall_s": [wall for wall, _ in took],
                "cpu_s": [cpu for _, cpu in took],
                "mb": _most_bytes() / 1_000_000,
            }

        answer_jobs(work)


def _digest(db: Database, week: Week) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    summary = db.read_now(weekly_summary, week, ZONE)
    if not any(workflow.signals.wrong.gone_out for workflow in summary.workflows):
        raise RuntimeError(f"nothing has happened in {week}")
    draw_weekly(summary)
    return time.perf_counter() - began, time.process_time() - spent


def _most_bytes() -> int:
    """Return how much memory this process has had at most."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS, in bytes
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1_024


if __name__ == "__main__":
    main()
