"""Events that say that our token is good no longer."""

from __future__ import annotations

from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from storage.inbox import Stored


async def try_the_token(desk: Desk, _stored: Stored) -> str:
    """Ask Slack at once, before anything that waits does. Raises Unreachable where it cannot be asked.

    Events come in any order, and late: one of an installation before this one means nothing.
    """
    try:
        await desk.slack.knock()
    except Unreachable:
        if desk.slack.problem is None:
            raise
        return "shut_out"
    return "still_let_in"
