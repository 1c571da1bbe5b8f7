"""On Fridays whoever answers for something is asked whether they will be away."""

from __future__ import annotations

from domain.fridays import asking_week
from handlers.clock.reach import Reach
from storage.digests import has_digest
from storage.fridays import owners
from storage.quiet import quiet_until
from usecases.ask_about_leave import AskAboutLeave, ask_about_leave, audience_of


async def ask_owners_about_leave(reach: Reach) -> None:
    """Ask everybody whose time it is and who was not asked yet; whoever wants quiet, after it."""
    now = reach.clock.now()
    for owner in await reach.db.read(owners):
        week = asking_week(owner.hours, owner.zone, now)
        if week is None or await _is_settled(reach, owner.user_id, str(week)):
            continue
        await reach.db.write(ask_about_leave, AskAboutLeave(owner.user_id, str(week), now))


async def _is_settled(reach: Reach, person: str, week: str) -> bool:
    """Say whether there is nothing to ask now: they were asked, or want no messages."""
    quiet = await reach.db.read(quiet_until, [person], reach.clock.now())
    return bool(quiet) or await reach.db.read(has_digest, audience_of(person), week)
