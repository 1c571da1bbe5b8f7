"""The week's summary is due once the week is over: to leaders at their time, to each reader on a morning of theirs."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from domain.counting import counted
from domain.weeks import latest_due
from handlers.clock.reach import Reach
from usecases.issue_digest import IssueDigest, issue_digest

LEADERS = "leaders"

log = logging.getLogger(__name__)


async def issue_digests(reach: Reach) -> None:
    """Wish for the leaders' summary if one is due and there is a channel for it."""
    if reach.leaders_channel is None:
        return
    now, zone = reach.clock.now(), ZoneInfo(reach.timezone)
    week = latest_due(now, zone, lambda one: one.issued_at(zone, reach.digest_at))
    command = IssueDigest(LEADERS, reach.leaders_channel, week, reach.timezone, now)
    issued = await reach.db.write(issue_digest, command)
    if issued is not None:
        left_out = f", {counted(len(issued.skipped), 'week')} left out" if issued.skipped else ""
        log.info("the summary of %s is issued%s", issued.week, left_out)
