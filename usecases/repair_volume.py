"""What the volume of an hour lacks, as against its outputs, is added, and never goes unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.volumes import HOUR, Stretch, Volume
from storage.rows import add_rows
from storage.tables import volume_repairs
from storage.transaction import Tx
from storage.volumes import add_volumes, count_volume, differences, rows_of
from storage.workflows import workflow_held_for_change


@dataclass(frozen=True)
class RepairVolume:
    """The volume of this hour of a workflow's was seen not to be what its outputs come to."""

    workflow: str
    hour: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def repair_volume(tx: Tx, command: RepairVolume) -> Volume | None:
    """Add what is missing, in this transaction, and note it; return that, None if nothing is missing any more."""
    # Of two who repair the same, the second sees what the first has added; nobody who hands in waits for either.
    workflow_held_for_change(tx.conn, command.workflow)
    # What this very transaction has counted so far is in the outputs already.
    add_volumes(tx)
    hour = Stretch(command.hour, command.hour + HOUR)
    missing = differences(tx.conn, [command.workflow], hour)
    for (slug, at), volume in missing.items():
        count_volume(tx, slug, at, volume)
    rows = [{**row, "repaired_at": command.now} for row in rows_of(missing)]
    add_rows(tx.conn, volume_repairs, rows)
    return next(iter(missing.values()), None)
