"""On each working day, at its hour, a team hears what waits."""

from __future__ import annotations

from domain.standups import standup_due
from handlers.clock.reach import Reach
from storage.digests import has_digest
from storage.standups import teams
from usecases.issue_standup import IssueStandup, audience_of, issue_standup


async def issue_standups(reach: Reach) -> None:
    """Wish for every stand-up that is due and has not had its turn."""
    now = reach.clock.now()
    for team in await reach.db.read(teams):
        standup = standup_due(team.hours, team.at, now)
        if standup is None:
            continue
        period = standup.day.isoformat()
        if not await reach.db.read(has_digest, audience_of(team.channel_id), period):
            await reach.db.write(issue_standup, IssueStandup(team.channel_id, standup, now))
