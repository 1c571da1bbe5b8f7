"""Whoever proposed a use of AI, or was asked about it, reads what was decided: in the place of what they were told,
and whoever proposed it and did not decide hears it too, once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from handlers.cards.deciding_workflow import draw_verdict, verdict_mark
from handlers.cards.proposal import draw_proposal, draw_undecided, proposal_mark, undecided_mark
from handlers.outbox.notices import NOBODY_THERE
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.outputs import names_of
from storage.proposals import Proposed, proposed
from storage.workflow_decisions import WorkflowDecision, decision_before, decision_with
from storage.workflows import workflow


@dataclass(frozen=True)
class _Decided:
    decision: WorkflowDecision
    before: WorkflowDecision | None
    names: dict[str, str]
    zone: str
    proposal: Proposed | None


class TellVerdict:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Settle what they were told; post it, unless an earlier attempt has, or they decided it themselves."""
        decision_id = int(wish.subject)
        found = await self._db.read(_decided, decision_id)
        if found is None:
            return Done()
        message = draw_verdict(decision_id, found.decision, found.names, found.zone, before=found.before)
        person = str(wish.payload["person"])
        if found.proposal is not None and (failure := await self._settle(found.proposal, person)) is not None:
            return failure
        if wish.payload.get("silent"):
            return Done()
        return await tell_once(self._slack, wish, person, message, mark=verdict_mark(decision_id))

    async def _settle(self, found: Proposed, person: str) -> Outcome | None:
        """Let what this person was told of the proposal say what became of it. The same again does no harm; what
        somebody has deleted, or never got, stays as it is. None: it says so.
        """
        channel = await self._slack.direct(person)
        if not isinstance(channel, str):
            return None if isinstance(channel, Dead) and channel.why in NOBODY_THERE else channel
        slug, since = found.workflow.slug, since_ts(found.proposed_at)
        told = (
            (proposal_mark(slug), draw_proposal(found, person)),
            (undecided_mark(slug), draw_undecided(found, person)),
        )
        for mark, message in told:
            posted = await self._slack.own_messages(channel, mark, since_ts=since)
            if not isinstance(posted, list):
                return posted
            for one in posted:
                failure = await self._slack.update(one, message)
                if failure is not None and failure.why not in LOST:
                    return failure
        return None


def _decided(conn: Connection, decision_id: int) -> _Decided | None:
    decision = decision_with(conn, decision_id)
    about = None if decision is None else workflow(conn, decision.workflow)
    if decision is None or about is None:
        return None
    return _Decided(
        decision,
        decision_before(conn, decision_id),
        names_of(conn, [decision.person]),
        about.policy.working_hours.timezone,
        proposed(conn, about.slug) if decision.was == "proposed" else None,
    )
