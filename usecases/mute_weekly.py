"""Somebody wants no weekly message of their own any more, or wants it again: theirs alone, and no channel's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.people import subject_of
from storage.tables import mutes
from storage.transaction import Tx


@dataclass(frozen=True)
class MuteWeekly:
    """This person wants none; `is_off` False: wants it again."""

    person: str
    is_off: bool
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return f"~{self.person}"


def mute_weekly(tx: Tx, command: MuteWeekly) -> bool:
    """Keep it in this transaction; False where it was so already."""
    if command.is_off:
        changed = add_if_new(tx.conn, mutes, {"person": command.person, "muted_at": command.now})
    else:
        changed = tx.conn.execute(delete(mutes).where(mutes.c.person == command.person)).rowcount > 0
    if changed:
        subject = subject_of(tx.conn, command.person)
        action = "weekly.muted" if command.is_off else "weekly.wanted"
        record(tx.conn, Happening(action, command.now, subject, facts={"person": subject}))
    return changed
