"""*Messages again*, in App Home."""

from __future__ import annotations

from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Reply
from usecases.be_quiet import EndQuiet, end_quiet


async def quiet_off(desk: Desk, press: Press) -> Reply:
    """End the quiet of who presses it; App Home shows it."""
    await desk.decide(end_quiet, EndQuiet(press.person, False, desk.now()))
    return None
