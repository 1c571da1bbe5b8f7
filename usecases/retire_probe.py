"""A planted mistake is taken out: nobody is shown it any more, and what was said of it stays counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person
from domain.refusals import Refused
from storage.evidence import Happening, record
from storage.probes import probe
from storage.tables import probes
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.pause_workflow import may_resume


@dataclass(frozen=True)
class RetireProbe:
    """Who takes out which one. The person was looked up just before."""

    probe_id: str
    workflow: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def retire_probe(tx: Tx, command: RetireProbe) -> bool | Refused:
    """Take it out in this transaction; False where it is out already. Whoever made it may, and who answers for it.

    Refuses `not_found` for no such probe there, and `only_owner`.
    """
    live = workflow_for_update(tx.conn, command.workflow)
    found = probe(tx.conn, command.probe_id)
    if live is None or found is None or found.workflow != live.slug:
        return Refused.of("not_found")
    if command.person.user_id != found.made_by and not may_resume(live, command.person.user_id):
        return Refused.of("only_owner", judge=live.owner)
    if found.retired_at is not None:
        return False
    tx.conn.execute(update(probes).where(probes.c.id == found.id).values(retired_at=command.now))
    happening = Happening(
        "probe.retired",
        command.now,
        command.person.subject,
        workflow=live.slug,
        policy_version=live.policy_version,
        facts={"probe": found.id},
    )
    record(tx.conn, happening)
    return True
