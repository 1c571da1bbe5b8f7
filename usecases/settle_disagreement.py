"""Two have judged the same without knowing of each other, and disagree: whoever answers for it says which was right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.eligibility import Person
from domain.errors import is_critical
from domain.ids import id_named
from domain.outputs import Output
from domain.refusals import Refused
from domain.second_looks import undoing
from storage.aftermath import reports_about
from storage.evidence import about, record
from storage.outputs import commitment_of, output_for_update
from storage.second_looks import SecondSaid, parties_to, second_said, settlers_of
from storage.tables import reports, second_settlements, votes
from storage.transaction import Tx
from storage.workflows import policy
from usecases.check_more import Wrong, check_more, hold_workflow_of
from usecases.notify import redraw_notices
from usecases.settle import settle
from usecases.take_back import TakeBack, take_back
from usecases.tell_aftermath import tell_reporter


@dataclass(frozen=True)
class SettleDisagreement:
    """What the owner, or the deputy, says: was the first verdict wrong? Final at once."""

    output_id: str
    person: Person
    was_wrong: bool
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def settle_disagreement(tx: Tx, command: SettleDisagreement) -> Output | Refused:
    """Settle it in this transaction, or refuse: `no_disagreement`, `disagreement_settled` (facts: `by`, `at`,
    `was_wrong`), `unknown_person`, `only_owner`, `own_disagreement` (who is a party to it says only that it was wrong).

    The first stands: nothing changes. It was wrong: what was approved and has not gone out is rejected, as by an
    objection that is upheld; what has gone out is `recalled`, as by a report that is confirmed, and put right by
    whoever says so, within `review_within`; what was stopped stays so.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    said = None if output is None else second_said(tx.conn, output.id)
    if output is None or said is None or said.settle_by is None:
        return Refused.of("no_disagreement")
    if not said.waits:
        return Refused.of(
            "disagreement_settled", by=said.settled_by, at=said.settled_at, was_wrong=said.was_wrong
        )
    if command.person.is_outdated(command.now):
        return Refused.of("unknown_person")
    judges = settlers_of(tx.conn, output, said, command.now)
    if command.person.user_id not in judges or command.person.kind != "member":
        return Refused.of("only_owner", judge=judges[0] if judges else None)
    if not command.was_wrong and command.person.user_id in parties_to(tx.conn, output, said):
        return Refused.of("own_disagreement")
    _write(tx, command, output, said)
    if command.was_wrong:
        way = undoing(output, said.first, said.verdict)
        if way == "objection":
            output = _stopped(tx, command, output, said)
        elif way == "report":
            output = _taken_back(tx, command, output, said)
    redraw_notices(tx, output.id, now=command.now)
    return output


def _write(tx: Tx, command: SettleDisagreement, output: Output, said: SecondSaid) -> None:
    row = {
        "output_id": output.id,
        "was_wrong": command.was_wrong,
        "person": command.person.user_id,
        "settled_at": command.now,
    }
    tx.conn.execute(insert(second_settlements).values(row))
    happening = about(
        output,
        "second_look.settled",
        at=command.now,
        actor=command.person.subject,
        commitment=commitment_of(tx.conn, output.id, output.content_sha256),
        was_wrong=command.was_wrong,
        first=said.first,
        second=said.verdict,
    )
    record(tx.conn, happening)


def _stopped(tx: Tx, command: SettleDisagreement, output: Output, said: SecondSaid) -> Output:
    """Let what the second said be an objection that is upheld: final at once."""
    vote_id = id_named("vote", "second", output.id)
    row = {
        "id": vote_id,
        "output_id": output.id,
        "sha256": output.current_sha256,
        "policy_id": output.policy_id,
        "person": said.person,
        "verdict": "reject",
        "reason": said.reason,
        "note": said.note,
        "via": "modal",
        "source": f"second:{output.id}",
        "acted_at": said.given_at,
        "recorded_at": command.now,
        "final_at": command.now,
    }
    tx.conn.execute(insert(votes).values(row))
    actor = command.person.subject
    record(tx.conn, about(output, "objection.upheld", at=command.now, actor=actor, vote=vote_id))
    return settle(tx, output, now=command.now, actor=actor)


def _taken_back(tx: Tx, command: SettleDisagreement, output: Output, said: SecondSaid) -> Output:
    """Let what the second said be a report by whoever confirms it, with all others that are open."""
    judge, now = command.person.user_id, command.now
    others = [report for report in reports_about(tx.conn, output.id) if report.state == "open"]
    report_id = id_named("rep", "second", output.id)
    critical = is_critical(said.reason) or any(report.critical for report in others)
    row = {
        "id": report_id,
        "output_id": output.id,
        "reported_by": judge,
        "via": "button",
        "note": said.note,
        "critical": is_critical(said.reason),
        "source": f"second:{output.id}",
        "reported_at": now,
    }
    tx.conn.execute(insert(reports).values(row))
    told = [report.id for report in others]
    answered = update(reports).where(reports.c.id.in_([report_id, *told]))
    tx.conn.execute(answered.values(state="confirmed", judged_by=judge, judged_at=now))
    commitment = commitment_of(tx.conn, output.id, output.current_sha256)
    happening = about(
        output,
        "report.confirmed",
        at=now,
        actor=command.person.subject,
        commitment=commitment,
        reports=[report_id, *told],
    )
    record(tx.conn, happening)
    rules = policy(tx.conn, output.policy_id)
    due_at = rules.working_hours.add(now, rules.review_within)
    asked = TakeBack(judge, judge, due_at, report_id, id_named("act", "second", output.id), now)
    recalled = take_back(tx, output, asked)
    check_more(tx, recalled, Wrong("report", now, critical=critical))
    for report in others:
        tell_reporter(tx, recalled, report, judge=judge, now=now)
    return recalled
