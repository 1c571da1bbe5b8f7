"""The owner says whether what was reported is wrong: confirmed, it is taken back and somebody puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.aftermath import Report, ReportState, may_be_given_a_task
from domain.eligibility import Person
from domain.outputs import Output
from domain.refusals import Refused
from storage.aftermath import report_judges, reports_about
from storage.evidence import about, record
from storage.outputs import commitment_of, output_for_update
from storage.tables import outbox, reports
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.check_more import Wrong, check_more, hold_workflow_of
from usecases.notify import redraw_notices
from usecases.take_back import TakeBack, take_back
from usecases.tell_aftermath import tell_reporter
from usecases.tell_over import TellOver, tell_over


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
    hold_workflow_of(tx, command.output_id)
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
        given = command.confirmed
        by, person = command.person.user_id, given.person.user_id
        asked = TakeBack(by, person, given.due_at, open_ones[0].id, command.act_id, command.now)
        output = take_back(tx, output, asked)
        critical = any(report.critical for report in open_ones)
        check_more(tx, output, Wrong("report", command.now, critical=critical))
    for report in open_ones:
        tell_reporter(tx, output, report, judge=command.person.user_id, now=command.now)
        _say_that_it_is_answered(tx, output, report, command.now)
    redraw_notices(tx, output.id, now=command.now)
    return output


def _say_that_it_is_answered(tx: Tx, output: Output, report: Report, now: datetime) -> None:
    """Let reminders of the report say so, whoever had them; none where they are still to come."""
    to_come = (outbox.c.kind == "late_report") & (outbox.c.subject == report.id) & (outbox.c.due_at > now)
    if tx.conn.execute(select(outbox.c.id).where(to_come).limit(1)).first() is not None:
        return
    live = workflow(tx.conn, output.workflow)
    people = [] if live is None else [one for one in (live.owner, live.deputy) if one is not None]
    facts = {"title": output.title or output.workflow}
    about = f"latereport:{report.id}"
    tell_over(tx, TellOver("late_report", about, report.reported_at, people, now, facts=facts))


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
