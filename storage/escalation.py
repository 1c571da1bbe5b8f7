"""What the chains of escalation need to know of one output, and for which they have something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from domain.escalation import ChainKind, Course, Seat
from domain.lanes import RUNNING
from domain.outputs import Output
from domain.policy import Policy, StepTo, UnreadablePolicy
from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN, audit_of
from storage.lateness import OPEN_AUDIT, OPEN_TASK, UNSETTLED_ONE, runs_for
from storage.leave import away
from storage.outputs import output as output_of
from storage.places import OPEN
from storage.put_rights import IS_OPEN_TASK, put_right_of
from storage.quiet import quiet_until
from storage.second_looks import UNSETTLED, second_said
from storage.tables import (
    escalation_steps,
    escalations,
    outputs,
    people,
    put_rights,
    reviews,
    second_verdicts,
    workflows,
)
from storage.workflows import policy

AT_ONCE = 200


@dataclass(frozen=True)
class Chained:
    """What somebody is to do about one output still, the time that there is for it, and who has it (None: nobody).

    `runs`: its clock does not stand still just now.
    """

    output: Output
    kind: ChainKind
    course: Course
    has_it: str | None
    runs: bool


@dataclass(frozen=True)
class Standing:
    """Where one chain is. `next_at` None: at the end. `held_until` None: nobody asked for more time."""

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


RUNS: ColumnElement[bool] = runs_for(escalations.c.kind)


def without_chain(conn: Connection) -> list[tuple[str, ChainKind]]:
    """Return at most 200 of each kind for which no step is planned yet, those that are wanted first first."""

    def unplanned(kind: ChainKind, output_id: ColumnElement[str]) -> ColumnElement[bool]:
        own = (escalations.c.output_id == output_id) & (escalations.c.kind == kind)
        return ~select(escalations.c.output_id).where(own).exists()

    reviewed = select(outputs.c.id).where(
        OPEN, outputs.c.state == "in_review", unplanned("review", outputs.c.id)
    )
    audited = (
        select(outputs.c.id)
        .select_from(reviews.join(outputs, outputs.c.id == reviews.c.output_id))
        .where(IS_AUDIT, IS_OPEN, BY_INDEX, outputs.c.state == "released", unplanned("audit", outputs.c.id))
    )
    tasks = select(put_rights.c.output_id).where(IS_OPEN_TASK, unplanned("put_right", put_rights.c.output_id))
    disagreed = select(second_verdicts.c.output_id).where(
        UNSETTLED, unplanned("disagreement", second_verdicts.c.output_id)
    )
    in_order: tuple[tuple[ChainKind, Select[str]], ...] = (
        ("review", reviewed.order_by(outputs.c.due_at, outputs.c.id)),
        ("put_right", tasks.order_by(put_rights.c.person, put_rights.c.due_at)),
        ("disagreement", disagreed.order_by(second_verdicts.c.settle_by, second_verdicts.c.output_id)),
        ("audit", audited.order_by(outputs.c.due_at, outputs.c.id)),
    )
    return [(one, kind) for kind, found in in_order for one in conn.execute(found.limit(AT_ONCE)).scalars()]


def due_steps(conn: Connection, now: datetime) -> list[tuple[str, ChainKind, int]]:
    """Return (output, kind of the chain, number of the step) of at most 200 steps that are due by `now`."""
    due = (
        select(escalations.c.output_id, escalations.c.kind, escalations.c.next_step)
        .join(outputs, outputs.c.id == escalations.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(escalations.c.next_at <= now, RUNS)
        .order_by(escalations.c.next_at, escalations.c.output_id)
        .limit(AT_ONCE)
    )
    return [(row.output_id, row.kind, row.next_step) for row in conn.execute(due)]


def done_with(conn: Connection) -> list[tuple[str, ChainKind]]:
    """Return at most 200 chains that were planned, and about which nothing is to be done any more."""
    kind = escalations.c.kind
    over = (
        select(escalations.c.output_id, kind)
        .join(outputs, outputs.c.id == escalations.c.output_id)
        .where(
            or_(
                and_(kind == "review", outputs.c.state != "in_review"),
                and_(kind == "audit", or_(outputs.c.state != "released", ~OPEN_AUDIT)),
                and_(kind == "put_right", ~OPEN_TASK),
                and_(kind == "disagreement", ~UNSETTLED_ONE),
            )
        )
        .order_by(escalations.c.output_id)
        .limit(AT_ONCE)
    )
    return [(row.output_id, row.kind) for row in conn.execute(over)]


def standing(conn: Connection, output_id: str, kind: ChainKind = "review") -> Standing | None:
    """Return where the chain is, None if nothing is planned for it."""
    plans = escalations.c
    asked = select(plans.next_step, plans.next_at, plans.held_until)
    row = conn.execute(asked.where(plans.output_id == output_id, plans.kind == kind)).one_or_none()
    return None if row is None else Standing(**row._mapping)


def steps_taken(conn: Connection, output_id: str, kind: ChainKind = "review") -> list[Taken]:
    """Return each step of the chain that was taken, in order."""
    steps = escalation_steps.c
    own = select(steps.step, steps.person, steps.taken_at).where(
        steps.output_id == output_id, steps.kind == kind
    )
    return [Taken(**row._mapping) for row in conn.execute(own.order_by(steps.step))]


def chained(conn: Connection, output_id: str, kind: ChainKind) -> Chained | None:
    """Return what is still to be done about this output, None where nothing of this kind is.

    Whoever has an output that somebody objects to has decided it: it waits for who answers for the workflow.
    """
    found = output_of(conn, output_id)
    if found is None:
        return None
    if kind == "put_right":
        task = put_right_of(conn, output_id)
        if task is None or task.done_at is not None:
            return None
        course = Course(policy_of(conn, found.policy_id), task.opened_at, task.due_at)
        return Chained(found, kind, course, task.person, runs=True)
    if kind == "disagreement":
        said = second_said(conn, output_id)
        if said is None or said.settle_by is None or not said.waits:
            return None
        course = Course(policy_of(conn, found.policy_id), said.given_at, said.settle_by)
        return Chained(found, kind, course, None, runs=True)
    query = select(reviews.c.assignee, reviews.c.due_at).where(
        reviews.c.output_id == output_id, reviews.c.kind == ("first" if kind == "review" else "audit")
    )
    row = conn.execute(query).one_or_none()
    assignee, moved_to = (None, None) if row is None else (row.assignee, row.due_at)
    course = Course(policy_of(conn, found.policy_id), found.submitted_at, found.due_at, moved_to)
    if kind == "review":
        if found.state != "in_review":
            return None
        has_it = None if found.objection is not None else assignee
        return Chained(found, kind, course, has_it, _review_runs(conn, found))
    audit = audit_of(conn, output_id)
    if found.state != "released" or audit is None or not audit.is_open:
        return None
    return Chained(found, kind, course, assignee, runs=audit.by is None)


def _review_runs(conn: Connection, output: Output) -> bool:
    status = conn.execute(select(workflows.c.status).where(workflows.c.slug == output.workflow)).scalar_one()
    return output.settles_at is None and output.question is None and status in RUNNING


def line_of(conn: Connection, about: Chained, *, leaders: str | None, now: datetime) -> dict[StepTo, Seat]:
    """Return who hears in which role now, and when each of them works; a role that nobody has is left out.

    `leaders` is their channel.
    """
    slug, rules = about.output.workflow, about.course.policy
    return seats_of(conn, slug, about.has_it, rules, leaders=leaders, now=now)


def policy_of(conn: Connection, policy_id: int) -> Policy:
    """Return the policy, or where it cannot be read the defaults: somebody is told all the same."""
    try:
        return policy(conn, policy_id)
    except UnreadablePolicy:
        return Policy(purpose="")


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
