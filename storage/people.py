"""People as last seen in Slack, and who may review a workflow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from domain.eligibility import FRESH, Person, Roster
from domain.policy import Live
from storage.tables import group_members, people, roster, user_groups, workflow_users, workflows
from storage.trained import trained_in
from storage.workflows import live_said

_ROSTER = (
    select(roster.c.kind, roster.c.ref, workflows.c.live)
    .join(workflows, workflows.c.slug == roster.c.workflow)
    .where(roster.c.workflow == bindparam("workflow"))
)
_SUBJECT = select(people.c.subject).where(people.c.user_id == bindparam("user_id"))


def person(conn: Connection, user_id: str, *, now: datetime) -> Person | None:
    """Return the person, or None if never seen. Memberships of groups not looked at lately are left out."""
    row = conn.execute(select(people).where(people.c.user_id == user_id)).one_or_none()
    if row is None:
        return None
    facts = {name: row._mapping[name] for name in Person.__dataclass_fields__ if name != "groups"}
    return Person(**facts, groups=_groups_of(conn, user_id, now))


def zone_of(conn: Connection, user_id: str) -> str | None:
    """Return the time zone in which the person lives, None if we do not know it."""
    return conn.execute(select(people.c.timezone).where(people.c.user_id == user_id)).scalar_one_or_none()


def person_by_email(conn: Connection, email: str) -> str | None:
    """Return the Slack id of whoever has this e-mail address (lower case), or None."""
    found = select(people.c.user_id).where(people.c.email == email.lower(), people.c.kind != "deactivated")
    return conn.execute(found.order_by(people.c.user_id)).scalars().first()


def everybody_at(conn: Connection, asked_by: str | None) -> frozenset[str]:
    """Return the Slack ids of all who have, or had, this e-mail address; nobody for anything else."""
    if asked_by is None or "@" not in asked_by:
        return frozenset()
    found = select(people.c.user_id).where(people.c.email == asked_by.lower())
    return frozenset(conn.execute(found).scalars())


def listed_on(conn: Connection, workflow: str) -> Roster:
    """Return who is on the workflow's roster, trained or not: for whoever writes or checks it, and for no decision."""
    rows = conn.execute(select(roster.c.kind, roster.c.ref).where(roster.c.workflow == workflow)).all()
    return _roster(rows, None)


def users_listed_on(conn: Connection, workflow: str) -> Roster:
    """Return who works with what the workflow brings out, as its file says."""
    named = select(workflow_users.c.kind, workflow_users.c.ref).where(workflow_users.c.workflow == workflow)
    return _roster(conn.execute(named).all(), None)


def users_of(conn: Connection, workflow: str) -> list[str]:
    """Return the Slack ids of those, by name or through a group, members in good standing."""
    return on_roster(conn, users_listed_on(conn, workflow))


def roster_of(conn: Connection, workflow: str, now: datetime) -> Roster:
    """Return who may review the workflow at `now`."""
    rows = conn.execute(_ROSTER, {"workflow": workflow}).all()
    asks = any(live_said(row.live).training_months is not None for row in rows[:1])
    return _roster(rows, trained_in(conn, workflow, now) if asks else None)


def rosters_with(conn: Connection, known: Person) -> dict[str, Live]:
    """Return the workflows on whose roster the person is, by name or through a group, with their live settings."""
    listed = or_(
        and_(roster.c.kind == "person", roster.c.ref == known.user_id),
        and_(roster.c.kind == "group", roster.c.ref.in_(known.groups)),
    )
    found = select(roster.c.workflow, workflows.c.live).join(workflows, workflows.c.slug == roster.c.workflow)
    return {row.workflow: live_said(row.live) for row in conn.execute(found.where(listed))}


def on_roster(conn: Connection, listed: Roster) -> list[str]:
    """Return the Slack ids of everybody on it, by name or through a group, members in good standing, by name."""
    members = select(group_members.c.user_id).where(group_members.c.group_id.in_(listed.groups))
    found = (
        select(people.c.user_id)
        .where(people.c.kind == "member")
        .where(people.c.user_id.in_(listed.people) | people.c.user_id.in_(members))
        .order_by(people.c.name)
    )
    return list(conn.execute(found).scalars())


def may_be_on_roster(conn: Connection, listed: Roster) -> list[str]:
    """Return everybody on it, by name or through a group, who is not known to be no member; seen or not, by id."""
    members = select(group_members.c.user_id).where(group_members.c.group_id.in_(listed.groups))
    everybody = listed.people | set(conn.execute(members).scalars())
    unfit = select(people.c.user_id).where(people.c.user_id.in_(everybody), people.c.kind != "member")
    return sorted(everybody - set(conn.execute(unfit).scalars()))


def reviewers_of(conn: Connection, workflow: str, now: datetime) -> list[str]:
    """Return those on the roster who may decide at `now`, as far as it is not about one output."""
    listed = roster_of(conn, workflow, now)
    return [one for one in on_roster(conn, listed) if listed.lets_decide(one)]


def subject_of(conn: Connection, user_id: str) -> str:
    """Return the random id that evidence knows the person by; "unknown" for whoever was never seen."""
    return conn.execute(_SUBJECT, {"user_id": user_id}).scalar_one_or_none() or "unknown"


def group_handles(conn: Connection, group_ids: Iterable[str]) -> dict[str, str]:
    """Return the handles of user groups by id, with the @; what is not known is left out."""
    wanted = select(user_groups.c.group_id, user_groups.c.handle)
    rows = conn.execute(wanted.where(user_groups.c.group_id.in_(set(group_ids))))
    return {row.group_id: f"@{row.handle.removeprefix('@')}" for row in rows}


def _roster(rows: Sequence[Row[*tuple[Any, ...]]], trained: frozenset[str] | None) -> Roster:
    return Roster(
        people=frozenset(row.ref for row in rows if row.kind == "person"),
        groups=frozenset(row.ref for row in rows if row.kind == "group"),
        trained=trained,
    )


def _groups_of(conn: Connection, user_id: str, now: datetime) -> frozenset[str]:
    found = (
        select(group_members.c.group_id)
        .join(user_groups, user_groups.c.group_id == group_members.c.group_id)
        .where(group_members.c.user_id == user_id, user_groups.c.fetched_at >= now - FRESH)
    )
    return frozenset(conn.execute(found).scalars())
