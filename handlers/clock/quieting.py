"""Whoever wanted fewer messages until a time hears what was put off when that is over."""

from __future__ import annotations

from handlers.clock.reach import Reach
from storage.quiet import quiets_that_are_over
from usecases.be_quiet import EndQuiet, end_quiet


async def end_quiets(reach: Reach) -> None:
    """End every quiet that is over."""
    now = reach.clock.now()
    for person in await reach.db.read(quiets_that_are_over, now):
        await reach.db.write(end_quiet, EndQuiet(person, True, now))
