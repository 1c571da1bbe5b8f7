"""Nobody is asked for a second look any more: it was decided long ago, or came to an end without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.second_looks import IS_OPEN
from storage.tables import second_looks
from storage.transaction import Tx
from usecases.tell import redraw_card


@dataclass(frozen=True)
class EndSecondLook:
    """The clock says so."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def end_second_look(tx: Tx, command: EndSecondLook) -> bool:
    """Close it in this transaction; False if somebody has given it meanwhile. It counts for nothing."""
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return False
    closed = update(second_looks).where(second_looks.c.output_id == output.id, IS_OPEN)
    if tx.conn.execute(closed.values(closed_at=command.now)).rowcount != 1:
        return False
    record(tx.conn, about(output, "second_look.over", at=command.now, actor="clock"))
    redraw_card(tx, output, now=command.now, yields=True)
    return True
