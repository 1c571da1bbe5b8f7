"""The pictures of a week: what they are made of, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from domain.load_weeks import LoadWeek
from domain.signals.signal import Reading
from domain.weekly import WeeklySummary
from domain.weeks import Week
from handlers.pictures.cleanup import cleanup
from handlers.pictures.errors_out import errors_out
from handlers.pictures.hours import hours
from handlers.pictures.load import load
from handlers.pictures.picture import Picture
from handlers.pictures.trust import trust
from storage.load_weeks import load_weeks
from storage.signals.behind import readings_of
from storage.weekly import weekly_summary


@dataclass(frozen=True)
class Pictured:
    """What there is to draw. `trust` and `cleanup` are those signals of each workflow, by its name."""

    summary: WeeklySummary
    weeks: tuple[LoadWeek, ...]
    trust: Mapping[str, Reading]
    cleanup: Mapping[str, Reading]


def pictured(conn: Connection, week: Week, timezone: str) -> Pictured:
    """Return what the pictures of this week are made of, of all workflows."""
    summary = weekly_summary(conn, week, timezone)
    slugs = [each.workflow for each in summary.workflows]
    read = partial(readings_of, conn, slugs, summary.begins_at, summary.ends_at)
    return Pictured(summary, load_weeks(conn, slugs, week, timezone), read("trust"), read("cleanup"))


def pictures_of(shown: Pictured) -> list[Picture]:
    """Return those of which there is something to show, in the order in which they are read."""
    summary = shown.summary
    found = (
        errors_out(summary),
        load(shown.weeks),
        hours(summary),
        trust(shown.trust),
        cleanup(summary.week, shown.cleanup.values()),
    )
    return [one for one in found if one is not None]
