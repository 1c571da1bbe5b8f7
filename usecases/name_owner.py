"""Somebody is asked to answer for a workflow that has no owner: it is not put upon them, they take it or do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.aftermath import may_be_given_a_task
from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage import outbox
from storage.evidence import Happening, record
from storage.owner_offers import Offer, may_name_owner
from storage.tables import owner_offers
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import workflow_for_update


@dataclass(frozen=True)
class NameOwner:
    """The deputy or a leader asks `to`. `offer_id` was made at the edge."""

    offer_id: str
    workflow: str
    person: Person
    to: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def name_owner(tx: Tx, command: NameOwner) -> Offer | Refused:
    """Keep that they are asked and wish that they hear it, in this transaction; until they say so nothing else changes.

    Whoever was asked before is not any more. Refuses `only_owner` for who may not name anybody, `already_answered`
    (facts say by whom) where it has an owner, `not_a_member` for who cannot be asked.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if refused := unfit(command.person, now=command.now):
        return refused
    if not may_name_owner(tx.conn, found, command.person.user_id):
        return Refused.of("only_owner", judge=found.deputy)
    if not is_gone(tx.conn, found.owner):
        return Refused.of("already_answered", by=found.owner)
    if refused := may_be_given_a_task(command.to, now=command.now):
        return refused
    asked_before = (owner_offers.c.workflow == found.slug) & (owner_offers.c.state == "open")
    before = update(owner_offers).where(asked_before)
    tx.conn.execute(before.values(state="withdrawn", answered_at=command.now))
    by = command.person.user_id
    offer = Offer(command.offer_id, found.slug, command.to.user_id, by, command.now)
    tx.conn.execute(insert(owner_offers).values(vars(offer)))
    route = f"person:{offer.person}"
    outbox.want(tx, [outbox.wish("owner_offer", route=route, subject=offer.id, now=command.now)])
    happening = Happening(
        "workflow.owner_named",
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"person": command.to.subject},
    )
    record(tx.conn, happening)
    return offer
