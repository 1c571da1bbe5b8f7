"""What one person's App Home is about: what waits for them, and what they answer for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, case, func, select

from domain.eligibility import Person, is_requester
from domain.outputs import Output
from storage.outputs import names_of, outputs_where
from storage.people import person, roster_of
from storage.tables import cards, outputs, reviews, votes
from storage.workflows import Workflow, all_workflows

WAITING_SHOWN = 15
_LOOKED_AT = 200
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """An output that this person may decide. `permalink` is of its card, None if it has none yet."""

    output: Output
    zone: str
    permalink: str | None
    mine: bool


@dataclass(frozen=True)
class Answered:
    """A workflow that this person owns, or is the deputy of. `oldest_due_at`: None if nothing waits."""

    slug: str
    status: str
    lane: str
    is_owner: bool
    waiting: int
    late: int
    oldest_due_at: datetime | None
    zone: str


@dataclass(frozen=True)
class HomeView:
    """All of it: the most pressing of what waits, and how many more do. `names` are of who asked for them."""

    waiting: tuple[Waiting, ...]
    more: int
    answers_for: tuple[Answered, ...]
    any_workflow: bool
    names: Mapping[str, str]


def home_view(conn: Connection, user_id: str, now: datetime) -> HomeView:
    """Return what App Home shows this person at `now`."""
    existing = all_workflows(conn)
    known = person(conn, user_id, now=_WHENEVER)
    waiting = _waiting(conn, known, existing) if known is not None and known.kind == "member" else []
    asked = {one.output.requester for one in waiting} | {one.output.requested_by for one in waiting}
    return HomeView(
        waiting=tuple(waiting[:WAITING_SHOWN]),
        more=max(0, len(waiting) - WAITING_SHOWN),
        answers_for=tuple(
            _answered(conn, one, user_id, now) for one in existing if user_id in (one.owner, one.deputy)
        ),
        any_workflow=bool(existing),
        names=names_of(conn, {one for one in asked if one is not None}),
    )


def _waiting(conn: Connection, known: Person, existing: Iterable[Workflow]) -> list[Waiting]:
    """Return what this person may decide and has not, what was given to them first, then by deadline."""
    zones = {
        one.slug: one.policy.working_hours.timezone
        for one in existing
        if roster_of(conn, one.slug).includes(known)
    }
    own_vote = select(votes.c.id).where(
        votes.c.output_id == outputs.c.id,
        votes.c.person == known.user_id,
        votes.c.withdrawn_at.is_(None),
        votes.c.voided_at.is_(None),
    )
    query = (
        select(outputs.c.id, cards.c.permalink, reviews.c.assignee)
        .outerjoin(cards, cards.c.output_id == outputs.c.id)
        .outerjoin(reviews, (reviews.c.output_id == outputs.c.id) & (reviews.c.kind == "first"))
        .where(outputs.c.state == "in_review", outputs.c.workflow.in_(zones), ~own_vote.exists())
        .order_by(outputs.c.due_at, outputs.c.id)
        .limit(_LOOKED_AT)
    )
    rows = {row.id: row for row in conn.execute(query)}
    found = [
        Waiting(one, zones[one.workflow], rows[one.id].permalink, rows[one.id].assignee == known.user_id)
        for one in outputs_where(conn, outputs.c.id.in_(rows))
        if one.key_owner != known.user_id and not is_requester(known, one)
    ]
    return sorted(found, key=lambda one: (not one.mine, one.output.due_at, one.output.id))


def _answered(conn: Connection, workflow: Workflow, user_id: str, now: datetime) -> Answered:
    waiting = (outputs.c.workflow == workflow.slug) & (outputs.c.state == "in_review")
    row = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((outputs.c.due_at < now, 1), else_=0)), 0).label("late"),
            func.min(outputs.c.due_at).label("oldest"),
        ).where(waiting)
    ).one()
    return Answered(
        slug=workflow.slug,
        status=workflow.status,
        lane=workflow.lane,
        is_owner=workflow.owner == user_id,
        waiting=int(row[0]),
        late=int(row.late),
        oldest_due_at=row.oldest,
        zone=workflow.policy.working_hours.timezone,
    )
