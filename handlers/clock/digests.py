"""The week's summary is due on Monday morning."""

from __future__ import annotations

import logging

from domain.counting import counted
from handlers.clock.reach import Reach
from usecases.issue_digest import IssueDigest, issue_digest

LEADERS = "leaders"

log = logging.getLogger(__name__)


async def issue_digests(reach: Reach) -> None:
    """Wish for the leaders' summary if one is due and there is a channel for it."""
    if reach.leaders_channel is None:
        return
    command = IssueDigest(LEADERS, reach.leaders_channel, reach.timezone, reach.clock.now())
    issued = await reach.db.write(issue_digest, command)
    if issued is not None:
        left_out = f", {counted(len(issued.skipped), 'week')} left out" if issued.skipped else ""
        log.info("the summary of %s is issued%s", issued.week, left_out)
