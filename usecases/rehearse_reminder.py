"""Somebody wants to see how a reminder of what is late looks: nothing else comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.transaction import Tx


@dataclass(frozen=True)
class RehearseReminder:
    """This person asks for it."""

    person: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.person


def rehearse_reminder(tx: Tx, command: RehearseReminder) -> None:
    """Wish for it in this transaction; asked for again before it came, it comes once. No step is taken by it."""
    route = f"person:{command.person}"
    wish = outbox.wish("test_reminder", route=route, subject=command.person, now=command.now, coalesced=True)
    outbox.want(tx, [wish])
