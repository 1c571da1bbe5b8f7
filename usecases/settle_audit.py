"""A look at what has gone out takes effect once it is final: good, it is kept; wrong, the output is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from domain.audits import AuditVote
from domain.errors import is_critical
from domain.ids import id_named
from domain.outputs import Output
from storage.aftermath import reports_about
from storage.audits import IS_AUDIT, IS_OPEN, audit_of
from storage.evidence import about, record
from storage.outputs import commitment_of, output_for_update
from storage.people import subject_of
from storage.tables import audit_votes, reports, reviews
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import policy, workflow
from usecases.check_more import Wrong, check_more, hold_workflow_of
from usecases.notify import redraw_notices
from usecases.settle_due import AT_ONCE
from usecases.take_back import TakeBack, take_back
from usecases.tell import redraw_card
from usecases.tell_aftermath import tell_reporter


@dataclass(frozen=True)
class SettleAudit:
    """The clock says that what somebody said of this output can no longer be undone."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def due_audits(conn: Connection, now: datetime) -> list[str]:
    """Return ids of at most 200 outputs about which something became final by `now`, in audits that are open."""
    due = (
        select(audit_votes.c.output_id)
        .join(reviews, reviews.c.output_id == audit_votes.c.output_id)
        .where(audit_votes.c.settled_at.is_(None), audit_votes.c.withdrawn_at.is_(None))
        .where(audit_votes.c.final_at <= now, IS_AUDIT, IS_OPEN)
        .order_by(audit_votes.c.final_at)
        .limit(AT_ONCE)
    )
    return list(dict.fromkeys(conn.execute(due).scalars()))


def settle_audit(tx: Tx, command: SettleAudit) -> Output | None:
    """Settle the audit if what counts in it is final, in this transaction; the output as it is, None if there is none.

    Good: the audit is closed and nothing else changes. Wrong: the output is `recalled`, its AI system hears
    `output.reversed`, open reports of it are confirmed, and its owner puts it right within `review_within`.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    audit = None if output is None else audit_of(tx.conn, output.id)
    if output is None or audit is None or not audit.is_open or output.state != "released":
        return output
    by = audit.by
    if by is None or by.final_at > command.now:
        return output
    closed = update(reviews).where(reviews.c.output_id == output.id, IS_AUDIT, IS_OPEN)
    tx.conn.execute(closed.values(closed_at=command.now))
    settled = update(audit_votes).where(audit_votes.c.id == by.id)
    tx.conn.execute(settled.values(settled_at=command.now))
    _record(tx, output, by, command.now)
    if by.verdict == "reject":
        return _wrong(tx, output, by, command.now)
    redraw_card(tx, output, now=command.now)
    return output


def _record(tx: Tx, output: Output, by: AuditVote, now: datetime) -> None:
    happening = about(
        output,
        "audit.failed" if by.verdict == "reject" else "audit.passed",
        at=now,
        actor=subject_of(tx.conn, by.person),
        commitment=commitment_of(tx.conn, output.id, by.sha256),
        vote=by.id,
    )
    record(tx.conn, happening)


def _wrong(tx: Tx, output: Output, by: AuditVote, now: datetime) -> Output:
    told = [report for report in reports_about(tx.conn, output.id) if report.state == "open"]
    if told:
        answered = update(reports).where(reports.c.id.in_([report.id for report in told]))
        tx.conn.execute(answered.values(state="confirmed", judged_by=by.person, judged_at=now))
    rules = policy(tx.conn, output.policy_id)
    asked = TakeBack(
        by=by.person,
        person=_who_puts_it_right(tx, output),
        due_at=rules.working_hours.add(now, rules.review_within),
        report_id=None,
        act_id=id_named("act", by.id),
        now=now,
    )
    recalled = take_back(tx, output, asked)
    critical = is_critical(by.reason) or any(report.critical for report in told)
    check_more(tx, recalled, Wrong("audit", now, critical=critical))
    for report in told:
        tell_reporter(tx, recalled, report, judge=by.person, now=now)
    redraw_notices(tx, recalled.id, now=now)
    return recalled


def _who_puts_it_right(tx: Tx, output: Output) -> str:
    """Return the owner, or the deputy where the owner has left."""
    found = workflow(tx.conn, output.workflow)
    assert found is not None
    return found.deputy if found.deputy is not None and is_gone(tx.conn, found.owner) else found.owner
