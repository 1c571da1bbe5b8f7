"""Volumes: what was counted is folded in, and each night some of it is counted anew from the outputs."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.volumes import days_to_recount
from handlers.clock.reach import Reach
from storage.volumes import differences, was_checked
from storage.workflows import all_slugs
from usecases.claim_recount import ClaimRecount, claim_recount
from usecases.fold_volumes import AT_ONCE, FoldVolumes, fold_volumes
from usecases.repair_volume import RepairVolume, repair_volume

# Nobody waits for anything then, where the installation is.
_AT_NIGHT = timedelta(hours=3)

log = logging.getLogger(__name__)


async def fold_all_volumes(reach: Reach) -> None:
    """Fold in what was counted since, in small pieces."""
    while await reach.db.write(fold_volumes, FoldVolumes()) == AT_ONCE:
        pass


async def recount_volumes(reach: Reach) -> None:
    """Once a night, in one process: compare volumes with their outputs; what differs is put right, and said."""
    now = reach.clock.now()
    night = _night(now, reach.timezone)
    if await reach.db.read(was_checked, night):
        return
    if not await reach.db.write(claim_recount, ClaimRecount(night, now)):
        return
    slugs = await reach.db.read(all_slugs)
    for day in days_to_recount(night):
        for slug, hour in await reach.db.read(differences, slugs, day):
            missing = await reach.db.write(repair_volume, RepairVolume(slug, hour, now))
            if missing is not None:
                log.error("the volume of %s at %s lacked %s; it was put right", slug, hour, missing)


def _night(now: datetime, timezone: str) -> date:
    """Return the day that begins with the latest night."""
    return (now.astimezone(ZoneInfo(timezone)) - _AT_NIGHT).date()
