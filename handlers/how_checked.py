"""How much of a workflow is checked, for every surface that tells it: what is computed is computed in one place."""

from __future__ import annotations

import asyncio
from datetime import datetime

from domain.plans import plan_of
from domain.relaxing import missing
from handlers.cards.checked import Told
from storage.database import Database
from storage.relaxing import Checked, checked


async def how_checked(db: Database, slug: str, now: datetime) -> Told | None:
    """Return what there is to tell, None if there is no such workflow. Figures take a thread of their own."""
    found = await db.read(checked, slug, now)
    return None if found is None else await asyncio.to_thread(told_of, found, now)


def told_of(found: Checked, now: datetime) -> Told:
    """Return what there is to tell of it. Takes scipy, and a second or so the first time."""
    live = found.workflow
    if not live.readable or live.policy.lane != "automated":
        return Told(found, None, None, now)
    try:
        clearance = plan_of(live.policy).clearance
    except ValueError:
        clearance = None
    seen = found.seen
    left = None if seen is None else missing(seen, live.policy, now, standard_signed=found.standard_signed)
    return Told(found, left, clearance, now)
