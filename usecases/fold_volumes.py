"""What transactions have counted is folded into the hours that it belongs to, a few hundred deltas at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from domain.volumes import Volume
from storage.rows import add_rows
from storage.tables import volume_deltas, volumes
from storage.transaction import Tx
from storage.volumes import COUNTS, as_volume, rows_of

AT_ONCE = 500
_ADDED = ", ".join(f"{name} = volumes.{name} + excluded.{name}" for name in COUNTS)


@dataclass(frozen=True)
class FoldVolumes:
    """The clock asks. Several processes may fold at once: each takes deltas that no other has taken."""

    claims = True


def fold_volumes(tx: Tx, _: FoldVolumes) -> int:
    """Fold the oldest deltas in this transaction; return how many, `AT_ONCE` where there may be more.

    Only here rows of volumes change: last in their transaction, all in one order, and never by whoever hands in.
    """
    ids = (
        select(volume_deltas.c.id)
        .order_by(volume_deltas.c.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = list(tx.conn.execute(ids).scalars())
    if not taken:
        return 0
    found = tx.conn.execute(
        delete(volume_deltas).where(volume_deltas.c.id.in_(taken)).returning(*volume_deltas.c)
    )
    summed: dict[tuple[str, datetime], Volume] = {}
    for row in found:
        summed.setdefault((row.workflow, row.hour), Volume()).add(as_volume(row))
    add_rows(tx.conn, volumes, rows_of(summed), on_conflict=f"(workflow, hour) DO UPDATE SET {_ADDED}")
    return len(taken)
