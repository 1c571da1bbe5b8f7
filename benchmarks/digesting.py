"""A process of its own that draws the leaders' digest of a week, or counts the outputs of the digest's five weeks anew,
and says what that took.

Run as `python -m benchmarks.digesting DATABASE WEEK`.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.jobs import Job, answer_jobs
from domain.volumes import Stretch
from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from storage.database import Database
from storage.signals.change import BASELINE
from storage.volumes import differences
from storage.weekly import weekly_summary
from storage.workflows import all_workflows

ZONE = "Europe/Berlin"
# Of this process alone: what `resource` tells there has the memory in it of whoever started it.
_STATUS = Path("/proc/self/status")


def main() -> None:
    """Answer jobs that say which of the two: `digest` or `recount`."""
    path, week = sys.argv[1], Week.named(sys.argv[2])
    with Database(f"sqlite:///{path}") as db:
        works = {"digest": _digest, "recount": _recount}
        answer_jobs(lambda job: works[job["work"]](db, week))


def _digest(db: Database, week: Week) -> Job:
    began, spent = time.perf_counter(), time.process_time()
    summary = db.read_now(weekly_summary, week, ZONE)
    if not any(workflow.signals.wrong.gone_out for workflow in summary.workflows):
        raise RuntimeError(f"nothing has happened in {week}")
    draw_weekly(summary)
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - spent,
        "mb": _most_bytes() / 1_000_000,
    }


def _recount(db: Database, week: Week) -> Job:
    zone = ZoneInfo(ZONE)
    weeks = Stretch(week.begins_at(zone) - BASELINE, week.ends_at(zone))
    slugs = [each.slug for each in db.read_now(all_workflows)]
    began = time.perf_counter()
    if missing := db.read_now(differences, slugs, weeks):
        raise RuntimeError(f"{len(missing)} volumes are not what the outputs say")
    return {"recount_s": time.perf_counter() - began}


def _most_bytes() -> int:
    """Return how much memory this process has had at most."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS, in bytes
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1_024


if __name__ == "__main__":
    main()
