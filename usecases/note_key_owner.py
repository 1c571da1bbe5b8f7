"""An API key's owner has left the company: who answers for its workflow hears it, once; or that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete

from storage import outbox
from storage.answering import named_leaders, who_answers
from storage.api_keys import api_key
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.ownerless_keys import ownerless
from storage.tables import ownerless_keys
from storage.transaction import Tx
from storage.workflows import workflow


@dataclass(frozen=True)
class NoteKeyOwner:
    """Whether somebody answers for this key may have changed."""

    key_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.key_id


def note_key_owner(tx: Tx, command: NoteKeyOwner) -> Literal["ownerless", "over"] | None:
    """Note it, in this transaction; None where that is on record already. The key works as before.

    The workflow's owner is told, or the deputy where the owner is away or has left, or those who lead.
    """
    key = api_key(tx.conn, command.key_id)
    live = None if key is None else workflow(tx.conn, key.workflow)
    if key is None or live is None:
        return None
    is_ownerless = key.id in ownerless(tx.conn)
    row = {"key_id": key.id, "since_at": command.now}
    if is_ownerless:
        if not add_if_new(tx.conn, ownerless_keys, row):
            return None
        who = who_answers(tx.conn, live, command.now)
        told = [who] if who is not None else named_leaders(tx.conn, command.now)
        outbox.want(tx, [_wish(key.id, person, command.now) for person in told])
    else:
        own = delete(ownerless_keys).where(ownerless_keys.c.key_id == key.id)
        if tx.conn.execute(own).rowcount == 0:
            return None
    action = "key.ownerless" if is_ownerless else "key.not_ownerless"
    happening = Happening(action, command.now, "clock", workflow=key.workflow, facts={"key": key.id})
    record(tx.conn, happening)
    return "ownerless" if is_ownerless else "over"


def _wish(key_id: str, person: str, now: datetime) -> dict[str, object]:
    payload = {"person": person}
    return outbox.wish("ownerless_key", route=f"person:{person}", subject=key_id, now=now, payload=payload)
