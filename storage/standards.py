"""Which standards are signed, by whom, and what somebody would have instead."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from domain.lanes import CLOSED
from domain.references import PersonRef
from domain.standards import Part, Wording, is_past_date, is_signed, says_something
from storage.organisation import leaders_of
from storage.people import person_by_email
from storage.tables import policies, same_standards, signed_fields, standard_drafts, standard_signatures
from storage.workflows import Workflow, all_workflows, policy

DraftState = Literal["open", "in_force", "replaced"]


@dataclass(frozen=True)
class Signature:
    """Somebody signed a standard: its owner, or the second person that high impact asks for."""

    part: Part
    person: str
    signed_at: datetime


@dataclass(frozen=True)
class Draft:
    """What somebody would have instead of the standard of this policy version.

    `signed_by` is the owner who has signed it while a second signature is awaited, None before.
    """

    id: str
    workflow: str
    policy_id: int
    wording: Wording
    drafted_by: str
    drafted_at: datetime
    state: DraftState = "open"
    signed_by: str | None = None
    signed_at: datetime | None = None


_FIRST = func.coalesce(same_standards.c.first_id, policies.c.id)
_DRAFT = select(
    standard_drafts.c.id,
    standard_drafts.c.workflow,
    standard_drafts.c.policy_id,
    standard_drafts.c.body,
    standard_drafts.c.drafted_by,
    standard_drafts.c.drafted_at,
    standard_drafts.c.state,
    standard_drafts.c.signed_by,
    standard_drafts.c.signed_at,
)


def first_with_standard(conn: Connection, policy_id: int) -> int:
    """Return the earliest policy version since which the standard has been what it is in this one."""
    found = select(same_standards.c.first_id).where(same_standards.c.policy_id == policy_id)
    return conn.execute(found).scalar_one_or_none() or policy_id


def standard_made_at(conn: Connection, first_id: int) -> datetime:
    """Return since when the standard of that policy version, the earliest with it, has been in the rules."""
    made: datetime = conn.execute(select(policies.c.made_at).where(policies.c.id == first_id)).scalar_one()
    return made


def signatures_under(conn: Connection, policy_ids: Collection[int]) -> Mapping[int, tuple[Signature, ...]]:
    """Return who has signed the standard of each of these policy versions; all in one statement."""
    found = (
        select(
            policies.c.id,
            standard_signatures.c.part,
            standard_signatures.c.person,
            standard_signatures.c.signed_at,
        )
        .select_from(policies)
        .outerjoin(same_standards, same_standards.c.policy_id == policies.c.id)
        .join(standard_signatures, standard_signatures.c.policy_id == _FIRST)
        .where(policies.c.id.in_(policy_ids))
        .order_by(standard_signatures.c.id)
    )
    signed: dict[int, tuple[Signature, ...]] = dict.fromkeys(policy_ids, ())
    for row in conn.execute(found):
        signed[row.id] = (*signed[row.id], Signature(row.part, row.person, row.signed_at))
    return signed


def standard_is_signed(conn: Connection, policy_id: int) -> bool:
    """Say whether the standard of this policy version is signed by its owner, and where its impact is high by a second.

    Until it is, nobody is asked whether less may be checked, and no lighter lane is signed on evidence; its owner can
    still sign one in words. Raises as `storage.workflows.policy`.
    """
    parts = {one.part for one in signatures_under(conn, [policy_id])[policy_id]}
    return is_signed(parts, high_impact=policy(conn, policy_id).high_impact)


@dataclass(frozen=True)
class Shortfall:
    """What a workflow's standard lacks: signatures ("owner", "second", None for none), and `past_date`, the day that is
    over on which it was to be looked at again.
    """

    unsigned: Part | None = None
    past_date: date | None = None


def shortfalls(conn: Connection, found: Collection[Workflow], now: datetime) -> dict[str, Shortfall]:
    """Return what the standards of these workflows lack, by name; without those that lack nothing, say nothing, are
    only proposed or over. In one statement for all.
    """
    asked = [one for one in found if is_asked(one)]
    signed = signatures_under(conn, [one.policy_id for one in asked])
    lacking = {one.slug: _shortfall(one, {each.part for each in signed[one.policy_id]}, now) for one in asked}
    return {slug: lacks for slug, lacks in lacking.items() if lacks != Shortfall()}


def is_asked(found: Workflow) -> bool:
    """Say whether anybody is to sign this workflow's standard: it says something, and what it is about runs, or did."""
    return (
        found.status not in ("proposed", *CLOSED) and found.readable and says_something(found.policy.standard)
    )


def _shortfall(found: Workflow, parts: set[Part], now: datetime) -> Shortfall:
    today = now.astimezone(ZoneInfo(found.policy.working_hours.timezone)).date()
    standard, high_impact = found.policy.standard, found.policy.high_impact
    lacks: Part | None = None
    if not is_signed(parts, high_impact=high_impact):
        lacks = "second" if "owner" in parts else "owner"
    return Shortfall(lacks, standard.review_by if is_past_date(standard, today) else None)


def unsigned_since(conn: Connection, owner: str, since_at: datetime | None) -> list[str]:
    """Return the workflows of this owner, by name, that say what is good enough in a version made since `since_at`
    (None: whenever), which the owner has not signed; without those only proposed, and those that are over.
    """
    own = [one for one in all_workflows(conn) if one.owner == owner and is_asked(one)]
    signed = signatures_under(conn, [one.policy_id for one in own])
    made = select(policies.c.id).where(policies.c.id.in_([one.policy_id for one in own]))
    made = made if since_at is None else made.where(policies.c.made_at >= since_at)
    since = set(conn.execute(made).scalars())
    return [one.slug for one in own if one.policy_id in since and not signed[one.policy_id]]


def seconds_of(conn: Connection, found: Workflow) -> tuple[str, ...]:
    """Return who may sign as the second person besides the owner, in the order in which they are asked: the deputy,
    the sponsor, those who lead.
    """
    sponsor = None if found.live.sponsor is None else _id_of(conn, found.live.sponsor)
    asked = [found.deputy, sponsor, *sorted(leaders_of(conn))]
    return tuple(dict.fromkeys(one for one in asked if one is not None and one != found.owner))


def draft_with(conn: Connection, draft_id: str) -> Draft | None:
    """Return the draft, or None."""
    return _as_draft(conn, standard_drafts.c.id == draft_id)


def draft_by_source(conn: Connection, source: str) -> Draft | None:
    """Return the draft that this act has made, or None."""
    return _as_draft(conn, standard_drafts.c.source == source)


def open_drafts(conn: Connection, found: Workflow, limit: int = 3) -> list[str]:
    """Return the ids of the latest drafts of what holds in this workflow now that are not in force, newest first."""
    own = (standard_drafts.c.workflow == found.slug) & (standard_drafts.c.policy_id == found.policy_id)
    drafts = select(standard_drafts.c.id).where(own, standard_drafts.c.state == "open")
    return list(conn.execute(drafts.order_by(standard_drafts.c.drafted_at.desc()).limit(limit)).scalars())


def fields_signed_in_slack(conn: Connection, slug: str) -> tuple[str, ...]:
    """Return the keys of the standard that were signed in Slack and that no file has said since."""
    found = select(signed_fields.c.key).where(signed_fields.c.workflow == slug)
    return tuple(conn.execute(found.order_by(signed_fields.c.key)).scalars())


def _as_draft(conn: Connection, which: ColumnElement[bool]) -> Draft | None:
    row = conn.execute(_DRAFT.where(which)).one_or_none()
    if row is None:
        return None
    facts = dict(row._mapping)
    wording = Wording.from_json(json.loads(facts.pop("body")))
    return Draft(**facts, wording=wording)


def _id_of(conn: Connection, reference: PersonRef) -> str | None:
    return reference.text if reference.is_id else person_by_email(conn, reference.text)
