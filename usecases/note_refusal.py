"""Somebody tried to judge and might not: the record says so, since it shows that the control worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person
from domain.outputs import Verdict, Via
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output as output_of
from storage.transaction import Tx


@dataclass(frozen=True)
class NoteRefusal:
    """Who tried what by which means, and why it did not count."""

    output_id: str
    person: Person
    verdict: Verdict
    via: Via
    refused: Refused
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def note_refusal(tx: Tx, command: NoteRefusal) -> None:
    """Add the attempt to the record, in this transaction; nothing else changes."""
    output = output_of(tx.conn, command.output_id)
    if output is None:
        return
    happening = about(
        output,
        "vote.refused",
        at=command.now,
        actor=command.person.subject,
        via=command.via,
        verdict=command.verdict,
        why=command.refused.code,
    )
    record(tx.conn, happening)
