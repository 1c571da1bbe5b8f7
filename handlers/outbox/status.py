"""A workflow's channel hears that somebody stopped it, or let it go on: once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from handlers.cards.standing import draw_status, status_mark
from handlers.outbox.once import post_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.outputs import names_of
from storage.workflow_decisions import WorkflowDecision, decision_with
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class _Decided:
    decision: WorkflowDecision
    workflow: Workflow
    names: dict[str, str]


class TellStatus:
    """Posts one such decision where the workflow's cards go."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        decision_id = int(wish.subject)
        found = await self._db.read(_decided, decision_id)
        if found is None:
            return Done()
        message = draw_status(decision_id, found.decision, found.workflow, found.names)
        channel_id = found.workflow.channel_id
        return await post_once(self._slack, wish, channel_id, message, mark=status_mark(decision_id))


def _decided(conn: Connection, decision_id: int) -> _Decided | None:
    decision = decision_with(conn, decision_id)
    about = None if decision is None else workflow(conn, decision.workflow)
    if decision is None or about is None:
        return None
    people = {decision.person, about.owner} | ({about.deputy} if about.deputy else set())
    return _Decided(decision, about, names_of(conn, people))
