"""A reaction came or went: kept as the last word of one person and one emoji, and judged by what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update

from domain.announcements import stamp
from domain.eligibility import Person
from domain.outputs import Output, Verdict, Vote
from domain.refusals import Refused
from storage.outputs import output as output_of
from storage.tables import marks
from storage.transaction import Tx
from usecases.finish_event import FinishEvent, finish_event
from usecases.note_refusal import NoteRefusal, note_refusal
from usecases.record_vote import RecordVote, Voted, record_vote
from usecases.take_review import TakeReview, take_review
from usecases.tell import redraw_card, whisper
from usecases.withdraw_vote import WithdrawApproval, Withdrawn, withdraw_approval

Meaning = Literal["approve", "reject", "take", "tidy", "wrong"]


@dataclass(frozen=True)
class RecordMark:
    """One reaction event. `name` is canonical (no skin tone, no alias); `event_ts` is Slack's stamp as sent.

    `vote_id` is used if the mark turns out to be a vote. `inbox_id` is the stored event that this deals with.
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

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id

    def source(self, event_ts: str) -> str:
        """Return the name of the act of putting this mark at this stamp."""
        return f"reaction:{self.channel_id}:{self.ts}:{self.person.user_id}:{self.name}:{event_ts}"


@dataclass(frozen=True)
class Stale:
    """A later event about this very mark was seen before; nothing was done."""


def record_mark(tx: Tx, command: RecordMark) -> Voted | Withdrawn | Output | Refused | Stale | None:
    """Keep the mark and do what it means, in this transaction; None where it means nothing (yet).

    Unlike elsewhere, a refusal here has written something: the mark itself, so that the card can say which
    marks do not count, and the private line that says why. Events may come twice and in any order: an older
    one changes nothing. The stored event is done with in the same transaction.
    """
    outcome = _judge(tx, command)
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


def _judge(tx: Tx, command: RecordMark) -> Voted | Withdrawn | Output | Refused | Stale | None:
    before = _swap(tx, command)
    if before == "newer":
        return Stale()
    if not command.present:
        made_by = command.source(before) if before is not None else None
        return _taken_off(tx, command, made_by)
    outcome = _put_on(tx, command)
    if isinstance(outcome, Refused):
        _redraw(tx, command)
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


def _put_on(tx: Tx, command: RecordMark) -> Voted | Output | Refused | None:
    if command.meaning in ("approve", "reject"):
        return record_vote(
            tx,
            RecordVote(
                vote_id=command.vote_id,
                output_id=command.output_id,
                person=command.person,
                verdict="approve" if command.meaning == "approve" else "reject",
                via="reaction",
                source=command.source(command.event_ts),
                acted_at=command.acted_at,
                now=command.now,
            ),
        )
    if command.meaning == "take":
        return take_review(tx, TakeReview(command.output_id, command.person, command.now))
    return None


def _taken_off(tx: Tx, command: RecordMark, source: str | None) -> Withdrawn | Refused | None:
    """Withdraw what the mark had approved. Taking off ❌ does nothing: *Undo*, or a new revision, does."""
    outcome: Withdrawn | Refused | None = None
    if command.meaning == "approve" and source is not None:
        withdrawal = WithdrawApproval(command.output_id, command.person, source, command.now)
        outcome = withdraw_approval(tx, withdrawal)
    _redraw(tx, command)
    no_vote = isinstance(outcome, Refused) and outcome.code == "nothing_to_undo"
    return None if no_vote else outcome


def _redraw(tx: Tx, command: RecordMark) -> None:
    output = output_of(tx.conn, command.output_id)
    if output is not None:
        redraw_card(tx, output, now=command.now)


def _swap(tx: Tx, command: RecordMark) -> str | None:
    """Write the mark if it is the newest word on it. Return the stamp it replaces, None for the first, or
    "newer" where the stored word is as new or newer.
    """
    key = (
        (marks.c.channel_id == command.channel_id)
        & (marks.c.ts == command.ts)
        & (marks.c.person == command.person.user_id)
        & (marks.c.name == command.name)
    )
    stored = tx.conn.execute(select(marks.c.event_ts).where(key).with_for_update()).scalar_one_or_none()
    values = {"event_ts": command.event_ts, "present": command.present}
    if stored is None:
        row = {
            "channel_id": command.channel_id,
            "ts": command.ts,
            "person": command.person.user_id,
            "name": command.name,
        }
        tx.conn.execute(insert(marks).values(**row, **values))
        return None
    if _stamp(stored) >= _stamp(command.event_ts):
        return "newer"
    tx.conn.execute(update(marks).where(key).values(**values))
    return str(stored)


def _stamp(event_ts: str) -> tuple[int, int]:
    """Return Slack's stamp as numbers: seconds and the rest. A float would lose the last digits."""
    seconds, _, rest = event_ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0") or 0)
