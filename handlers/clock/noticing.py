"""Where too few planted mistakes are caught, everything is checked again."""

from __future__ import annotations

import asyncio
import logging

from domain.probes import too_few_caught
from handlers.clock.reach import Reach
from handlers.faults import place_of
from storage.noticing import noticing, workflows_probed
from storage.transaction import Unavailable
from usecases.heed_probes import HeedProbes, heed_probes

log = logging.getLogger(__name__)


async def heed_all_probes(reach: Reach) -> None:
    """Look at each workflow with planted mistakes by itself: one that fails stops no other."""
    for slug in await reach.db.read(workflows_probed):
        try:
            await _heed(reach, slug)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one that fails stops no other
            log.error("what was caught was not looked at: %s", place_of(error))


async def _heed(reach: Reach, slug: str) -> None:
    now = reach.clock.now()
    found = await reach.db.read(noticing, slug, now)
    if found is None or not found.since.planted:
        return
    asked, confidence = found.workflow.policy.checking.relax_after, found.workflow.policy.standard.confidence
    # In a thread of its own: no request waits for it, and no decision.
    if await asyncio.to_thread(too_few_caught, found.since, found.before, asked, confidence):
        await reach.db.write(heed_probes, HeedProbes(slug, found.before, found.since, now))
