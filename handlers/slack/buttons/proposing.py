"""*Set up the first one* and *Propose a workflow*, in App Home."""

from __future__ import annotations

from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.proposing import open_propose
from handlers.slack.replies import Reply


async def propose(desk: Desk, press: Press) -> Reply:
    """Open the six questions."""
    return await open_propose(desk, press.person)
