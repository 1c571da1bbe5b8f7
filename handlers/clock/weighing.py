"""What people have judged is counted, attempt by attempt."""

from __future__ import annotations

import asyncio
import logging

from domain.plans import plan_of
from handlers.clock.reach import Reach
from handlers.faults import place_of
from storage.transaction import Unavailable
from storage.weighing import trials_to_weigh
from usecases.weigh_evidence import WeighEvidence, can_be_weighed, weigh_evidence

log = logging.getLogger(__name__)


async def weigh_all_evidence(reach: Reach) -> None:
    """Count what can be counted, each attempt by itself: one that fails stops no other."""
    for trial_id in await reach.db.read(trials_to_weigh):
        try:
            await _weigh(reach, trial_id)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one that fails stops no other
            log.error("an attempt was not counted: %s", place_of(error))


async def _weigh(reach: Reach, trial_id: int) -> None:
    while True:
        now = reach.clock.now()
        found = await reach.db.read(can_be_weighed, trial_id, now)
        if found is None:
            return
        # In a thread of its own: no request waits for it, and no decision.
        plan = await asyncio.to_thread(plan_of, found.rules, sensitivity=found.sensitivity)
        await reach.db.write(weigh_evidence, WeighEvidence(found.trial.workflow, trial_id, plan, now))
