"""The task to put something right goes to somebody else; the deadline stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from domain.aftermath import PutRight, may_be_given_a_task
from domain.eligibility import Person
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.put_rights import put_right_of
from storage.tables import put_rights
from storage.transaction import Tx
from usecases.escalate_overdue import hand_on_late
from usecases.finish_put_right import may_act_on
from usecases.notify import redraw_notices
from usecases.tell import redraw_card
from usecases.tell_aftermath import tell_put_right


@dataclass(frozen=True)
class HandOverPutRight:
    """Who hands it to whom. `act_id` is a new id that names this act."""

    output_id: str
    person: Person
    to: Person
    act_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def hand_over_put_right(tx: Tx, command: HandOverPutRight) -> PutRight | Refused:
    """Make `to` the one who puts it right, in this transaction; to who has it already, nothing changes.

    Refuses as `finish_put_right`, and `not_a_member` for who cannot be given a task.
    """
    output = output_for_update(tx.conn, command.output_id)
    task = put_right_of(tx.conn, command.output_id)
    if output is None or task is None:
        return Refused.of("not_found")
    refused = may_act_on(tx, output, task, command.person, now=command.now)
    refused = refused or may_be_given_a_task(command.to, now=command.now)
    if refused is not None or task.person == command.to.user_id:
        return refused or task
    handed = replace(task, person=command.to.user_id)
    tx.conn.execute(
        update(put_rights)
        .where(put_rights.c.output_id == output.id, put_rights.c.done_at.is_(None))
        .values(person=handed.person)
    )
    hand_on_late(tx, output.id, task.person, handed.person, now=command.now)
    happening = about(
        output,
        "put_right.handed_over",
        at=command.now,
        actor=command.person.subject,
        person=command.to.subject,
    )
    record(tx.conn, happening)
    redraw_card(tx, output, now=command.now)
    redraw_notices(tx, output.id, now=command.now)
    tell_put_right(tx, output, handed, by=command.person.user_id, act_id=command.act_id, now=command.now)
    return handed
