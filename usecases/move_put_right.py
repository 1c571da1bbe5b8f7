"""What somebody has to put right passes to who answers for it, or stands in, when they go away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.evidence import about, record
from storage.leave import away
from storage.outputs import output_for_update
from storage.people import subject_of
from storage.put_rights import put_right_of
from storage.tables import people, put_rights
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import workflow
from usecases.escalate_overdue import hand_on_late
from usecases.notify import redraw_notices
from usecases.tell import redraw_card
from usecases.tell_aftermath import tell_put_right


@dataclass(frozen=True)
class MovePutRight:
    """This person, who is away or has left, has to put this output right. `act_id` names the act."""

    output_id: str
    person: str
    act_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def move_put_right(tx: Tx, command: MovePutRight) -> str | None:
    """Give the task to the owner, or else to the deputy, in this transaction; return who has it now.

    None where it stays: it is done, it is somebody else's by now, or neither of them is there.
    """
    output, task = output_for_update(tx.conn, command.output_id), put_right_of(tx.conn, command.output_id)
    live = None if output is None else workflow(tx.conn, output.workflow)
    if output is None or live is None or task is None:
        return None
    if task.done_at is not None or task.person != command.person:
        return None
    others = [one for one in (live.owner, live.deputy) if one is not None and one != command.person]
    gone = away(tx.conn, others, command.now)
    to = next((one for one in others if one not in gone and not is_gone(tx.conn, one)), None)
    if to is None:
        return None
    own = (put_rights.c.output_id == output.id) & put_rights.c.done_at.is_(None)
    tx.conn.execute(update(put_rights).where(own).values(person=to))
    hand_on_late(tx, output.id, command.person, to, now=command.now)
    happening = about(
        output, "put_right.handed_over", at=command.now, actor="clock", person=subject_of(tx.conn, to)
    )
    record(tx.conn, happening)
    redraw_card(tx, output, now=command.now, yields=True)
    redraw_notices(tx, output.id, now=command.now)
    handed = replace(task, person=to)
    tell_put_right(tx, output, handed, by=command.person, act_id=command.act_id, now=command.now)
    return to


def tasks_of(conn: Connection, person: str) -> list[str]:
    """Return the outputs that this person has to put right."""
    open_ones = select(put_rights.c.output_id).where(
        put_rights.c.person == person, put_rights.c.done_at.is_(None)
    )
    return list(conn.execute(open_ones.order_by(put_rights.c.output_id)).scalars())


def tasks_of_the_gone(conn: Connection) -> list[tuple[str, str]]:
    """Return (person, output) of what is to be put right by somebody who has left the company."""
    found = (
        select(put_rights.c.person, put_rights.c.output_id)
        .join(people, people.c.user_id == put_rights.c.person)
        .where(people.c.kind != "member", put_rights.c.done_at.is_(None))
        .order_by(put_rights.c.output_id)
    )
    return [(row.person, row.output_id) for row in conn.execute(found)]
