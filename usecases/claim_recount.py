"""Each night volumes are counted anew from the outputs: once, by one process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.inserting import add_if_new
from storage.tables import volume_checks
from storage.transaction import Tx


@dataclass(frozen=True)
class ClaimRecount:
    """The clock asks whether this night's count is still to be made."""

    night: date
    now: datetime


def claim_recount(tx: Tx, command: ClaimRecount) -> bool:
    """Say, in this transaction, whether it is for whoever asks to make: nobody else will."""
    row = {"night": command.night.isoformat(), "checked_at": command.now}
    return add_if_new(tx.conn, volume_checks, row)
