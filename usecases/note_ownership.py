"""A workflow's owner has left the company: who stands in and the leaders hear it, once; or it has an owner again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, update

from domain.lanes import CLOSED
from storage import outbox
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.tables import owner_offers, unowned
from storage.told import note_told
from storage.transaction import Tx
from storage.unowned import is_gone, noted_as_unowned
from storage.workflows import Workflow, workflow_for_update
from usecases.tell import redraw_open_cards
from usecases.tell_owned import about_unowned, leaders_about, tell_owned


@dataclass(frozen=True)
class NoteOwnership:
    """Whether this workflow has an owner may have changed. `leaders` is their channel, None: there is none."""

    workflow: str
    leaders: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def note_ownership(tx: Tx, command: NoteOwnership) -> Literal["unowned", "owned"] | None:
    """Note that it has none, or one again, in this transaction; None where that is on record already.

    The deputy is asked at once, whoever is late or away: it is theirs to stand in. Nothing else changes by it; cards
    that are open say who answers now.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return None
    has_none = found.status not in CLOSED and is_gone(tx.conn, found.owner)
    noted = noted_as_unowned(tx.conn).get(found.slug)
    if has_none == (noted is not None):
        return None
    if has_none:
        row = {"workflow": found.slug, "owner": found.owner, "since_at": command.now}
        tx.conn.execute(insert(unowned).values(row))
        outbox.want(tx, _wishes(tx, found, command))
    else:
        tell_owned(tx, found.slug, now=command.now)
        tx.conn.execute(delete(unowned).where(unowned.c.workflow == found.slug))
        # Whoever was asked meanwhile would otherwise own it by an old button, should this owner leave too.
        asked = (owner_offers.c.workflow == found.slug) & (owner_offers.c.state == "open")
        over = update(owner_offers).where(asked)
        tx.conn.execute(over.values(state="withdrawn", answered_at=command.now))
    happening = Happening(
        "workflow.unowned" if has_none else "workflow.owned",
        command.now,
        "clock",
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"owner": subject_of(tx.conn, found.owner)},
    )
    record(tx.conn, happening)
    redraw_open_cards(tx, found.slug, now=command.now)
    return "unowned" if has_none else "owned"


def _wishes(tx: Tx, found: Workflow, command: NoteOwnership) -> list[dict[str, object]]:
    told: list[tuple[str, dict[str, object]]] = []
    about = about_unowned(found.slug, command.now)
    if found.deputy is not None and not is_gone(tx.conn, found.deputy):
        note_told(tx.conn, about, [found.deputy], now=command.now)
        told.append((f"person:{found.deputy}", {"person": found.deputy}))
    if command.leaders is not None:
        note_told(tx.conn, leaders_about(about), [command.leaders], now=command.now)
        told.append((f"slack:{command.leaders}:unowned", {"channel_id": command.leaders}))
    return [
        outbox.wish("unowned", route=route, subject=found.slug, now=command.now, payload=payload)
        for route, payload in told
    ]
