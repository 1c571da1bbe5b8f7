"""*Set up the first one* and *Propose a workflow* in App Home, and *Decide* what becomes of one."""

from __future__ import annotations

from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.proposing import open_propose
from handlers.slack.replies import Reply
from handlers.slack.verdicts import open_decide


async def propose(desk: Desk, press: Press) -> Reply:
    """Open the six questions."""
    return await open_propose(desk, press.person)


async def decide_workflow(desk: Desk, press: Press) -> Reply:
    """Open the window in which whoever answers for it decides."""
    return await open_decide(desk, press)
