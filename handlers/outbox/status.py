"""A workflow's channel hears that somebody stopped it, or let it go on: once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.clock import Clock
from handlers.cards.standing import draw_status, status_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.outputs import names_of
from storage.unowned import gone_from
from storage.workflow_decisions import WorkflowDecision, decision_before, decision_with
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class _Decided:
    decision: WorkflowDecision
    workflow: Workflow
    names: dict[str, str]
    gone: tuple[str, ...]
    before: WorkflowDecision | None


class TellStatus:
    """Posts one such decision where the workflow's cards go."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack = db, slack
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the channel is gone, who answers for it is told."""
        decision_id = int(wish.subject)
        found = await self._db.read(_decided, decision_id)
        if found is None:
            return Done()
        message = draw_status(
            decision_id, found.decision, found.workflow, found.names, found.gone, before=found.before
        )
        person, mark = wish.payload.get("person"), status_mark(decision_id)
        if person is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=mark)
        slug, channel_id = found.workflow.slug, found.workflow.channel_id
        return await self._passing_on.post(wish, channel_id, message, mark=mark, to="workflow", about=slug)


def _decided(conn: Connection, decision_id: int) -> _Decided | None:
    decision = decision_with(conn, decision_id)
    about = None if decision is None else workflow(conn, decision.workflow)
    if decision is None or about is None:
        return None
    people = {decision.person, about.owner} | ({about.deputy} if about.deputy else set())
    before = decision_before(conn, decision_id)
    return _Decided(decision, about, names_of(conn, people), gone_from(conn, about), before)
