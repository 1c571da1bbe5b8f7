"""Who was asked to answer for a workflow that has no owner, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from storage.organisation import leaders_of
from storage.outputs import names_of
from storage.tables import owner_offers
from storage.unowned import is_gone
from storage.workflows import Workflow, workflow

OfferState = Literal["open", "accepted", "declined", "withdrawn"]


@dataclass(frozen=True)
class Offer:
    """`named_by` asks this person to answer for the workflow. `filed_at`: since when a file says the same, or None."""

    id: str
    workflow: str
    person: str
    named_by: str
    named_at: datetime
    state: OfferState = "open"
    answered_at: datetime | None = None
    filed_at: datetime | None = None


@dataclass(frozen=True)
class OfferView:
    """An offer, its workflow as it is now, and what its people are called."""

    offer: Offer
    workflow: Workflow
    names: Mapping[str, str]

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


_OFFER = select(*(owner_offers.c[name] for name in Offer.__dataclass_fields__))


def offer_with(conn: Connection, offer_id: str) -> Offer | None:
    """Return the offer, or None."""
    row = conn.execute(_OFFER.where(owner_offers.c.id == offer_id)).one_or_none()
    return None if row is None else Offer(**row._mapping)


def offer_view(conn: Connection, offer_id: str) -> OfferView | None:
    """Return the offer with what there is to say of it, or None."""
    offer = offer_with(conn, offer_id)
    live = None if offer is None else workflow(conn, offer.workflow)
    if offer is None or live is None:
        return None
    return OfferView(offer, live, names_of(conn, {offer.person, offer.named_by, live.owner}))


def signed_owner(conn: Connection, slug: str) -> Offer | None:
    """Return the offer by which somebody took the workflow in Slack, and which no file has said since; None if there
    is none, or they have left: then whoever is written in a file counts.
    """
    taken = _OFFER.where(owner_offers.c.workflow == slug, owner_offers.c.state == "accepted")
    row = conn.execute(taken.order_by(owner_offers.c.answered_at.desc()).limit(1)).one_or_none()
    if row is None or row.filed_at is not None or is_gone(conn, row.person):
        return None
    return Offer(**row._mapping)


def may_name_owner(conn: Connection, live: Workflow, user_id: str) -> bool:
    """Say whether this person may ask somebody to answer for the workflow: its deputy, and the leaders."""
    return user_id == live.deputy or user_id in leaders_of(conn)
