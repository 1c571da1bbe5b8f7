"""A workflow's standard as somebody reads it, changes it or is asked to sign it: all of one moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from domain.eligibility import Person
from domain.lanes import CLOSED
from domain.policy import Policy, UnreadablePolicy
from domain.standards import Wording, is_signed, wording_of
from storage.bands import band_mix
from storage.outputs import names_of
from storage.people import listed_on
from storage.standards import Draft, Signature, draft_with, first_with_standard, seconds_of, signatures_under
from storage.tables import policies, standard_signatures
from storage.unowned import is_gone
from storage.workflows import Workflow, workflow
from storage.workload import measured_look, outputs_a_day

_SPREAD_OVER = timedelta(days=28)


@dataclass(frozen=True)
class StandardView:
    """The workflow, what of its standard is to be signed, and what there is to know of that.

    `was` is what `wording` is compared with: for a draft what holds now, else what was signed last, None: nothing
    ever was. `signed` are the signatures under it so far, `seconds` who may be the second. `a_day` and
    `review_minutes`, of `looks_measured` looks, are None where nobody knows yet; `mix` is how the latest spread over
    the bands of its rules.
    """

    workflow: Workflow
    wording: Wording
    was: Wording | None
    signed: tuple[Signature, ...]
    seconds: tuple[str, ...]
    names: Mapping[str, str]
    draft: Draft | None = None
    a_day: float | None = None
    review_minutes: float | None = None
    looks_measured: int = 0
    mix: tuple[tuple[float, int], ...] = ()

    @property
    def is_signed(self) -> bool:
        """Say whether it takes nobody's signature any more."""
        return is_signed({one.part for one in self.signed}, high_impact=self.workflow.policy.high_impact)

    @property
    def is_current(self) -> bool:
        """Say whether it can still be signed as it stands: by now other rules may hold than it was drafted for."""
        if self.workflow.status in CLOSED or not self.workflow.readable:
            return False
        return self.draft is None or (
            self.draft.state == "open" and self.draft.policy_id == self.workflow.policy_id
        )

    @property
    def signers(self) -> tuple[str, ...]:
        """Return whose signature is wanted next, whoever is asked first; nobody's once it is signed."""
        if self.is_signed or not self.is_current:
            return ()
        if not any(one.part == "owner" for one in self.signed):
            return (self.workflow.owner,)
        done = {one.person for one in self.signed}
        return tuple(one for one in self.seconds if one not in done)

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


def standard_view(
    conn: Connection, slug: str, now: datetime, draft_id: str | None = None
) -> StandardView | None:
    """Return the workflow's standard, or a draft of it; None if there is no such thing."""
    found = workflow(conn, slug)
    draft = None if draft_id is None else draft_with(conn, draft_id)
    if found is None or (draft_id is not None and (draft is None or draft.workflow != slug)):
        return None
    seconds = seconds_of(conn, found)
    signed = _signed(conn, found, draft)
    people = {found.owner, *seconds, *(one.person for one in signed)}
    people |= set() if draft is None else {draft.drafted_by}
    in_force = wording_of(found.policy)
    look = measured_look(conn, found, now)
    return StandardView(
        workflow=found,
        wording=in_force if draft is None else draft.wording,
        was=_last_signed(conn, found) if draft is None else in_force,
        signed=signed,
        seconds=tuple(one for one in seconds if not is_gone(conn, one)),
        names=names_of(conn, people),
        draft=draft,
        a_day=outputs_a_day(conn, slug, found.policy.working_hours, now),
        review_minutes=None if look is None else look.minutes,
        looks_measured=0 if look is None else look.measured,
        mix=band_mix(conn, found, now - _SPREAD_OVER, now),
    )


def may_draft(conn: Connection, found: Workflow, person: Person) -> bool:
    """Say whether the person may say what should be good enough: the owner, the deputy, and who is on the roster."""
    return person.user_id in (found.owner, found.deputy) or listed_on(conn, found.slug).includes(person)


def _signed(conn: Connection, found: Workflow, draft: Draft | None) -> tuple[Signature, ...]:
    if draft is None or draft.state == "in_force":
        return signatures_under(conn, [found.policy_id])[found.policy_id]
    if draft.signed_by is None or draft.signed_at is None or draft.signed_by != found.owner:
        return ()
    return (Signature("owner", draft.signed_by, draft.signed_at),)


def _last_signed(conn: Connection, found: Workflow) -> Wording | None:
    """Return the standard that an owner of the workflow signed last before the one that holds, None for none."""
    first_id = first_with_standard(conn, found.policy_id)
    signed = (
        select(policies.c.body)
        .join(standard_signatures, standard_signatures.c.policy_id == policies.c.id)
        .where(policies.c.workflow == found.slug, policies.c.id < first_id)
        .where(standard_signatures.c.part == "owner")
        .order_by(policies.c.id.desc())
    )
    body = conn.execute(signed.limit(1)).scalar_one_or_none()
    try:
        return None if body is None else wording_of(Policy.from_json(json.loads(body)))
    except UnreadablePolicy:
        return None
