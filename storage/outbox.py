"""The wish to tell someone: written with the change, done later by one loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import outbox
from storage.transaction import Tx


def wish(
    kind: str,
    *,
    route: str,
    subject: str,
    now: datetime,
    due_at: datetime | None = None,
    payload: Mapping[str, object] | None = None,
    coalesced: bool = False,
) -> dict[str, object]:
    """Return a row for `want`. `kind` names the effect, `route` what must go one after the other (a channel,
    one output's webhooks), `subject` what it is about. A `coalesced` wish is one that a waiting one of the
    same kind and subject already fulfils, since the effect looks up what is true when it runs.
    """
    return {
        "kind": kind,
        "route": route,
        "subject": subject,
        "coalesced": coalesced,
        "payload": dict(payload or {}),
        "made_at": now,
        "due_at": due_at or now,
    }


def want(tx: Tx, wishes: Sequence[Mapping[str, object]]) -> None:
    """Add wishes in this transaction; the dispatcher is woken after the commit."""
    if not wishes:
        return
    dialect_insert = sqlite.insert if tx.conn.dialect.name == "sqlite" else postgresql.insert
    added = dialect_insert(outbox)
    sooner = case((added.excluded.due_at < outbox.c.due_at, added.excluded.due_at), else_=outbox.c.due_at)
    # Not DO NOTHING: the waiting wish must be kept from being claimed until this change can be seen.
    merged = added.on_conflict_do_update(
        index_elements=["kind", "subject"],
        index_where=text("coalesced AND state = 'waiting'"),
        set_={"due_at": sooner},
    )
    tx.conn.execute(merged, list(wishes))
    tx.outbox = True


def amend(tx: Tx, kind: str, subject: str, *, due_at: datetime, payload: Mapping[str, object]) -> bool:
    """Give a wish that nobody has begun on another time and payload; False if there is none."""
    changed = tx.conn.execute(
        update(outbox)
        .where(
            outbox.c.kind == kind,
            outbox.c.subject == subject,
            outbox.c.state == "waiting",
            outbox.c.attempts == 0,
        )
        .values(due_at=due_at, payload=dict(payload))
    )
    tx.outbox = True
    return changed.rowcount > 0
