"""Decisions whose minute of undo is over, and outputs that nobody decided in time."""

from __future__ import annotations

import asyncio
import logging

from handlers.clock.reach import Reach
from handlers.faults import place_of
from storage.transaction import Unavailable
from usecases.settle_audit import SettleAudit, due_audits, settle_audit
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


async def settle_all_audits(reach: Reach) -> None:
    """Settle every audit in which something has become final, each in a command of its own."""
    now = reach.clock.now()
    for output_id in await reach.db.read(due_audits, now):
        try:
            await reach.db.write(settle_audit, SettleAudit(output_id, now))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one that fails stops no other
            log.error("an audit was not settled: %s", place_of(error))
