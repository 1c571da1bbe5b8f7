"""A person takes back what they said of something that has gone out, while its minute runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.audits import AuditVote
from domain.eligibility import Person
from domain.refusals import Refused
from storage.audits import audit_of
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.tables import audit_votes
from storage.transaction import Tx
from usecases.settle_audit import SettleAudit, settle_audit
from usecases.tell import redraw_card


@dataclass(frozen=True)
class UndoAudit:
    """A press of *Undo*; or a ✅ taken off, with what the sources of that reaction's votes begin with (`made_by`)."""

    output_id: str
    person: Person
    now: datetime
    made_by: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def undo_audit(tx: Tx, command: UndoAudit) -> AuditVote | Refused:
    """Withdraw what the person said, in this transaction, or refuse: `not_yours`, `nothing_to_undo`.

    What others had said before counts again. A ✅ taken off withdraws only what that very reaction said.
    """
    judged = output_for_update(tx.conn, command.output_id)
    audit = None if judged is None else audit_of(tx.conn, judged.id)
    if judged is None or audit is None:
        return Refused.of("not_found")
    pending = [vote for vote in audit.votes if vote.withdrawn_at is None and vote.final_at > command.now]
    own = next((vote for vote in pending if vote.person == command.person.user_id), None)
    if own is None or not audit.is_open or not _made_so(tx, command, own):
        others = command.made_by is None and own is None and bool(pending) and audit.is_open
        return Refused.of("not_yours", by=pending[0].person) if others else Refused.of("nothing_to_undo")
    withdrawn = update(audit_votes).where(audit_votes.c.id == own.id)
    tx.conn.execute(withdrawn.values(withdrawn_at=command.now))
    actor = command.person.subject
    record(tx.conn, about(judged, "audit.undone", at=command.now, actor=actor, via=own.via, vote=own.id))
    settle_audit(tx, SettleAudit(judged.id, command.now))
    redraw_card(tx, judged, now=command.now)
    return own


def _made_so(tx: Tx, command: UndoAudit, own: AuditVote) -> bool:
    if command.made_by is None:
        return True
    source = select(audit_votes.c.source).where(audit_votes.c.id == own.id)
    return own.verdict == "approve" and str(tx.conn.execute(source).scalar_one()).startswith(command.made_by)
