"""What people propose to use AI for, as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.proposal import answer_by
from domain.working_time import WorkingHours
from storage.outputs import names_of
from storage.people import listed_on, on_roster, zone_of
from storage.tables import proposals
from storage.workflow_decisions import WorkflowDecision, decision_of_proposal
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class Proposed:
    """A workflow that somebody proposed, with the answers that are no part of its rules and the file to keep.

    `names` are of everybody in it, by Slack id; `reviewers` are those of the roster that we know. `answer_by`: by when
    its owner's answer is wanted; silence decides nothing. `decided` is what was, None: nobody has.
    """

    workflow: Workflow
    proposed_by: str
    gains: str
    carries: str
    stop_when: str
    file: str
    proposed_at: datetime
    answer_by: datetime
    reviewers: tuple[str, ...]
    decided: WorkflowDecision | None
    names: Mapping[str, str]

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


def proposed(conn: Connection, slug: str) -> Proposed | None:
    """Return what was proposed under this name, whatever became of it; None if nobody has proposed it."""
    row = conn.execute(select(proposals).where(proposals.c.workflow == slug)).one_or_none()
    found = workflow(conn, slug)
    if row is None or found is None:
        return None
    reviewers = tuple(on_roster(conn, listed_on(conn, slug)))
    decided = decision_of_proposal(conn, slug)
    people = {row.proposed_by, found.owner, *reviewers} | ({found.deputy} if found.deputy else set())
    people |= set() if decided is None else {decided.person}
    return Proposed(
        workflow=found,
        proposed_by=row.proposed_by,
        gains=row.gains,
        carries=row.carries,
        stop_when=row.stop_when,
        file=row.file,
        proposed_at=row.proposed_at,
        answer_by=answer_wanted_by(conn, found.owner, found.policy.working_hours, row.proposed_at),
        reviewers=reviewers,
        decided=decided,
        names=names_of(conn, people),
    )


def answer_wanted_by(conn: Connection, owner: str, hours: WorkingHours, proposed_at: datetime) -> datetime:
    """Return by when the owner's answer is wanted: the workflow's `hours`, by the clocks of where the owner lives."""
    return answer_by(hours.in_zone(zone_of(conn, owner)), proposed_at)


def proposal_by_source(conn: Connection, source: str) -> str | None:
    """Return the workflow that this very act has proposed already, or None."""
    found = select(proposals.c.workflow).where(proposals.c.source == source)
    return conn.execute(found).scalar_one_or_none()


def proposers(conn: Connection) -> dict[str, tuple[str, datetime]]:
    """Return who proposed each workflow and when, by its name; without those that nobody proposed."""
    found = select(proposals.c.workflow, proposals.c.proposed_by, proposals.c.proposed_at)
    return {row.workflow: (row.proposed_by, row.proposed_at) for row in conn.execute(found)}
