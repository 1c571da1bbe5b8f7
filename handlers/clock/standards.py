"""Standards that are to be looked at again: whoever answers for them is reminded, twice at most."""

from __future__ import annotations

from handlers.clock.reach import Reach
from storage.standards_due import standards_to_remind_of
from usecases.remind_of_standard import RemindOfStandard, remind_of_standard


async def remind_all_of_standards(reach: Reach) -> None:
    """Remind of each whose day nears or has come, once each."""
    now = reach.clock.now()
    for one in await reach.db.read(standards_to_remind_of, now):
        command = RemindOfStandard(one.workflow.slug, one.review_by, one.reminder, now)
        await reach.db.write(remind_of_standard, command)
