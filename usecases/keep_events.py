"""An event is stored before it is acknowledged: from then on it cannot be lost, and counts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.crash_points import crash_point
from storage.inserting import insert_into
from storage.tables import inbox
from storage.transaction import Many, Tx


@dataclass(frozen=True)
class KeepEvent:
    """What of an event is needed to act on it. `event_id` is Slack's own: a repeat has the same."""

    event_id: str
    payload: Mapping[str, object]
    now: datetime


def _keep(tx: Tx, commands: list[KeepEvent]) -> list[None]:
    """Store the events in this transaction; what is stored already stays as it is."""
    rows = [
        {
            "event_id": command.event_id,
            "payload": dict(command.payload),
            "received_at": command.now,
            "due_at": command.now,
        }
        for command in sorted(commands, key=lambda command: command.event_id)
    ]
    crash_point("inbox.before_insert")
    tx.conn.execute(insert_into(tx.conn, inbox).on_conflict_do_nothing(index_elements=["event_id"]), rows)
    tx.outbox = True
    crash_point("inbox.in_transaction")
    return [None] * len(commands)


keep_events = Many(_keep)
