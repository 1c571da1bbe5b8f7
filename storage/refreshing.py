"""Whom and which user groups Slack is asked about anew: those that something here goes by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CompoundSelect, Connection, or_, select, union

from domain.lanes import CLOSED
from storage.organisation import LEADERS
from storage.tables import (
    group_members,
    organisation,
    people,
    put_rights,
    reviews,
    roster,
    user_groups,
    workflow_users,
    workflows,
)


def people_to_refresh(conn: Connection, before: datetime, limit: int) -> list[str]:
    """Return at most `limit` people (Slack ids) whom Slack was not asked about since `before`, or never, those first.

    Whoever owns, stands in, leads, may review, works with it, has a review or something to put right.
    """
    needed = _needed().subquery()
    found = (
        select(needed.c.person)
        .outerjoin(people, people.c.user_id == needed.c.person)
        .where(or_(people.c.user_id.is_(None), people.c.fetched_at <= before))
        .order_by(people.c.user_id.is_not(None), people.c.fetched_at, needed.c.person)
    )
    return list(conn.execute(found.limit(limit)).scalars())


def groups_to_refresh(conn: Connection, before: datetime, limit: int) -> list[str]:
    """Return at most `limit` user groups on rosters, or of users, not asked about since `before`, or never."""
    named = union(
        *(select(table.c.ref).where(table.c.kind == "group") for table in (roster, workflow_users))
    ).subquery()
    found = (
        select(named.c.ref)
        .outerjoin(user_groups, user_groups.c.group_id == named.c.ref)
        .where(or_(user_groups.c.group_id.is_(None), user_groups.c.fetched_at <= before))
        .order_by(user_groups.c.group_id.is_not(None), user_groups.c.fetched_at, named.c.ref)
    )
    return list(conn.execute(found.limit(limit)).scalars())


def _needed() -> CompoundSelect[str]:
    running = workflows.c.status.not_in(CLOSED)
    in_groups = select(group_members.c.user_id).join(roster, roster.c.ref == group_members.c.group_id)
    used_in = select(group_members.c.user_id).join(
        workflow_users, workflow_users.c.ref == group_members.c.group_id
    )
    return union(
        select(workflows.c.owner.label("person")).where(running),
        select(workflows.c.deputy).where(running, workflows.c.deputy.is_not(None)),
        select(roster.c.ref).where(roster.c.kind == "person"),
        in_groups.where(roster.c.kind == "group"),
        select(workflow_users.c.ref).where(workflow_users.c.kind == "person"),
        used_in.where(workflow_users.c.kind == "group"),
        select(reviews.c.assignee).where(reviews.c.closed_at.is_(None), reviews.c.assignee.is_not(None)),
        select(put_rights.c.person).where(put_rights.c.done_at.is_(None)),
        select(organisation.c.slack_id).where(organisation.c.part == LEADERS),
    )
