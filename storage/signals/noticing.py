"""What reviewers caught of the mistakes planted among what they review, by workflow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, distinct, false, func, or_, select

from domain.probes import CAUGHT, Noticed
from storage.probes import WINDOW as PROBES_WINDOW
from storage.tables import probe_answers, probes
from storage.workflows import Workflow

_A_DAY = timedelta(days=1)


def noticed_by_workflow(
    conn: Connection, workflows: Mapping[str, Workflow], ends_at: datetime
) -> dict[str, Noticed]:
    """Return what the reviewers of each workflow have caught in the half year up to the last Saturday before then, in
    its own zone; none shown, no entry. By whole weeks, so that no two of them tell of a single day, on which hardly
    anybody was there; and up to Saturday, so that they are the same ones in any zone as a week ends.
    """
    said = probe_answers.c
    sundays: dict[date, list[str]] = defaultdict(list)
    for slug, live in workflows.items():
        day = ends_at.astimezone(ZoneInfo(live.policy.working_hours.timezone)).date()
        sundays[day - day.isoweekday() % 7 * _A_DAY].append(slug)
    within = [
        and_(
            probes.c.workflow.in_(slugs),
            said.day >= (sunday - PROBES_WINDOW).isoformat(),
            said.day < sunday.isoformat(),
        )
        for sunday, slugs in sundays.items()
    ]
    found = (
        select(
            probes.c.workflow,
            func.count().label("planted"),
            func.count().filter(said.verdict.in_(CAUGHT)).label("caught"),
            func.count(distinct(said.person)).label("people"),
        )
        .join(probes, probes.c.id == said.probe_id)
        .where(said.verdict != "ask", or_(false(), *within))
        .group_by(probes.c.workflow)
    )
    return {
        row.workflow: Noticed(int(row.caught), int(row.planted), int(row.people))
        for row in conn.execute(found)
    }
