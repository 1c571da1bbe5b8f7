"""What waits for an owner's word is asked of who stands in, when the owner goes on leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.outputs import Output
from storage.aftermath import report_judges, reports_about
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.people import subject_of
from storage.places import OPEN
from storage.second_looks import UNSETTLED, second_said, settlers_of
from storage.tables import outputs, reports, second_verdicts, workflows
from storage.transaction import Tx
from usecases.notify import notify, redraw_notices
from usecases.tell import ask_about_objection, redraw_card


@dataclass(frozen=True)
class PassJudgingOn:
    """This person, who is away, was asked about an objection to this output, or a report of it."""

    output_id: str
    person: str
    leave_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def pass_judging_on(tx: Tx, command: PassJudgingOn) -> str | None:
    """Wish that whoever is asked now hears it, in this transaction; return who that is, None where it stays."""
    output = output_for_update(tx.conn, command.output_id)
    if output is not None:
        _pass_settling_on(tx, command, output)
    judges = () if output is None else report_judges(tx.conn, output, command.now)
    if output is None or not judges or judges[0] == command.person:
        return None
    is_reported = any(one.state == "open" for one in reports_about(tx.conn, output.id))
    if output.objection is None and not is_reported:
        return None
    if output.objection is not None:
        ask_about_objection(tx, output, now=command.now)
    if is_reported:
        notify(tx, output, "stand_in", about=command.leave_id, person=judges[0], now=command.now)
    redraw_card(tx, output, now=command.now)
    redraw_notices(tx, output.id, now=command.now)
    subject = subject_of(tx.conn, judges[0])
    record(tx.conn, about(output, "judging.passed_on", at=command.now, actor="clock", person=subject))
    return judges[0]


def _pass_settling_on(tx: Tx, command: PassJudgingOn, output: Output) -> None:
    """Wish that whoever stands in is asked which of two who disagree was right."""
    said = second_said(tx.conn, output.id)
    if said is None or not said.waits:
        return
    asked = settlers_of(tx.conn, output, said, command.now)
    if asked[0] != command.person:
        notify(tx, output, "disagreement", about=command.leave_id, person=asked[0], now=command.now)
        redraw_notices(tx, output.id, now=command.now)


def waiting_for_word(conn: Connection, person: str) -> list[str]:
    """Return the outputs of this person's own workflows that somebody objects to, that are reported as wrong, or about
    which two reviewers disagree.
    """
    mine = select(outputs.c.id).join(workflows, workflows.c.slug == outputs.c.workflow)
    mine = mine.where(workflows.c.owner == person)
    objected = mine.where(OPEN, outputs.c.objection.is_not(None))
    reported = mine.join(reports, reports.c.output_id == outputs.c.id).where(reports.c.state == "open")
    disagreed = mine.join(second_verdicts, second_verdicts.c.output_id == outputs.c.id).where(UNSETTLED)
    return sorted({one for found in (objected, reported, disagreed) for one in conn.execute(found).scalars()})
