"""The owner says whether what was reported is wrong: confirmed, it is taken back and somebody puts it right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, update

from domain.aftermath import PutRight, Report, ReportState, may_be_given_a_task
from domain.eligibility import Person
from domain.outputs import Output
from domain.refusals import Refused
from storage.aftermath import report_judges, reports_about
from storage.evidence import about, record
from storage.outputs import commitment_of, output_for_update, votes_of
from storage.tables import outputs, put_rights, reports
from storage.transaction import Tx
from usecases.notify import redraw_notices
from usecases.settle import Overtaken
from usecases.tell import redraw_card, tell_submitter
from usecases.tell_aftermath import tell_put_right, tell_reporter


@dataclass(frozen=True)
class Confirmation:
    """It was wrong, and this person puts it right by then."""

    person: Person
    due_at: datetime


@dataclass(frozen=True)
class JudgeReport:
    """What the owner, or the deputy in the owner's place, says of all open reports about one output.

    `confirmed` None: it was fine. `act_id` is a new id that names this act.
    """

    output_id: str
    person: Person
    confirmed: Confirmation | None
    act_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def judge_report(tx: Tx, command: JudgeReport) -> Output | Refused:
    """Answer the open reports in this transaction, or refuse and write nothing.

    Confirmed, the output is `recalled`, its submitter hears `output.reversed`, and a task is opened; else nothing
    changes but the reports. Refuses `no_report` (answered already; facts say by whom), `only_owner`, `unknown_person`,
    `not_a_member` for who cannot be given a task, `due_in_the_past`.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    told = reports_about(tx.conn, output.id)
    open_ones = [report for report in told if report.state == "open"]
    refused = _refusal(tx, command, output, told)
    if refused is not None:
        return refused
    _answer(tx, command, output, open_ones)
    if command.confirmed is not None:
        output = _take_back(tx, command, command.confirmed, output, open_ones[0])
    for report in open_ones:
        tell_reporter(tx, output, report, judge=command.person.user_id, now=command.now)
    redraw_notices(tx, output.id, now=command.now)
    return output


def _refusal(tx: Tx, command: JudgeReport, output: Output, told: list[Report]) -> Refused | None:
    if output.state != "released" or all(report.state != "open" for report in told):
        last = next((report for report in reversed(told) if report.judged_by is not None), None)
        if last is None:
            return Refused.of("no_report")
        return Refused.of("no_report", by=last.judged_by, at=last.judged_at, state=last.state)
    if command.person.is_outdated(command.now):
        return Refused.of("unknown_person")
    judges = report_judges(tx.conn, output, command.now)
    if command.person.user_id not in judges or command.person.kind != "member":
        return Refused.of("only_owner", judge=judges[0] if judges else None)
    given = command.confirmed
    if given is None:
        return None
    if given.due_at <= command.now:
        return Refused.of("due_in_the_past")
    return may_be_given_a_task(given.person, now=command.now)


def _answer(tx: Tx, command: JudgeReport, output: Output, open_ones: list[Report]) -> None:
    state: ReportState = "dismissed" if command.confirmed is None else "confirmed"
    answered = update(reports).where(reports.c.id.in_([report.id for report in open_ones]))
    tx.conn.execute(answered.values(state=state, judged_by=command.person.user_id, judged_at=command.now))
    happening = about(
        output,
        f"report.{state}",
        at=command.now,
        actor=command.person.subject,
        commitment=commitment_of(tx.conn, output.id, output.current_sha256),
        reports=[report.id for report in open_ones],
    )
    record(tx.conn, happening)


def _take_back(tx: Tx, command: JudgeReport, given: Confirmation, output: Output, report: Report) -> Output:
    moved = tx.conn.execute(
        update(outputs)
        .where(outputs.c.id == output.id, outputs.c.state == "released")
        .values(state="recalled")
    )
    if moved.rowcount != 1:
        raise Overtaken(output.id)
    recalled = replace(output, state="recalled")
    task = PutRight(
        output_id=output.id,
        report_id=report.id,
        person=given.person.user_id,
        due_at=given.due_at,
        opened_by=command.person.user_id,
        opened_at=command.now,
    )
    tx.conn.execute(insert(put_rights).values(vars(task)))
    actor = command.person.subject
    record(
        tx.conn,
        about(recalled, "output.reversed", at=command.now, actor=actor, report=report.id),
        about(
            recalled,
            "put_right.opened",
            at=command.now,
            actor=actor,
            person=given.person.subject,
            due_at=task.due_at,
        ),
    )
    settling = next(
        (vote for vote in votes_of(tx.conn, output.id) if vote.id == output.settled_by_vote), None
    )
    tell_submitter(tx, recalled, "output.reversed", now=command.now, vote=settling)
    redraw_card(tx, recalled, now=command.now)
    tell_put_right(tx, recalled, task, by=command.person.user_id, act_id=command.act_id, now=command.now)
    return recalled
