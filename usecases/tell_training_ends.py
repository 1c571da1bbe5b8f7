"""Too few may decide in a workflow soon, since training runs out: who can sign somebody in hears it in time, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.answering import named_leaders, who_answers
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.training_ends import audience_of, training_ends
from storage.transaction import Tx


@dataclass(frozen=True)
class TellTrainingEnds:
    """The clock says that training runs out in this workflow."""

    workflow: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def tell_training_ends(tx: Tx, command: TellTrainingEnds) -> bool:
    """Wish, in this transaction, that the owner hears it, the deputy where the owner is away or has left, or those who
    lead; False where that was done for this end, or it does not end.
    """
    found = training_ends(tx.conn, command.workflow, command.now)
    if found is None:
        return False
    live, period = found.workflow, found.until_at.isoformat()
    if not add_digests(tx.conn, audience_of(live.slug), [period], "issued", now=command.now):
        return False
    who = who_answers(tx.conn, live, command.now)
    told = [who] if who is not None else named_leaders(tx.conn, command.now)
    outbox.want(tx, [_wish(live.slug, person, command.now) for person in told])
    happening = Happening(
        "training.ends",
        command.now,
        "clock",
        workflow=live.slug,
        policy_version=live.policy_version,
        facts={"until": found.until_at},
    )
    record(tx.conn, happening)
    return True


def _wish(slug: str, person: str, now: datetime) -> dict[str, object]:
    payload = {"person": person}
    return outbox.wish("training_ends", route=f"person:{person}", subject=slug, now=now, payload=payload)
