"""The week's summary is due once the week is over: to leaders at their time, to each reader on a morning of theirs."""

from __future__ import annotations

import logging
from functools import partial
from zoneinfo import ZoneInfo

from domain.counting import counted
from domain.weeks import Week, latest_due
from handlers.clock.reach import Reach
from storage.weekly_readers import owner_audience, owners_who_had_a_turn, weekly_readers
from usecases.issue_digest import IssueDigest, issue_digest
from usecases.issue_owner_digest import IssueOwnerDigest, issue_owner_digest

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


async def issue_owners_digests(reach: Reach) -> None:
    """Settle for everybody who answers for something whose turn it is whether a summary of theirs comes."""
    now, zone = reach.clock.now(), ZoneInfo(reach.timezone)
    due: list[IssueOwnerDigest] = []
    for reader in await reach.db.read(weekly_readers, now):
        read_at = partial(Week.read_at, zone=zone, hours=reader.hours)
        week = latest_due(now, zone, read_at)
        due.append(IssueOwnerDigest(reader.person, week, read_at(week), reach.timezone, now))
    had = await reach.db.read(owners_who_had_a_turn, {str(one.week) for one in due})
    for one in due:
        if (owner_audience(one.person), str(one.week)) not in had:
            await reach.db.write(issue_owner_digest, one)
