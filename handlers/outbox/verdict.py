"""Whoever proposed a use of AI hears what was decided about it: once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from handlers.cards.deciding_workflow import draw_verdict, verdict_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.outputs import names_of
from storage.workflow_decisions import WorkflowDecision, decision_with
from storage.workflows import workflow


@dataclass(frozen=True)
class _Decided:
    decision: WorkflowDecision
    names: dict[str, str]
    zone: str


class TellVerdict:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        decision_id = int(wish.subject)
        found = await self._db.read(_decided, decision_id)
        if found is None:
            return Done()
        message = draw_verdict(decision_id, found.decision, found.names, found.zone)
        person = str(wish.payload["person"])
        return await tell_once(self._slack, wish, person, message, mark=verdict_mark(decision_id))


def _decided(conn: Connection, decision_id: int) -> _Decided | None:
    decision = decision_with(conn, decision_id)
    about = None if decision is None else workflow(conn, decision.workflow)
    if decision is None or about is None:
        return None
    return _Decided(decision, names_of(conn, [decision.person]), about.policy.working_hours.timezone)
