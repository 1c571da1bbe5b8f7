"""What reviewers caught of the mistakes planted among what they review, by workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.probes import Noticed
from domain.weeks_together import sunday_of
from storage.probes import WINDOW, noticed_together
from storage.workflows import Workflow


def noticed_by_workflow(
    conn: Connection, workflows: Mapping[str, Workflow], ends_at: datetime
) -> dict[str, Noticed]:
    """Return what the reviewers of each workflow have caught in the half year up to the last Saturday before then, in
    its own zone, as far as it may be told; none shown, no entry. Up to Saturday, so that it is the same in any zone as
    a week ends.
    """
    return noticed_together(conn, {slug: half_year(live, ends_at) for slug, live in workflows.items()})


def half_year(live: Workflow, ends_at: datetime) -> tuple[date, date]:
    """Return the Sundays with which the half year begins, and the first week that is not in it."""
    sunday = sunday_of(ends_at.astimezone(ZoneInfo(live.policy.working_hours.timezone)).date())
    return sunday - WINDOW, sunday
