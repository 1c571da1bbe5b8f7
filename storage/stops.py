"""One decision that stopped a workflow, and how that stands now: read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.lost_channels import name_of_channel
from storage.outputs import names_of
from storage.tables import workflow_decisions
from storage.unowned import gone_from
from storage.workflow_counts import Open, open_outputs
from storage.workflow_decisions import WorkflowDecision, decision_with
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class Stop:
    """Who stopped the workflow and why, how much of it has not gone out, and what was decided next.

    `next` None: it is still stopped by that. `channel` is the name of where its cards go; `names` are of everybody
    here, by Slack id; `gone` are those of owner and deputy who have left.
    """

    id: int
    decision: WorkflowDecision
    workflow: Workflow
    waiting: Open
    next: WorkflowDecision | None
    channel: str
    names: Mapping[str, str]
    gone: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Say whether it is still stopped by that."""
        return self.next is None and self.workflow.status == "paused"


def stop_of(conn: Connection, decision_id: int) -> Stop | None:
    """Return how the decision stands, None if there is none."""
    decision = decision_with(conn, decision_id)
    live = None if decision is None else workflow(conn, decision.workflow)
    if decision is None or live is None:
        return None
    later = _next_of_status(conn, decision.workflow, decision_id)
    people = {live.owner, live.deputy, decision.person, None if later is None else later.person}
    return Stop(
        decision_id,
        decision,
        live,
        open_outputs(conn, live.slug),
        later,
        name_of_channel(conn, live.channel_id),
        names_of(conn, {one for one in people if one is not None}),
        gone_from(conn, live),
    )


def last_stop(conn: Connection, slug: str) -> int | None:
    """Return the id of the latest decision that stopped the workflow, None if nobody ever has."""
    made = (workflow_decisions.c.workflow == slug) & (workflow_decisions.c.subject == "status")
    stopped = select(workflow_decisions.c.id).where(made, workflow_decisions.c.becomes == "paused")
    return conn.execute(stopped.order_by(workflow_decisions.c.id.desc()).limit(1)).scalar_one_or_none()


def _next_of_status(conn: Connection, slug: str, decision_id: int) -> WorkflowDecision | None:
    made = (workflow_decisions.c.workflow == slug) & (workflow_decisions.c.subject == "status")
    later = select(workflow_decisions.c.id).where(made, workflow_decisions.c.id > decision_id)
    found = conn.execute(later.order_by(workflow_decisions.c.id).limit(1)).scalar_one_or_none()
    return None if found is None else decision_with(conn, found)
