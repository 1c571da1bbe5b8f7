"""What an event did not tell: people are asked about each half hour, user groups on rosters each four minutes."""

from __future__ import annotations

import logging
from datetime import timedelta

from handlers.clock.reach import Reach
from handlers.slack.asking import Unreachable
from storage.refreshing import groups_to_refresh, people_to_refresh

# Slack allows a hundred questions about people a minute, and twenty about groups. Facts about groups are at most five
# minutes old wherever somebody decides; kept at that, the work is shared out by the same.
PEOPLE_EACH = timedelta(minutes=30)
GROUPS_EACH = timedelta(minutes=4)
PEOPLE_AT_ONCE = 25
GROUPS_AT_ONCE = 10

log = logging.getLogger(__name__)


async def ask_about_people(reach: Reach) -> None:
    """Ask Slack about those whose turn it is, a few at a time. What an event has told comes first."""
    if reach.desk is None:
        return
    now, directory = reach.clock.now(), reach.desk.directory
    try:
        for group_id in await reach.db.read(groups_to_refresh, now - GROUPS_EACH, GROUPS_AT_ONCE):
            await directory.members_of(group_id)
        for user_id in await reach.db.read(people_to_refresh, now - PEOPLE_EACH, PEOPLE_AT_ONCE):
            await directory.person_now(user_id)
    except Unreachable as away:
        log.info("people are not asked about: %s", away)
