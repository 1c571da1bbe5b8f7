"""The history that digests are measured over is one that the program itself could have written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.history import BEGINS, TENTH, TENTHS, WORKFLOWS, begin, fill, repeat
from domain.volumes import Stretch
from domain.weeks import Week
from storage.database import Database
from storage.guards import missing_guards
from storage.volumes import differences, volumes_between
from storage.weekly import weekly_summary

OUTPUTS = 1_000


def test_ten_times_five_weeks_are_alike_counted_and_guarded(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    begin(path)
    fill(path, OUTPUTS)
    repeat(path, OUTPUTS)

    slugs = [kind.slug for kind in WORKFLOWS]
    with Database(f"sqlite:///{path}") as db:
        always = Stretch(BEGINS, BEGINS + TENTHS * TENTH)
        assert db.read_now(differences, slugs, always) == {}
        assert db.read_now(missing_guards) == []
        counted = db.read_now(volumes_between, slugs, always.begins_at, always.ends_at).values()
        assert sum(volume.handed_in for volume in counted) == TENTHS * OUTPUTS
        first, last = (
            db.read_now(weekly_summary, Week.of((BEGINS + tenths * TENTH).date()).before, "UTC")
            for tenths in (1, TENTHS)
        )
    seen, seen_last = (
        [replace(one.signals.wrong, by_version=()) for one in week.workflows] for week in (first, last)
    )
    assert seen == seen_last
    assert sum(one.signals.wrong.looked_at for one in last.workflows) > 0
    assert sum(one.signals.time.looks for one in last.workflows) > 0
