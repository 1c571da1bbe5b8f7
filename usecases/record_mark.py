"""A reaction came or went: kept as the last word of one person and one emoji, and judged by what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import update

from domain.announcements import stamp
from domain.audits import AuditVerdict, AuditVote
from domain.eligibility import Person
from domain.judging import is_newer
from domain.outputs import Output, Verdict, Vote
from domain.refusals import Refused
from storage.audits import Audit, audit_of
from storage.evidence import about, record
from storage.marks import Mark, Word, say_of_mark
from storage.moved_channels import first_id_of
from storage.outputs import output as output_of
from storage.outputs import output_for_update, votes_of
from storage.tables import votes
from storage.transaction import Tx
from usecases.check_more import hold_workflow_of
from usecases.finish_event import FinishEvent, finish_event
from usecases.note_refusal import NoteRefusal, note_refusal
from usecases.offer_fix import OfferFix, offer_fix
from usecases.record_audit import Audited, RecordAudit, record_audit
from usecases.record_vote import RecordVote, Voted, record_vote
from usecases.refused_on_past_card import refused_on_past_card
from usecases.settle_audit import SettleAudit, settle_audit
from usecases.take_review import TakeReview, take_review
from usecases.tell import redraw_card, whisper
from usecases.tell_aftermath import question_after_release
from usecases.undo_audit import UndoAudit, undo_audit
from usecases.withdraw_vote import WithdrawApproval, Withdrawn, withdraw_approval

Meaning = Literal["approve", "reject", "take", "tidy", "wrong"]


@dataclass(frozen=True)
class RecordMark:
    """One reaction event. `name` is canonical (no skin tone, no alias); `event_ts` is Slack's stamp as sent.

    `vote_id` is used if the mark turns out to be a vote. `inbox_id` is the stored event that this deals with.
    `found`: no event told of it, it was seen in Slack later. Its stamp is then one that every real event beats.
    `named_after` is the id that the channel had at first, None: always this one. What somebody said keeps its name.
    """

    output_id: str
    channel_id: str
    ts: str
    person: Person
    name: str
    meaning: Meaning
    present: bool
    event_ts: str
    acted_at: datetime
    vote_id: str
    now: datetime
    inbox_id: int | None = None
    found: bool = False
    named_after: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id

    @property
    def mark(self) -> str:
        """Return what the names of all acts of putting this mark begin with."""
        return f"reaction:{self.named_after or self.channel_id}:{self.ts}:{self.person.user_id}:{self.name}:"

    @property
    def source(self) -> str:
        """Return the name of the act of putting this mark at this stamp."""
        return f"{self.mark}{self.event_ts}"


@dataclass(frozen=True)
class Stale:
    """What the person said later was heard before; nothing was done."""


Outcome = Voted | Withdrawn | Audited | AuditVote | Output | Refused | Stale | None


def record_mark(tx: Tx, command: RecordMark) -> Outcome:
    """Keep the mark and do what it means, in this transaction; None where it means nothing (yet).

    Unlike elsewhere, a refusal here has written something: the mark itself, so that the card can say which
    marks do not count, and the private line that says why. Events may come twice and in any order: what one
    person's marks come to is the same in the end. The stored event is done with in the same transaction.
    """
    # Before the mark, as every use case takes the output first: two that took them in turn could wait in a circle.
    hold_workflow_of(tx, command.output_id)
    output_for_update(tx.conn, command.output_id)
    command = replace(command, named_after=first_id_of(tx.conn, command.channel_id))
    outcome = _judge(tx, command)
    if command.found and not isinstance(outcome, Stale):
        _note_found(tx, command)
    if isinstance(outcome, Refused) and outcome.code not in _SILENT:
        _say(tx, command, f"refused.{outcome.code}", outcome.facts)
        _note(tx, command, outcome)
    elif isinstance(outcome, Voted) and outcome.ahead is not None and not outcome.repeated:
        _say(tx, command, "vote.behind", behind_facts(outcome.ahead))
    if command.inbox_id is not None:
        finish_event(tx, FinishEvent(command.inbox_id, outcome_name(outcome), command.now))
    return outcome


# What a person need not hear: it is what they wanted already, or they are not one.
_SILENT = frozenset({"already_voted", "nothing_to_undo", "not_found", "is_bot", "is_deactivated"})


def outcome_name(outcome: object) -> str:
    """Return a word for the record of the stored event: a refusal's code, or what was done."""
    if isinstance(outcome, Refused):
        return outcome.code
    return "nothing" if outcome is None else type(outcome).__name__.lower()


def _judge(tx: Tx, command: RecordMark) -> Outcome:
    mark = Mark(command.channel_id, command.ts, command.person.user_id, command.name)
    word = Word(command.event_ts, command.present)
    before = say_of_mark(tx.conn, mark, word)
    if before is not None and before.stamp >= word.stamp:
        return Stale() if before.stamp == word.stamp else _came_late(tx, command, before)
    if not command.present:
        return _taken_off(tx, command)
    outcome = _put_on(tx, command)
    if isinstance(outcome, Refused):
        _redraw(tx, command)
    return outcome


def _came_late(tx: Tx, command: RecordMark, newest: Word) -> Outcome:
    """Catch up with an older word on a mark. It is still what the person said then: a rejection stands though
    its ❌ was taken off, and an approval that was taken back had taken the place of what they said before it.
    """
    if not command.present or command.meaning not in ("approve", "reject"):
        return Stale()
    outcome = _put_on(tx, command)
    if isinstance(outcome, Refused):
        return Stale()
    if command.meaning == "approve" and not newest.present:
        return _taken_off(tx, command)
    return outcome


def _note(tx: Tx, command: RecordMark, refused: Refused) -> None:
    if command.present and command.meaning in ("approve", "reject"):
        verdict: Verdict = "approve" if command.meaning == "approve" else "reject"
        attempt = NoteRefusal(command.output_id, command.person, verdict, "reaction", refused, command.now)
        note_refusal(tx, attempt)


def behind_facts(ahead: Vote) -> dict[str, object]:
    """Return what the line "someone else was faster" needs: who, what and when."""
    return {"by": ahead.person, "verdict": ahead.verdict, "at": ahead.acted_at}


def _say(tx: Tx, command: RecordMark, line: str, facts: Mapping[str, object]) -> None:
    whisper(
        tx,
        channel_id=command.channel_id,
        person=command.person.user_id,
        line=line,
        now=command.now,
        output_id=command.output_id,
        facts={"meaning": command.meaning} | {name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: object) -> object:
    return stamp(value) if isinstance(value, datetime) else value


def _put_on(tx: Tx, command: RecordMark) -> Outcome:
    if (refused := refused_on_past_card(tx, command.output_id, command.channel_id, command.ts)) is not None:
        return refused
    if command.meaning in ("tidy", "wrong"):
        asked = question_after_release(tx, command.output_id, command.person, command.meaning, command.now)
        if asked is not None:
            _say(tx, command, *asked)
            return None
    if command.meaning in ("approve", "reject"):
        verdict: AuditVerdict = "approve" if command.meaning == "approve" else "reject"
        settle_audit(
            tx, SettleAudit(command.output_id, command.now)
        )  # what is final by now, before anything else
        if (audit := audit_of(tx.conn, command.output_id)) is not None and audit.is_open:
            return _audit(tx, command, audit, verdict)
        return _vote(tx, command, verdict)
    if command.meaning == "take":
        return take_review(tx, TakeReview(command.output_id, command.person, command.now))
    return _tidied(tx, command) if command.meaning == "tidy" else None


def _tidied(tx: Tx, command: RecordMark) -> Output | Refused | None:
    output = output_of(tx.conn, command.output_id)
    if output is None or output.state == "released":
        return None
    asked = OfferFix(output.id, command.person, command.channel_id, command.ts, command.now)
    return offer_fix(tx, asked)


def _vote(tx: Tx, command: RecordMark, verdict: Verdict) -> Voted | Refused | Stale | None:
    cast = votes_of(tx.conn, command.output_id, by=command.person.user_id)
    if command.found:
        if verdict == "approve" and _said_otherwise(tx, command, cast):
            return None
        # It is seen now, so it is the newest word, whatever Slack's clock and ours say.
        command = replace(command, acted_at=max([command.acted_at, *(vote.acted_at for vote in cast)]))
    elif any(is_newer(vote, verdict, command.acted_at) for vote in cast):
        return Stale()
    vote = RecordVote(
        vote_id=command.vote_id,
        output_id=command.output_id,
        person=command.person,
        verdict=verdict,
        via="reaction",
        source=command.source,
        acted_at=command.acted_at,
        now=command.now,
    )
    outcome = record_vote(tx, vote)
    if isinstance(outcome, Refused) and outcome.code == "already_voted":
        _said_again(tx, command, verdict)
    return outcome


def _audit(
    tx: Tx, command: RecordMark, audit: Audit, verdict: AuditVerdict
) -> Audited | Refused | Stale | None:
    own = [vote for vote in audit.votes if vote.person == command.person.user_id]
    if command.found:
        if verdict == "approve" and own:  # which came last nobody knows
            return None
        command = replace(command, acted_at=max([command.acted_at, *(vote.acted_at for vote in own)]))
    elif any(vote.acted_at > command.acted_at for vote in own):
        return Stale()
    said = RecordAudit(
        vote_id=command.vote_id,
        output_id=command.output_id,
        person=command.person,
        verdict=verdict,
        via="reaction",
        source=command.source,
        acted_at=command.acted_at,
        now=command.now,
    )
    return record_audit(tx, said)


def _said_otherwise(tx: Tx, command: RecordMark, cast: list[Vote]) -> bool:
    """Say whether the person also judged it by other means. Which came last nobody knows, so that the ✅ that was
    found is shown on the card as one that does not count.
    """
    own = votes_of(tx.conn, command.output_id, by=command.person.user_id, made_by=command.mark)
    if len(own) == len(cast):
        return False
    _redraw(tx, command)
    return True


def _note_found(tx: Tx, command: RecordMark) -> None:
    judged = output_of(tx.conn, command.output_id)
    if judged is not None:
        found = about(
            judged,
            "mark.found",
            at=command.now,
            actor="clock",
            via="reaction",
            mark=command.name,
            present=command.present,
            by=command.person.subject,
        )
        record(tx.conn, found)


def _said_again(tx: Tx, command: RecordMark, verdict: Verdict) -> None:
    """Let a vote of this very mark be as of when it was put on last: that it was off meanwhile was not heard."""
    again = (
        update(votes)
        .where(
            votes.c.output_id == command.output_id,
            votes.c.source.startswith(command.mark, autoescape=True),
            votes.c.verdict == verdict,
            votes.c.withdrawn_at.is_(None),
            votes.c.voided_at.is_(None),
            votes.c.acted_at < command.acted_at,
        )
        .values(acted_at=command.acted_at)
        .returning(votes.c.id)
    )
    vote_id = tx.conn.execute(again).scalar_one_or_none()
    judged = output_of(tx.conn, command.output_id) if vote_id is not None else None
    if judged is not None:
        actor = command.person.subject
        record(
            tx.conn, about(judged, "vote.repeated", at=command.now, actor=actor, via="reaction", vote=vote_id)
        )


def _taken_off(tx: Tx, command: RecordMark) -> Withdrawn | AuditVote | Refused | None:
    """Withdraw what the mark had approved. Taking off ❌ does nothing: *Undo*, or a new revision, does."""
    outcome: Withdrawn | Refused | None = None
    if command.meaning == "approve" and audit_of(tx.conn, command.output_id) is not None:
        undone = UndoAudit(command.output_id, command.person, command.now, made_by=command.mark)
        done = undo_audit(tx, undone)
        return None if isinstance(done, Refused) else done
    if command.meaning == "approve":
        withdrawal = WithdrawApproval(command.output_id, command.person, command.mark, command.now)
        outcome = withdraw_approval(tx, withdrawal)
    _redraw(tx, command)
    no_vote = isinstance(outcome, Refused) and outcome.code == "nothing_to_undo"
    return None if no_vote else outcome


def _redraw(tx: Tx, command: RecordMark) -> None:
    output = output_of(tx.conn, command.output_id)
    if output is not None:
        redraw_card(tx, output, now=command.now)
