"""Whoever was asked to answer for a workflow takes it, or does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, update

from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage import outbox
from storage.evidence import Happening, record
from storage.owner_offers import Offer, offer_with
from storage.people import subject_of
from storage.tables import owner_offers, unowned, workflows
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import workflow_for_update
from usecases.tell import redraw_open_cards
from usecases.tell_owned import tell_owned


@dataclass(frozen=True)
class AnswerOffer:
    """What this person says to an offer about this workflow."""

    offer_id: str
    workflow: str
    person: Person
    takes: bool
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def answer_offer(tx: Tx, command: AnswerOffer) -> Offer | Refused:
    """Keep the answer in this transaction; taken, the workflow is theirs at once, and a deputy who takes
    it is its deputy no more. Whoever named them hears it.

    Refuses `not_found` where it is not their offer, `already_answered` where it is over: answered, somebody else is
    asked, or it has an owner again.
    """
    live, offer = workflow_for_update(tx.conn, command.workflow), offer_with(tx.conn, command.offer_id)
    if live is None or offer is None or offer.workflow != live.slug or offer.person != command.person.user_id:
        return Refused.of("not_found")
    if refused := unfit(command.person, now=command.now):
        return refused
    if offer.state != "open" or not is_gone(tx.conn, live.owner):
        return Refused.of("already_answered", by=None if is_gone(tx.conn, live.owner) else live.owner)
    state = "accepted" if command.takes else "declined"
    answered = update(owner_offers).where(owner_offers.c.id == offer.id, owner_offers.c.state == "open")
    tx.conn.execute(answered.values(state=state, answered_at=command.now))
    happening = Happening(
        "workflow.owned" if command.takes else "workflow.owner_declined",
        command.now,
        command.person.subject,
        workflow=live.slug,
        policy_version=live.policy_version,
        facts={"owner": command.person.subject, "named_by": subject_of(tx.conn, offer.named_by)},
    )
    record(tx.conn, happening)
    if command.takes:
        own = workflows.c.slug == live.slug
        # Nobody stands in for themself.
        stays = None if live.deputy == offer.person else live.deputy
        tx.conn.execute(update(workflows).where(own).values(owner=offer.person, deputy=stays))
        tell_owned(tx, live.slug, now=command.now)
        tx.conn.execute(delete(unowned).where(unowned.c.workflow == live.slug))
        redraw_open_cards(tx, live.slug, now=command.now)
    if offer.named_by != offer.person:
        route = f"person:{offer.named_by}"
        outbox.want(tx, [outbox.wish("owner_answer", route=route, subject=offer.id, now=command.now)])
    return replace(offer, state="accepted" if command.takes else "declined", answered_at=command.now)
