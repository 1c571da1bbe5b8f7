"""Deadlines that pass: what nobody decides, looks at or puts right goes a step up its chain; people hear of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable

from handlers.clock.reach import Reach
from handlers.faults import place_of
from storage.escalation import AT_ONCE, done_with, due_steps, without_chain
from storage.late import left_behind
from usecases.escalate_overdue import (
    EndEscalation,
    EscalateOverdue,
    PassOnLate,
    PlanEscalation,
    end_escalation,
    escalate_overdue,
    pass_on_late,
    plan_escalation,
)
from usecases.record_summary import WishSummaries, wish_summaries

# So that handing in by the thousand has the writer to itself, but for a little.
_PIECES = 2

log = logging.getLogger(__name__)


async def escalate_all_due(reach: Reach) -> None:
    """Plan what is new, forget what is decided, and take every step that is due, each in a command of its own."""
    await _end(reach)
    await _plan(reach)
    news = [await _pass_on(reach), await _take_steps(reach)]
    if any(news):
        await tell_what_is_late(reach)


async def tell_what_is_late(reach: Reach) -> None:
    """Wish that everybody's message says what is late now."""
    await reach.db.write(wish_summaries, WishSummaries(reach.leaders_channel, reach.clock.now()))


async def _plan(reach: Reach) -> None:
    """Plan those that are wanted first; where thousands come at once, the rest waits for the next ticks."""
    for _ in range(_PIECES):
        unplanned, now = await reach.db.read(without_chain), reach.clock.now()
        commands = [PlanEscalation(one, now, kind) for one, kind in unplanned]
        went_well = await _all(reach.db.write(plan_escalation, command) for command in commands)
        if not went_well or len(unplanned) < AT_ONCE:
            return


async def _take_steps(reach: Reach) -> bool:
    """Say whether there were any."""
    news = False
    while True:
        now = reach.clock.now()
        due = await reach.db.read(due_steps, now)
        leaders = reach.leaders_channel
        commands = [EscalateOverdue(one, step, leaders, now, kind) for one, kind, step in due]
        went_well = await _all(reach.db.write(escalate_overdue, command) for command in commands)
        news = news or bool(due)
        if not went_well or not due:
            return news


async def _end(reach: Reach) -> None:
    while True:
        over = await reach.db.read(done_with)
        went_well = await _all(reach.db.write(end_escalation, EndEscalation(*one)) for one in over)
        if not went_well or len(over) < AT_ONCE:
            return


async def _pass_on(reach: Reach) -> bool:
    """Say whether there was any.

    Whoever answers for something and has gone away since is stood in for. What nobody can take waits for a tick."""
    now = reach.clock.now()
    behind = await reach.db.read(left_behind, now)
    commands = [PassOnLate(one, person, now, kind) for person, one, kind in behind]
    await _all(reach.db.write(pass_on_late, command) for command in commands)
    return bool(behind)


async def _all(commands: Iterable[Awaitable[object]]) -> bool:
    """Do all of them: one that fails stops no other, but what is left waits for the next tick."""
    outcomes = await asyncio.gather(*commands, return_exceptions=True)
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    if failed:
        log.error("%s of %s steps of escalation failed: %s", len(failed), len(outcomes), place_of(failed[0]))
    return not failed
