"""Workflows with the policy in force, and earlier policy versions by id."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select

from domain.lanes import Lane, Stage, Status
from domain.policy import Live, Policy, UnreadablePolicy
from domain.transitions import Standing
from storage.lists import one_of
from storage.tables import permits, policies, workflows


@dataclass(frozen=True)
class Workflow:
    """One use of AI in a business process. `lane` is the lane in force, never lighter than the policy's.

    `readable` False: the stored policy could not be understood, `policy` is a cautious stand-in with its lane
    and approvals, and whatever comes in is held. `given` are the keys that its file says. `watched_until` is when
    watching ends, or ended last: what holds at an instant is `domain.watching.status_at`. `stage` is None outside
    `automated`; `stage_at` since when it is so; `trial_id` whose attempt was signed for, None: whoever's comes first;
    `sensitivity` what share of errors those who look were reckoned to catch then, 1 where nobody knew.
    `signed`: somebody has once signed for this policy version that something goes out at once, whatever holds now.
    """

    slug: str
    status: Status
    lane: Lane
    policy_id: int
    policy_version: int
    policy: Policy
    readable: bool
    owner: str
    deputy: str | None
    channel_id: str
    live: Live
    given: tuple[str, ...]
    watched_until: datetime | None = None
    stage: Stage | None = None
    stage_at: datetime | None = None
    trial_id: int | None = None
    sensitivity: float = 1.0
    signed: bool = True

    @property
    def standing(self) -> Standing:
        """Return how much of it is checked."""
        return Standing(self.lane, self.stage)


_WORKFLOW = select(
    workflows.c.slug,
    workflows.c.status,
    workflows.c.lane,
    workflows.c.policy_id,
    policies.c.version.label("policy_version"),
    policies.c.lane.label("policy_lane"),
    policies.c.approvals,
    policies.c.body,
    workflows.c.owner,
    workflows.c.deputy,
    workflows.c.channel_id,
    workflows.c.live,
    workflows.c.given,
    workflows.c.watched_until,
    workflows.c.stage,
    workflows.c.stage_at,
    workflows.c.trial_id,
    workflows.c.sensitivity,
    exists().where(permits.c.policy_id == workflows.c.policy_id).label("signed"),
).join(policies, policies.c.id == workflows.c.policy_id)
_BY_SLUG = _WORKFLOW.where(workflows.c.slug == bindparam("slug"))
_LOCKED = select(workflows.c.slug).where(workflows.c.slug == bindparam("slug")).with_for_update()
_POLICY = select(policies.c.body).where(policies.c.id == bindparam("policy_id"))
_NAMED = _WORKFLOW.where(one_of(workflows.c.slug, "slugs"))
_HELD = (
    select(workflows.c.slug)
    .where(one_of(workflows.c.slug, "slugs"))
    .order_by(workflows.c.slug)
    .with_for_update(read=True, key_share=True)
)


def workflow(conn: Connection, slug: str) -> Workflow | None:
    """Return the workflow with the policy in force, or None."""
    row = conn.execute(_BY_SLUG, {"slug": slug}).one_or_none()
    return None if row is None else _as_workflow(row)


def workflow_for_update(conn: Connection, slug: str) -> Workflow | None:
    """Return the workflow and keep it from others until this transaction ends; None if there is none."""
    # Locked first: joined at once, a row that had to be waited for would miss the policy it has by then.
    conn.execute(_LOCKED, {"slug": slug})
    return workflow(conn, slug)


def workflow_held_for_change(conn: Connection, slug: str) -> Workflow | None:
    """Return the workflow and keep others from changing it until this transaction ends, though not from holding it.

    For whoever holds it already (`hold_workflows`): two who both wanted it for themselves would wait in a circle.
    """
    conn.execute(select(workflows.c.slug).where(workflows.c.slug == slug).with_for_update(key_share=True))
    return workflow(conn, slug)


def hold_workflows(conn: Connection, slugs: Iterable[str]) -> None:
    """Keep the rules and the status of these workflows as they are until this transaction ends.

    Others may hold them too; who wants to change them waits. On SQLite nobody else writes meanwhile.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(_HELD, {"slugs": sorted(set(slugs))})


def all_workflows(conn: Connection) -> list[Workflow]:
    """Return every workflow by name."""
    return [_as_workflow(row) for row in conn.execute(_WORKFLOW.order_by(workflows.c.slug))]


def all_slugs(conn: Connection) -> list[str]:
    """Return the name of every workflow."""
    return list(conn.execute(select(workflows.c.slug).order_by(workflows.c.slug)).scalars())


def workflows_named(conn: Connection, slugs: Iterable[str]) -> dict[str, Workflow]:
    """Return those of these workflows that exist, by name."""
    found = conn.execute(_NAMED, {"slugs": sorted(set(slugs))})
    return {row.slug: _as_workflow(row) for row in found}


def policy(conn: Connection, policy_id: int) -> Policy:
    """Return one policy version, as frozen onto an output.

    Raises NoResultFound for an unknown id, UnreadablePolicy for one that cannot be understood: nothing is
    then decided under it.
    """
    return _policy(conn.execute(_POLICY, {"policy_id": policy_id}).scalar_one())


def policies_of(conn: Connection, policy_ids: Iterable[int]) -> dict[int, Policy | None]:
    """Return these policy versions, by id; None for one that cannot be understood."""
    found = conn.execute(select(policies.c.id, policies.c.body).where(policies.c.id.in_(set(policy_ids))))
    return {row.id: _understood(row.body) for row in found}


def _understood(body: str) -> Policy | None:
    try:
        return _policy(body)
    except UnreadablePolicy:
        return None


def permit_for(conn: Connection, policy_id: int) -> int | None:
    """Return the latest signature for the lane that lets this policy version's outputs out at once, or None."""
    found = select(permits.c.id).where(permits.c.policy_id == policy_id, permits.c.grounds == "lane")
    return conn.execute(found.order_by(permits.c.id.desc())).scalars().first()


def watching_permit(conn: Connection, policy_id: int, now: datetime) -> int | None:
    """Return the latest signature under which this policy version is watched at `now`, None at its end and after."""
    found = select(permits.c.id).where(
        permits.c.policy_id == policy_id,
        permits.c.grounds == "watching",
        permits.c.signed_at <= now,
        permits.c.ends_at > now,
    )
    return conn.execute(found.order_by(permits.c.id.desc())).scalars().first()


# Reading what is stored is pure, so the same words are read once.
@lru_cache(maxsize=1_024)
def _as_workflow(row: Row[*tuple[Any, ...]]) -> Workflow:
    facts = dict(row._mapping)
    lane, approvals, body = facts.pop("policy_lane"), facts.pop("approvals"), facts.pop("body")
    facts["live"] = live_said(facts["live"])
    facts["given"] = tuple(json.loads(facts["given"]))
    try:
        return Workflow(**facts, policy=_policy(body), readable=True)
    except UnreadablePolicy:
        cautious = Policy(purpose="", lane=lane, approvals=approvals, accept_reactions=False)
        return Workflow(**facts, policy=cautious, readable=False)


@lru_cache(maxsize=1_024)
def live_said(stored: str) -> Live:
    """Return the live settings as a workflow's row holds them. Raises UnreadablePolicy."""
    return Live.from_json(json.loads(stored))


@lru_cache(maxsize=1_024)
def _policy(body: str) -> Policy:
    return Policy.from_json(json.loads(body))
