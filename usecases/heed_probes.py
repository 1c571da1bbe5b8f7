"""Too few planted mistakes are caught: what people have judged so counts no more, and everything is checked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.probes import Noticed
from storage.noticing import noticing
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.change_stage import StartOver, start_over


@dataclass(frozen=True)
class HeedProbes:
    """The clock has found that too few were caught, when `before` a signature and `since` then it was so many."""

    workflow: str
    before: Noticed
    since: Noticed
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def heed_probes(tx: Tx, command: HeedProbes) -> bool:
    """Let everything be checked again in this transaction, by people and with evidence begun anew; say whether.

    It is not if anything else is known by now: the clock looks again.
    """
    live = workflow_for_update(tx.conn, command.workflow)
    found = None if live is None else noticing(tx.conn, command.workflow, command.now)
    if live is None or found is None or (found.before, found.since) != (command.before, command.since):
        return False
    since = command.since
    # How many were caught is told of what has been told of all together, or not at all.
    caught = since.caught if found.told.may_be_shown and found.told.planted == since.planted else None
    numbers = {"planted": since.planted, "caught": caught}
    over = StartOver("probes", "drift", command.now, trial_id=live.trial_id, numbers=numbers)
    return start_over(tx, live, over) is not live
