"""What has gone out and was wrong is taken back, its AI system told, and somebody puts it right, by a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, update

from domain.aftermath import PutRight
from domain.outputs import Output
from domain.volumes import Volume, is_drawn
from storage.evidence import about, record
from storage.outputs import votes_of
from storage.people import subject_of
from storage.tables import outputs, put_rights, reviews
from storage.transaction import Tx
from storage.volumes import count_volume
from usecases.settle import Overtaken
from usecases.tell import redraw_card, tell_submitter
from usecases.tell_aftermath import tell_put_right


@dataclass(frozen=True)
class TakeBack:
    """Who says that the output was wrong (`by`, a Slack id), and who puts it right by when.

    `report_id` is the report that was confirmed; None where an audit found it. `act_id` is a new id for this act.
    """

    by: str
    person: str
    due_at: datetime
    report_id: str | None
    act_id: str
    now: datetime


def take_back(tx: Tx, output: Output, command: TakeBack) -> Output:
    """Return the released output as `recalled`, with its task opened, in this transaction.

    The caller holds the output for update. An audit of it that is open is done with: it is known to be wrong.
    """
    now = command.now
    moved = tx.conn.execute(
        update(outputs)
        .where(outputs.c.id == output.id, outputs.c.state == "released")
        .values(state="recalled")
    )
    if moved.rowcount != 1:
        raise Overtaken(output.id)
    if not is_drawn(output):
        count_volume(tx, output.workflow, output.submitted_at, Volume(reported=1))
    audit = update(reviews).where(reviews.c.output_id == output.id, reviews.c.kind == "audit")
    tx.conn.execute(audit.where(reviews.c.closed_at.is_(None)).values(closed_at=now))
    recalled = replace(output, state="recalled")
    task = PutRight(
        output_id=output.id,
        report_id=command.report_id,
        person=command.person,
        due_at=command.due_at,
        opened_by=command.by,
        opened_at=now,
    )
    tx.conn.execute(insert(put_rights).values(vars(task)))
    actor, to = subject_of(tx.conn, command.by), subject_of(tx.conn, command.person)
    found_by = {"audit": True} if command.report_id is None else {"report": command.report_id}
    record(
        tx.conn,
        about(recalled, "output.reversed", at=now, actor=actor, **found_by),
        about(recalled, "put_right.opened", at=now, actor=actor, person=to, due_at=task.due_at),
    )
    settling = next(
        (vote for vote in votes_of(tx.conn, output.id) if vote.id == output.settled_by_vote), None
    )
    tell_submitter(tx, recalled, "output.reversed", now=now, vote=settling)
    redraw_card(tx, recalled, now=now)
    tell_put_right(tx, recalled, task, by=command.by, act_id=command.act_id, now=now)
    return recalled
