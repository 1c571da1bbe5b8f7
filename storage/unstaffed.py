"""Workflows that ask for training and in which nobody may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.lanes import CLOSED
from storage.people import reviewers_of
from storage.tables import unstaffed
from storage.workflow_counts import Open, open_outputs
from storage.workflows import Workflow, all_workflows, workflow


@dataclass(frozen=True)
class UnstaffedView:
    """A workflow in which nobody may decide, since when, and how much of it has not gone out."""

    workflow: Workflow
    since_at: datetime
    waiting: Open


def has_nobody(conn: Connection, found: Workflow, now: datetime) -> bool:
    """Say whether the workflow asks for training and nobody on its roster is trained at `now`."""
    asks = found.live.training_months is not None and found.status not in CLOSED
    return asks and not reviewers_of(conn, found.slug, now)


def noted_as_unstaffed(conn: Connection) -> dict[str, datetime]:
    """Return the workflows that were noted to have nobody, with since when."""
    return {row.workflow: row.since_at for row in conn.execute(select(unstaffed))}


def staffing_to_note(conn: Connection, now: datetime) -> list[str]:
    """Return the workflows of which it is not noted yet that nobody may decide there, or that somebody may again."""
    without = {one.slug for one in all_workflows(conn) if has_nobody(conn, one, now)}
    return sorted(without ^ noted_as_unstaffed(conn).keys())


def unstaffed_view(conn: Connection, slug: str) -> UnstaffedView | None:
    """Return how the workflow stands, None if somebody may decide there, or it is none of ours."""
    since, live = noted_as_unstaffed(conn).get(slug), workflow(conn, slug)
    if since is None or live is None:
        return None
    return UnstaffedView(live, since, open_outputs(conn, slug))
