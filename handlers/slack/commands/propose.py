"""`/answerable propose`: six questions that make a proposed workflow."""

from __future__ import annotations

from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.slack.desk import Desk
from handlers.slack.proposing import open_propose
from handlers.slack.replies import Opened


async def propose(desk: Desk, person: str, rest: str) -> Message | Opened:
    """Return the six questions, to be opened."""
    reply = await open_propose(desk, person)
    return reply if isinstance(reply, Opened) else draw_lines([say(reply.line)])
