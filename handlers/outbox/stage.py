"""A workflow's channel, and whoever answers for it, hear that more or less is checked: once each."""

from __future__ import annotations

import asyncio

from domain.clock import Clock
from domain.plans import plan_of
from domain.policy import Policy
from domain.stages import InspectionPlan
from handlers.cards.checking import draw_help, draw_stage, stage_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.outputs import names_of
from storage.stage_views import stage_view


class TellStage:
    """Posts one such change where the workflow's cards go, or to one person."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack = db, slack
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the channel is gone, who answers for it is told."""
        view = await self._db.read(stage_view, int(wish.subject))
        if view is None:
            return Done()
        reason = wish.payload.get("reason")
        plan = await planned(view.workflow.policy, view.workflow.sensitivity)
        person, mark = wish.payload.get("person"), stage_mark(view.id)
        words = None if reason is None else str(reason)
        message = draw_stage(view, plan, reason=words, to_owner=person is not None)
        if person is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=mark)
        slug, channel_id = view.workflow.slug, view.workflow.channel_id
        return await self._passing_on.post(wish, channel_id, message, mark=mark, to="workflow", about=slug)


class TellHelp:
    """Tells whoever answers for a workflow that somebody finds the checking too much."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or less is checked again by now."""
        view = await self._db.read(stage_view, int(wish.subject))
        if view is None or view.workflow.stage == "sampling":
            return Done()
        asks, person = str(wish.payload["asks"]), str(wish.payload["person"])
        names = await self._db.read(names_of, [asks])
        message = draw_help(view, names.get(asks, asks))
        return await tell_once(self._slack, wish, person, message, mark=f"help:{view.id}:")


async def planned(policy: Policy, sensitivity: float) -> InspectionPlan | None:
    """Return the policy's plan, computed in a thread of its own; None where there is none that keeps to its rate."""
    try:
        return await asyncio.to_thread(plan_of, policy, sensitivity=sensitivity)
    except ValueError:
        return None
