"""The owner settles an objection: upheld, the output is rejected; overruled, the approvals count again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person
from domain.judging import objections
from domain.outputs import Output
from domain.refusals import Refused
from storage.aftermath import report_judges
from storage.evidence import about, record
from storage.outputs import output_for_update, votes_of
from storage.tables import votes
from storage.transaction import Tx
from usecases.check_more import hold_workflow_of
from usecases.settle import settle


@dataclass(frozen=True)
class SettleObjection:
    """What the owner (or the deputy in the owner's place) says of an objection, final at once.

    `objection` is the vote that was put before them; None: whichever is open.
    """

    output_id: str
    person: Person
    upheld: bool
    now: datetime
    objection: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def settle_objection(tx: Tx, command: SettleObjection) -> Output | Refused:
    """Settle the open objection in this transaction, or refuse: `no_objection`, `unknown_person`, `only_owner`.

    The deputy settles what the owner approved, asked for, or owns the key of, and all of it while they are on leave.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    if output.objection is None or command.objection not in (None, output.objection):
        return Refused.of("no_objection")
    cast = votes_of(tx.conn, output.id)
    judges = report_judges(tx.conn, output, command.now)
    if command.person.is_outdated(command.now):
        return Refused.of("unknown_person")
    if command.person.user_id not in judges or command.person.kind != "member":
        return Refused.of("only_owner", judge=judges[0] if judges else None)
    if command.upheld:
        tx.conn.execute(update(votes).where(votes.c.id == output.objection).values(final_at=command.now))
    else:
        void = update(votes).where(votes.c.id.in_([vote.id for vote in objections(cast)]))
        tx.conn.execute(void.values(voided_at=command.now, void_why="overruled"))
    action = "objection.upheld" if command.upheld else "objection.overruled"
    happening = about(output, action, at=command.now, actor=command.person.subject, vote=output.objection)
    record(tx.conn, happening)
    return settle(tx, replace(output, objection=None), now=command.now, actor=command.person.subject)
