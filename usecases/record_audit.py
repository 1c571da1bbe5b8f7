"""Somebody looks at what has gone out already, and says whether it was good enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.audits import AuditVerdict, AuditVote
from domain.eligibility import Person, may_decide
from domain.outputs import Output, Via
from domain.policy import Policy
from domain.refusals import Refused
from storage.audits import Audit, audit_of, audit_vote_by_source
from storage.cards import card_of
from storage.evidence import about, record
from storage.outputs import commitment_of, has_read, output
from storage.people import roster_of
from storage.tables import audit_votes
from storage.transaction import Tx
from storage.workflows import policy
from usecases.settle_audit import SettleAudit, settle_audit
from usecases.tell import redraw_card


@dataclass(frozen=True)
class RecordAudit:
    """What a person said, as for a vote: `source` is the act's own name, `sha256` the text they saw (None for a
    card). The person's facts were looked up just before.
    """

    vote_id: str
    output_id: str
    person: Person
    verdict: AuditVerdict
    via: Via
    source: str
    acted_at: datetime
    now: datetime
    sha256: str | None = None
    reason: str | None = None
    note: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Audited:
    """What was said, and the output as it is now. `repeated`: this very act was recorded before."""

    vote: AuditVote
    output: Output
    repeated: bool = False


def record_audit(tx: Tx, command: RecordAudit) -> Audited | Refused:
    """Record what the person says in the output's audit, in this transaction, or refuse and write nothing.

    One-click verdicts can be undone as long as a decision can, modals are final at once. Nobody audits who might not
    decide it. A rejection takes the place of others' approvals while those can be undone, and nothing else of
    anybody's. What had become final by now takes effect first, whether or not the clock has come by. Refuses
    `not_found` where there is no audit, `already_decided` (facts: `by`, `at`).
    """
    judged = settle_audit(tx, SettleAudit(command.output_id, command.now))
    audit = None if judged is None else audit_of(tx.conn, judged.id)
    if judged is None or audit is None:
        return Refused.of("not_found")
    if (seen := audit_vote_by_source(tx.conn, command.source)) is not None:
        return Audited(seen, judged, repeated=True)
    rules = policy(tx.conn, judged.policy_id)
    refused = (
        _too_late(judged, audit)
        or may_decide(
            command.person, roster_of(tx.conn, judged.workflow, command.now), judged, now=command.now
        )
        or _wrong_means(command, rules)
        or _overtaken(command, audit)
        or _unread(tx, command, judged)
    )
    if refused is not None:
        return refused
    _replace_own(tx, command, audit)
    vote = _write(tx, command, judged, rules)
    settle_audit(tx, SettleAudit(judged.id, command.now))
    redraw_card(tx, judged, now=command.now)
    return Audited(vote, output(tx.conn, judged.id) or judged)


def _too_late(judged: Output, audit: Audit) -> Refused | None:
    if judged.state != "released":
        return Refused.of("already_reversed")
    by = audit.by
    if audit.is_open:
        return None
    return Refused.of("already_decided", **({} if by is None else {"by": by.person, "at": by.acted_at}))


def _wrong_means(command: RecordAudit, rules: Policy) -> Refused | None:
    refused = command.via == "reaction" and not rules.accept_reactions
    return Refused.of("reactions_off") if refused else None


def _overtaken(command: RecordAudit, audit: Audit) -> Refused | None:
    by = audit.by
    if by is None:
        return None
    if by.person == command.person.user_id:
        same = by.verdict == command.verdict
        return Refused.of("already_voted", verdict=by.verdict, at=by.acted_at) if same else None
    if by.verdict == "approve" and command.verdict == "reject":
        return None
    return Refused.of("already_decided", by=by.person, at=by.acted_at)


def _unread(tx: Tx, command: RecordAudit, judged: Output) -> Refused | None:
    if command.sha256 not in (None, judged.current_sha256):
        return Refused.of("text_changed")
    if command.verdict == "reject" or command.via == "modal":
        return None
    return None if has_read(tx.conn, judged, command.person.user_id) else Refused.of("text_unread")


def _replace_own(tx: Tx, command: RecordAudit, audit: Audit) -> None:
    own = [one.id for one in audit.votes if one.person == command.person.user_id and one.withdrawn_at is None]
    if own:
        withdrawn = update(audit_votes).where(audit_votes.c.id.in_(own))
        tx.conn.execute(withdrawn.values(withdrawn_at=command.now))


def _write(tx: Tx, command: RecordAudit, judged: Output, rules: Policy) -> AuditVote:
    vote = AuditVote(
        id=command.vote_id,
        output_id=judged.id,
        sha256=judged.current_sha256,
        person=command.person.user_id,
        verdict=command.verdict,
        reason=command.reason,
        note=command.note,
        via=command.via,
        acted_at=command.acted_at,
        recorded_at=command.now,
        final_at=command.now if command.via == "modal" else command.now + rules.undo,
    )
    tx.conn.execute(
        insert(audit_votes).values(**vars(vote), policy_id=judged.policy_id, source=command.source)
    )
    card = card_of(tx.conn, judged.id)
    happening = about(
        judged,
        "audit.recorded",
        at=command.now,
        actor=command.person.subject,
        via=command.via,
        commitment=commitment_of(tx.conn, judged.id, vote.sha256),
        vote=vote.id,
        verdict=vote.verdict,
        reason=vote.reason,
        shown=None if card is None else card.shown,
        final_at=vote.final_at,
        groups=sorted(command.person.groups),
    )
    record(tx.conn, happening)
    return vote
