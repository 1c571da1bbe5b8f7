"""Somebody wants to see their weekly message as it would come now: nothing is recorded as sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.transaction import Tx
from storage.weekly_readers import own_weeklies


@dataclass(frozen=True)
class RehearseDigest:
    """This person asks for it."""

    person: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return f"~{self.person}"


def rehearse_digest(tx: Tx, command: RehearseDigest) -> int:
    """Wish for each that is theirs, in this transaction, and return how many there are: the leaders' for who leads, and
    their own for who answers for something. Asked for again before it came, it comes once.
    """
    weeklies = own_weeklies(tx.conn, command.person, command.now)
    route = f"person:{command.person}"
    wishes = [
        outbox.wish(
            "test_digest",
            route=route,
            subject=f"{of}:{command.person}",
            now=command.now,
            coalesced=True,
        )
        for of in weeklies
    ]
    outbox.want(tx, wishes)
    return len(wishes)
