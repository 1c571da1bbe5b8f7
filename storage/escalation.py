"""What the chain of escalation needs to know of one output, and which outputs it has something to do for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from domain.escalation import Course, Seat
from domain.lanes import RUNNING
from domain.outputs import Output
from domain.policy import Policy, StepTo, UnreadablePolicy
from storage.leave import away
from storage.places import OPEN
from storage.quiet import quiet_until
from storage.tables import escalation_steps, escalations, outputs, people, reviews, workflows
from storage.workflows import policy

AT_ONCE = 200


@dataclass(frozen=True)
class Standing:
    """Where one output is in its chain. `next_at` None: at the end. `held_until` None: nobody asked for more time."""

    output_id: str
    next_step: int
    next_at: datetime | None
    held_until: datetime | None


@dataclass(frozen=True)
class Taken:
    """A step that was taken. `person` None: nobody was there to hear."""

    step: int
    person: str | None
    taken_at: datetime


@dataclass(frozen=True)
class Next:
    """Who hears next of the first of them, if nothing happens, and when. `name` None: the leaders."""

    name: str | None
    at: datetime


@dataclass(frozen=True)
class Held:
    """Somebody (a name) who answers for it asked for time until then, and said why."""

    name: str
    until_at: datetime
    reason: str


# The clock runs: nobody has decided it, not even for the minute of undo; no answer is waited for; nobody stopped it.
RUNS: ColumnElement[bool] = and_(
    outputs.c.state == "in_review",
    outputs.c.settles_at.is_(None),
    outputs.c.question.is_(None),
    workflows.c.status.in_(sorted(RUNNING)),
)


def without_chain(conn: Connection) -> list[str]:
    """Return at most 200 outputs in review for which no step is planned yet, those that are wanted first."""
    planned = select(escalations.c.output_id).where(escalations.c.output_id == outputs.c.id)
    found = select(outputs.c.id).where(OPEN, outputs.c.state == "in_review", ~planned.exists())
    return list(conn.execute(found.order_by(outputs.c.due_at, outputs.c.id).limit(AT_ONCE)).scalars())


def due_steps(conn: Connection, now: datetime) -> list[tuple[str, int]]:
    """Return (output, number of the step) of at most 200 steps that are due by `now`."""
    due = (
        select(escalations.c.output_id, escalations.c.next_step)
        .join(outputs, outputs.c.id == escalations.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(escalations.c.next_at <= now, RUNS)
        .order_by(escalations.c.next_at, escalations.c.output_id)
        .limit(AT_ONCE)
    )
    return [(row.output_id, row.next_step) for row in conn.execute(due)]


def done_with(conn: Connection) -> list[str]:
    """Return at most 200 outputs that a step is planned for, or that were planned, and are not in review any more."""
    over = (
        select(escalations.c.output_id)
        .join(outputs, outputs.c.id == escalations.c.output_id)
        .where(outputs.c.state != "in_review")
        .order_by(escalations.c.output_id)
        .limit(AT_ONCE)
    )
    return list(conn.execute(over).scalars())


def standing(conn: Connection, output_id: str) -> Standing | None:
    """Return where the output is in its chain, None if nothing is planned for it."""
    row = conn.execute(select(escalations).where(escalations.c.output_id == output_id)).one_or_none()
    return None if row is None else Standing(**row._mapping)


def steps_taken(conn: Connection, output_id: str) -> list[Taken]:
    """Return each step that was taken for the output, in order."""
    found = select(escalation_steps.c.step, escalation_steps.c.person, escalation_steps.c.taken_at)
    own = found.where(escalation_steps.c.output_id == output_id)
    return [Taken(**row._mapping) for row in conn.execute(own.order_by(escalation_steps.c.step))]


def runs(conn: Connection, output: Output) -> bool:
    """Say whether the output's chain goes on now."""
    status = conn.execute(select(workflows.c.status).where(workflows.c.slug == output.workflow)).scalar_one()
    waits = output.settles_at is None and output.question is None
    return output.state == "in_review" and waits and status in RUNNING


def course_of(conn: Connection, output: Output) -> Course:
    """Return the reviewers' time with the output. Who cannot read its policy tells people by the usual chain."""
    first = (reviews.c.output_id == output.id) & (reviews.c.kind == "first")
    moved_to = conn.execute(select(reviews.c.due_at).where(first)).scalar_one_or_none()
    return Course(policy_of(conn, output.policy_id), output.submitted_at, output.due_at, moved_to)


def policy_of(conn: Connection, policy_id: int) -> Policy:
    """Return the policy, or where it cannot be read the defaults: somebody is told all the same."""
    try:
        return policy(conn, policy_id)
    except UnreadablePolicy:
        return Policy(purpose="")


def line_of(
    conn: Connection, output: Output, rules: Policy, *, leaders: str | None, now: datetime
) -> dict[StepTo, Seat]:
    """Return who hears in which role now, and when each of them works; a role that nobody has is left out.

    Whoever has an output that somebody objects to has decided it: it waits for who answers for the workflow.
    `leaders` is their channel.
    """
    first = (reviews.c.output_id == output.id) & (reviews.c.kind == "first")
    assignee = None
    if output.objection is None:
        assignee = conn.execute(select(reviews.c.assignee).where(first)).scalar_one_or_none()
    return seats_of(conn, output.workflow, assignee, rules, leaders=leaders, now=now)


def seats_of(
    conn: Connection, slug: str, assignee: str | None, rules: Policy, *, leaders: str | None, now: datetime
) -> dict[StepTo, Seat]:
    """Return who hears in which role of something that `assignee` has in this workflow (None: nobody)."""
    live = conn.execute(select(workflows.c.owner, workflows.c.deputy).where(workflows.c.slug == slug)).one()
    roles: dict[StepTo, str | None] = {"assignee": assignee, "owner": live.owner, "deputy": live.deputy}
    named = {role: who for role, who in roles.items() if who is not None}
    known = {
        row.user_id: row
        for row in conn.execute(
            select(people.c.user_id, people.c.kind, people.c.timezone).where(
                people.c.user_id.in_(set(named.values()))
            )
        )
    }
    gone, quiet = away(conn, set(named.values()), now), quiet_until(conn, set(named.values()), now)
    line: dict[StepTo, Seat] = {}
    for role, who in named.items():
        row = known.get(who)
        zone, is_here = (None, True) if row is None else (row.timezone, row.kind == "member")
        is_here = is_here and who not in gone
        line[role] = Seat(who, rules.working_hours.in_zone(zone), is_here, quiet.get(who))
    if leaders is not None:
        line["leaders"] = Seat(leaders, rules.working_hours)
    return line
