"""Somebody says what became of an output in use, and what it cost them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from domain.aftermath import Feedback, FeedbackKind, Report, ReportVia, may_report, not_gone_out
from domain.api_keys import is_by_hand
from domain.eligibility import Person
from domain.outputs import Output
from domain.refusals import Refused
from storage.aftermath import feedback_by_source, reports_about
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.tables import feedback, reports
from storage.transaction import Tx
from usecases.tell_aftermath import ask_about_report


@dataclass(frozen=True)
class GiveFeedback:
    """What is said, and who says it: a `person` looked up just now, or an API key (`person` None).

    `source` is the act's own name: the same act again changes nothing. `workflow` is the only one that the
    asker may know of, None for a person. `report_id` is used where it opens a report.
    """

    feedback_id: str
    report_id: str
    output_id: str
    kind: FeedbackKind
    given_by: str
    actor: str
    source: str
    via: ReportVia
    now: datetime
    person: Person | None = None
    workflow: str | None = None
    minutes: int | None = None
    team: str | None = None
    note: str | None = None
    critical: bool = False

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Given:
    """What was kept. `report` is the open report that a "wrong" opened or joined, None where there is none."""

    feedback: Feedback
    report: Report | None
    repeated: bool = False


def give_feedback(tx: Tx, command: GiveFeedback) -> Given | Refused:
    """Keep what was said, in this transaction. Only of what went out: `not_released`.

    "Wrong" opens a report, unless this very person has one open; of what was taken back already it opens none.
    Refuses `not_found`, `idempotency_mismatch` (this act has said something else), and whom `may_report` does.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None or output.kind != "real" or not _reached(command, output):
        return Refused.of("not_found")
    before = feedback_by_source(tx.conn, command.source)
    if before is not None:
        same = before == _feedback(command, before.id, before.given_at)
        report = _own_open_report(tx, command)
        return Given(before, report, repeated=True) if same else Refused.of("idempotency_mismatch")
    unfit = may_report(command.person, now=command.now) if command.person is not None else None
    refused = unfit or not_gone_out(output)
    if refused is not None:
        return refused
    said = _feedback(command, command.feedback_id, command.now)
    tx.conn.execute(insert(feedback).values(vars(said)))
    _record(tx, output, command, "feedback.given", kind=command.kind, minutes=command.minutes)
    if command.kind != "wrong" or output.state != "released":
        return Given(said, None)
    mine = _own_open_report(tx, command)
    report = _open_report(tx, output, command) if mine is None else _added_to(tx, mine, command)
    ask_about_report(tx, output, now=command.now)
    return Given(said, report)


def _reached(command: GiveFeedback, output: Output) -> bool:
    if command.workflow is None:
        return True
    return output.workflow == command.workflow and not is_by_hand(output.api_key_id)


def _feedback(command: GiveFeedback, feedback_id: str, at: datetime) -> Feedback:
    return Feedback(
        id=feedback_id,
        output_id=command.output_id,
        kind=command.kind,
        minutes=command.minutes,
        team=command.team,
        note=command.note,
        critical=command.critical,
        given_by=command.given_by,
        source=command.source,
        given_at=at,
    )


def _own_open_report(tx: Tx, command: GiveFeedback) -> Report | None:
    told = reports_about(tx.conn, command.output_id)
    mine = (report for report in told if report.reported_by == command.given_by and report.state == "open")
    return next(mine, None)


def _open_report(tx: Tx, output: Output, command: GiveFeedback) -> Report:
    report = Report(
        id=command.report_id,
        output_id=output.id,
        reported_by=command.given_by,
        via=command.via,
        note=command.note,
        critical=command.critical,
        source=command.source,
        reported_at=command.now,
    )
    tx.conn.execute(insert(reports).values(vars(report)))
    _record(tx, output, command, "report.opened", report=report.id)
    return report


def _added_to(tx: Tx, report: Report, command: GiveFeedback) -> Report:
    """Return the person's open report with their newest words; it never becomes less urgent."""
    said = replace(report, note=command.note or report.note, critical=command.critical or report.critical)
    changed = update(reports).where(reports.c.id == report.id)
    tx.conn.execute(changed.values(note=said.note, critical=said.critical))
    return said


def _record(tx: Tx, output: Output, command: GiveFeedback, action: str, **facts: Any) -> None:
    record(
        tx.conn,
        about(
            output,
            action,
            at=command.now,
            actor=command.actor,
            via=command.via,
            critical=command.critical,
            **facts,
        ),
    )
