"""On the first working day of a month, at its stand-up's hour, a team reads what of the last one was overturned."""

from __future__ import annotations

from domain.months import month_due
from handlers.clock.reach import Reach
from storage.digests import has_digest
from storage.months import teams_of_workflows
from usecases.issue_month import IssueMonth, issue_month, month_audience


async def issue_months(reach: Reach) -> None:
    """Wish for every team's month that is due and has not had its turn."""
    now = reach.clock.now()
    for team in await reach.db.read(teams_of_workflows):
        month = month_due(team.hours, team.at, now)
        if month is None:
            continue
        if not await reach.db.read(has_digest, month_audience(team.channel_id), str(month)):
            await reach.db.write(issue_month, IssueMonth(team.channel_id, month, now))
