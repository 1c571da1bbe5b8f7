"""Workflows in which nothing can be decided: nobody is on the roster, or too few there are trained where that is
asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, Connection, or_, select

from domain.lanes import CLOSED
from storage.outputs import names_of
from storage.people import group_handles, listed_on, reviewers_of
from storage.tables import group_members, people, roster, unstaffed
from storage.workflow_counts import Open, open_outputs
from storage.workflows import Workflow, all_workflows, workflow


@dataclass(frozen=True)
class UnstaffedView:
    """A workflow in which too few may decide, since when, how much of it has not gone out, and who is named as
    reviewer: people by name, groups by handle. `trained` counts those who may where it asks for training.
    """

    workflow: Workflow
    since_at: datetime
    waiting: Open
    reviewers: tuple[str, ...] = ()
    trained: int = 0


def has_too_few(conn: Connection, found: Workflow, now: datetime) -> bool:
    """Say whether nothing can be decided there at `now`: nobody on its roster may, or of those who are trained, where
    that is asked, there are fewer than have to approve.

    Whoever was never seen may be a member: they are looked up when they decide.
    """
    if found.status in CLOSED:
        return False
    if found.live.training_months is not None:
        return len(reviewers_of(conn, found.slug, now)) < found.policy.approvals
    return conn.execute(_listed(found.slug)).first() is None


def noted_as_unstaffed(conn: Connection) -> dict[str, datetime]:
    """Return the workflows that were noted to have too few, with since when."""
    return {row.workflow: row.since_at for row in conn.execute(select(unstaffed))}


def staffing_to_note(conn: Connection, now: datetime) -> list[str]:
    """Return the workflows of which it is not noted yet that too few may decide there, or that enough may again."""
    without = {one.slug for one in all_workflows(conn) if has_too_few(conn, one, now)}
    return sorted(without ^ noted_as_unstaffed(conn).keys())


def unstaffed_view(conn: Connection, slug: str, now: datetime) -> UnstaffedView | None:
    """Return how the workflow stands, None if enough may decide there, or it is none of ours."""
    since, live = noted_as_unstaffed(conn).get(slug), workflow(conn, slug)
    if since is None or live is None:
        return None
    listed = listed_on(conn, slug)
    called = names_of(conn, listed.people) | group_handles(conn, listed.groups)
    reviewers = sorted(called.get(one, one) for one in listed.people | listed.groups)
    asks = live.live.training_months is not None
    trained = len(reviewers_of(conn, slug, now)) if asks else 0
    return UnstaffedView(live, since, open_outputs(conn, slug), tuple(reviewers), trained)


def _listed(slug: str) -> CompoundSelect[str]:
    """Return the query for everybody on the roster who is not known to be no member."""
    fit = or_(people.c.kind.is_(None), people.c.kind == "member")
    own = roster.c.workflow == slug
    by_name = select(roster.c.ref).outerjoin(people, people.c.user_id == roster.c.ref)
    by_group = (
        select(group_members.c.user_id)
        .join(roster, roster.c.ref == group_members.c.group_id)
        .outerjoin(people, people.c.user_id == group_members.c.user_id)
    )
    return by_name.where(own, roster.c.kind == "person", fit).union(
        by_group.where(own, roster.c.kind == "group", fit)
    )
