"""The submitter takes back an output that has not gone out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, update

from domain.api_keys import reaches
from domain.outputs import UNRELEASED, Output, State
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output_for_update, released_at
from storage.tables import approvals, outputs, votes
from storage.transaction import Tx
from usecases.close_question import close_question
from usecases.close_review import close_review
from usecases.tell import redraw_card


@dataclass(frozen=True)
class RecallOutput:
    """The AI system no longer wants this output judged or released."""

    output_id: str
    workflow: str
    key_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def recall_output(tx: Tx, command: RecallOutput) -> Output | Refused:
    """Make the output `recalled` in this transaction; asked again, answer the same.

    Refuses `already_released` (people take back what has gone out) and `already_final`.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None or not reaches(command.key_id, command.workflow, output):
        return Refused.of("not_found")
    if output.state == "recalled":
        return output
    if output.state == "released":
        return Refused.of("already_released", at=released_at(tx.conn, output.id), act="recall")
    if output.state not in UNRELEASED:
        return Refused.of("already_final", state=output.state, by=None, at=output.settled_at)
    return end_output(tx, output, "recalled", now=command.now, actor=f"key:{command.key_id}")


def end_output(tx: Tx, output: Output, state: State, *, now: datetime, actor: str) -> Output:
    """Return an unreleased output brought to a final state without a decision; its votes are void.

    For recalled, superseded and expired. In this transaction; the caller holds the output for update.
    """
    tx.conn.execute(delete(approvals).where(approvals.c.output_id == output.id))
    standing = update(votes).where(
        votes.c.output_id == output.id, votes.c.withdrawn_at.is_(None), votes.c.voided_at.is_(None)
    )
    tx.conn.execute(standing.values(voided_at=now, void_why=state))
    tx.conn.execute(
        update(outputs)
        .where(outputs.c.id == output.id, outputs.c.state == output.state)
        .values(state=state, settles_at=None, settled_at=now, objection=None)
    )
    close_review(tx, output, now=now)
    ended = replace(output, state=state, settles_at=None, settled_at=now, objection=None)
    ended = close_question(tx, ended, now=now, actor=actor)
    record(tx.conn, about(output, f"output.{state}", at=now, actor=actor))
    redraw_card(tx, ended, now=now, yields=True)
    tx.changed.add(output.id)
    return ended
