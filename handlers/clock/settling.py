"""Decisions whose minute of undo is over, and outputs that nobody decided in time."""

from __future__ import annotations

import asyncio
import logging

from handlers.clock.reach import Reach
from handlers.faults import place_of
from usecases.settle_due import AT_ONCE, SettleDue, due_outputs, settle_due

log = logging.getLogger(__name__)


async def settle_all_due(reach: Reach) -> None:
    """Settle or expire every output that is due, each in a command of its own: one that fails stops no other."""
    while True:
        now = reach.clock.now()
        due = await reach.db.read(due_outputs, now)
        outcomes = await asyncio.gather(
            *(reach.db.write(settle_due, SettleDue(output_id, now)) for output_id in due),
            return_exceptions=True,
        )
        failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if failed:
            log.error("%s of %s outputs were not settled: %s", len(failed), len(due), place_of(failed[0]))
        if failed or len(due) < AT_ONCE:
            return
