"""The register: every use of AI here, how it stands, and who decided that; those that are not for AI too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.verdicts import Becomes, verdicts_of
from domain.watching import can_be_watched
from storage.audits_waiting import looks_by_workflow
from storage.organisation import leaders_of
from storage.outputs import names_of
from storage.proposals import answer_wanted_by, proposers
from storage.unowned import is_gone
from storage.workflow_counts import waiting_by_workflow
from storage.workflow_decisions import WorkflowDecision, last_changes_of_status
from storage.workflows import Workflow, all_workflows


@dataclass(frozen=True)
class Standing:
    """A workflow, the decision that gave it its status (None: it has had no other), who proposed it and when (None:
    a file made it), and how much waits in it. `looks`: how much has gone out and is to be looked at. `verdicts` are
    what the person who asks can make of it. `unowned`: its owner has left. `answer_by`: by when the owner's answer is
    wanted, None where none is.
    """

    workflow: Workflow
    decision: WorkflowDecision | None
    waiting: int
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    verdicts: tuple[Becomes, ...] = ()
    unowned: bool = False
    answer_by: datetime | None = None
    looks: int = 0

    @property
    def was_live(self) -> bool:
        """Say whether it is stopped, and was live until then."""
        return self.workflow.status == "paused" and self.decision is not None and self.decision.stopped_live


@dataclass(frozen=True)
class Register:
    """All of them by name. `names` are of everybody in it, by Slack id."""

    standings: tuple[Standing, ...]
    names: Mapping[str, str]


def register(conn: Connection, user_id: str) -> Register:
    """Return the register, as this person reads it."""
    waiting, looks = waiting_by_workflow(conn), looks_by_workflow(conn)
    decided, proposed = last_changes_of_status(conn), proposers(conn)
    leaders = leaders_of(conn)
    found = []
    for one in all_workflows(conn):
        who, at = proposed.get(one.slug, (None, None))
        can = verdicts_of(
            one.status,
            user_id,
            owner=one.owner,
            deputy=one.deputy,
            leaders=leaders,
            can_be_watched=one.readable and can_be_watched(one.policy.lane, one.lane),
        )
        left = is_gone(conn, one.owner)
        by = None if at is None or one.status != "proposed" else _answer_by(conn, one, at)
        waits, looked_at = waiting.get(one.slug, 0), looks.get(one.slug, 0)
        found.append(Standing(one, decided.get(one.slug), waits, who, at, can, left, by, looked_at))
    people = {one.workflow.owner for one in found}
    people |= {one.decision.person for one in found if one.decision is not None}
    people |= {one.proposed_by for one in found if one.proposed_by is not None}
    return Register(tuple(found), names_of(conn, people))


def _answer_by(conn: Connection, proposed: Workflow, at: datetime) -> datetime:
    return answer_wanted_by(conn, proposed.owner, proposed.policy.working_hours, at)


def standing_of(conn: Connection, slug: str, user_id: str) -> tuple[Standing, Mapping[str, str]] | None:
    """Return how one workflow stands, and what everybody is called; None if there is none of this name."""
    found = register(conn, user_id)
    one = next((one for one in found.standings if one.workflow.slug == slug), None)
    return None if one is None else (one, found.names)
