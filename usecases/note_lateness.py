"""Something here is late, or no longer: noted once, and told to the leaders once, whoever notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from storage import outbox
from storage.alarms import Alarm, alarm_with, open_alarm
from storage.overdue import Overdue, overdue_steps
from storage.tables import alarms
from storage.transaction import Tx


@dataclass(frozen=True)
class NoteLateness:
    """The clock has looked whether every step was taken in time. `channel_id` None: there is nobody to tell."""

    channel_id: str | None
    now: datetime


def note_lateness(tx: Tx, command: NoteLateness) -> Alarm | None:
    """Raise an alarm if something is late and none is open, clear it if nothing is, in this transaction.

    Return the alarm that was raised or cleared, None if nothing has changed.
    """
    late, raised = overdue_steps(tx.conn, command.now), open_alarm(tx.conn)
    if (raised is None) == (not late):
        return None
    alarm_id = _raise(tx, late, command) if raised is None else _clear(tx, raised, command)
    alarm = alarm_with(tx.conn, alarm_id)
    if alarm is not None and command.channel_id is not None:
        outbox.want(tx, [_wish(alarm, command.channel_id, command.now)])
    return alarm


def _raise(tx: Tx, late: list[Overdue], command: NoteLateness) -> int:
    row = {
        "steps": {each.step: each.count for each in late},
        "since": min(each.since for each in late),
        "raised_at": command.now,
        "open": True,
    }
    return int(tx.conn.execute(insert(alarms).values(row).returning(alarms.c.id)).scalar_one())


def _clear(tx: Tx, raised: Alarm, command: NoteLateness) -> int:
    closed = update(alarms).where(alarms.c.id == raised.id)
    tx.conn.execute(closed.values(open=None, cleared_at=command.now))
    return raised.id


def _wish(alarm: Alarm, channel_id: str, now: datetime) -> dict[str, object]:
    # A route of its own: it must not wait behind what it tells of.
    subject = f"{alarm.id}:{'raised' if alarm.cleared_at is None else 'cleared'}"
    return outbox.wish("alarm", route=f"slack:{channel_id}:alarm", subject=subject, now=now)
