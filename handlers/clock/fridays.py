"""On Fridays whoever answers for something is asked whether they will be away."""

from __future__ import annotations

from domain.fridays import asking_week
from handlers.clock.reach import Reach
from storage.digests import has_digest
from storage.fridays import owners
from usecases.ask_about_leave import AskAboutLeave, ask_about_leave, audience_of


async def ask_owners_about_leave(reach: Reach) -> None:
    """Ask everybody whose time it is and who was not asked yet."""
    now = reach.clock.now()
    for owner in await reach.db.read(owners):
        week = asking_week(owner.hours, owner.zone, now)
        if week is None or await reach.db.read(has_digest, audience_of(owner.user_id), str(week)):
            continue
        await reach.db.write(ask_about_leave, AskAboutLeave(owner.user_id, str(week), now))
