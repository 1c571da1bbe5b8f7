"""Whether Slack still lets us in is asked each minute: nothing may be waiting to go out that would find it."""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from handlers.slack.asking import Unreachable

log = logging.getLogger(__name__)


async def see_that_slack_lets_us_in(reach: Reach) -> None:
    """Ask Slack. That it refuses us is told by `/readyz` and in one line of the log, once."""
    if reach.desk is None:
        return
    try:
        await reach.desk.slack.knock()
    except Unreachable as away:
        log.debug("Slack could not be asked: %s", away)
