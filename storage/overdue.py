"""What should have been done by now and has not: whatever is open has a next step, and a time for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from domain.counting import counted
from storage import audits
from storage.escalation import RUNS
from storage.lost_channels import leads_to
from storage.tables import (
    audit_votes,
    escalations,
    inbox,
    lost_channels,
    outbox,
    outputs,
    questions,
    reviews,
    votes,
    workflow_decisions,
    workflows,
)

# A process that is well takes every step within seconds of its time. A channel takes a message a second: what
# waits for its turn there is not stuck yet.
GRACE = timedelta(minutes=5)
GRACE_OF_DELIVERIES = timedelta(minutes=10)


@dataclass(frozen=True)
class Overdue:
    """Steps of one kind that are late: how many, and when the first of them should have been taken."""

    step: str
    count: int
    since: datetime


# What one of each kind is called, and several.
_CALLED = {
    "decisions": ("decision", None),
    "expiries": ("expiry", "expiries"),
    "questions": ("question", None),
    "escalations": ("escalation", None),
    "events": ("event", None),
    "audits": ("audit to be made final", "audits to be made final"),
    "watching": ("watching to be ended", "watching to be ended"),
    "deliveries": ("delivery", "deliveries"),
}


def counted_steps(step: str, count: int) -> str:
    """Return how many of this kind there are, in words: "1 decision", "2 expiries"."""
    one, many = _CALLED[step]
    return counted(count, one, many)


def overdue_steps(conn: Connection, now: datetime) -> list[Overdue]:
    """Return what is late at `now`, a row for each kind of step that has any; none if all is well."""
    found = ((step, conn.execute(asked).one()) for step, asked in overdue_by(now).items())
    return [Overdue(step, count, since) for step, (count, since) in found if count]


def overdue_by(now: datetime) -> Mapping[str, Select[int, datetime]]:
    """Return how each kind of step is asked for: how many are late at `now`, and the first one's time."""
    late = now - GRACE
    nothing_holds = (
        outputs.c.settles_at.is_(None),
        outputs.c.objection.is_(None),
        outputs.c.question.is_(None),
    )
    return {
        "decisions": _late(outputs.c.settles_at, late),
        "audits": _late(audit_votes.c.final_at, late)
        .select_from(audit_votes.join(reviews, reviews.c.output_id == audit_votes.c.output_id))
        .where(
            audit_votes.c.settled_at.is_(None),
            audit_votes.c.withdrawn_at.is_(None),
            audits.IS_AUDIT,
            audits.IS_OPEN,
        ),
        "watching": _late(workflows.c.watched_until, late).where(workflows.c.status == "watching"),
        "expiries": _late(outputs.c.expires_at, late).where(outputs.c.state == "in_review", *nothing_holds),
        "questions": _late(questions.c.owner_at, late).where(
            questions.c.closed_at.is_(None), questions.c.owner_asked_at.is_(None)
        ),
        "escalations": _late(escalations.c.next_at, late).where(
            outputs.c.id == escalations.c.output_id,
            workflows.c.slug == outputs.c.workflow,
            RUNS,
            # Nothing holds the others.
            or_(escalations.c.kind != "review", and_(*_not_just_gone_on(late))),
        ),
        "events": _late(inbox.c.due_at, late).where(inbox.c.done_at.is_(None)),
        # What waits for a channel that is gone waits for a person, who has been told.
        "deliveries": _late(outbox.c.due_at, now - GRACE_OF_DELIVERIES).where(
            outbox.c.state != "dead",
            ~select(lost_channels.c.channel_id).where(leads_to(lost_channels.c.channel_id)).exists(),
        ),
    }


def _late(column: ColumnElement[datetime], before: datetime) -> Select[int, datetime]:
    return select(func.count(), func.min(column)).where(column <= before)


def _not_just_gone_on(late: datetime) -> Iterator[ColumnElement[bool]]:
    """Give the conditions that its chain did not stand still until just now.

    A question that was answered, a vote taken back, a workflow that goes on: what came due meanwhile had to wait.
    """
    closed = select(questions.c.id).where(questions.c.output_id == outputs.c.id, questions.c.closed_at > late)
    taken_back = select(votes.c.id).where(votes.c.output_id == outputs.c.id, votes.c.withdrawn_at > late)
    goes_on = select(workflow_decisions.c.id).where(
        workflow_decisions.c.workflow == outputs.c.workflow, workflow_decisions.c.decided_at > late
    )
    yield from (~since.exists() for since in (closed, taken_back, goes_on))
