"""Somebody judges what is decided, without knowing how it went. It changes nothing by itself: where the two disagree,
whoever answers for it says which was right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.content import words_in
from domain.eligibility import Person, may_decide
from domain.outputs import Output
from domain.refusals import Refused
from domain.second_looks import SecondVerdict, agrees
from storage.escalation import policy_of
from storage.evidence import about, record
from storage.knowing import heard_of
from storage.outputs import commitment_of, output_for_update, text_of
from storage.people import roster_of
from storage.second_looks import (
    IS_OPEN,
    First,
    SecondSaid,
    first_of,
    said_before,
    second_said,
    settlers_of,
    waits,
)
from storage.tables import second_looks, second_verdicts
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.note_review_time import NoteReviewTime, note_review_time
from usecases.notify import notify
from usecases.tell import redraw_card


@dataclass(frozen=True)
class GiveSecondLook:
    """What the person says of the text as it was handed in, which was before them from `shown_at`.

    `source` is the act's own name: the same act again changes nothing. The person's facts were looked up just before.
    """

    output_id: str
    person: Person
    verdict: SecondVerdict
    source: str
    shown_at: datetime
    now: datetime
    reason: str | None = None
    note: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def give_second_look(tx: Tx, command: GiveSecondLook) -> SecondSaid | Refused:
    """Keep it in this transaction, once an output, or refuse and write nothing.

    The time it took is review time like any other. Where it disagrees, whoever answers for the workflow is asked, with
    as long as a review may take. Refuses `second_look_over` where nobody is asked (any more), and whoever might not
    have decided it, or may know how it went: `second_look_known`.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    if (repeated := said_before(tx.conn, command.source)) is not None:
        return repeated
    first = first_of(tx.conn, output)
    if first is None or output.objection is not None or not waits(tx.conn, output.id):
        return Refused.of("second_look_over")
    refused = _refusal(tx, command, output)
    if refused is not None:
        return refused
    closed = update(second_looks).where(second_looks.c.output_id == output.id, IS_OPEN)
    tx.conn.execute(closed.values(closed_at=command.now))
    _write(tx, command, output, first)
    _note_time(tx, command, output)
    redraw_card(tx, output, now=command.now)
    said = second_said(tx.conn, output.id)
    assert said is not None
    if said.waits:
        asked = settlers_of(tx.conn, output, said, command.now)
        notify(tx, output, "disagreement", about="", person=asked[0], now=command.now)
    return said


def _note_time(tx: Tx, command: GiveSecondLook, output: Output) -> None:
    words = words_in(text_of(tx.conn, output.id, output.content_sha256) or "")
    took = NoteReviewTime(
        output.workflow,
        "queue",
        command.shown_at,
        command.now,
        words=words,
        approved=command.verdict == "approve",
    )
    note_review_time(tx, took)


def _refusal(tx: Tx, command: GiveSecondLook, output: Output) -> Refused | None:
    roster = roster_of(tx.conn, output.workflow, command.now)
    refused = may_decide(command.person, roster, output, now=command.now)
    if refused is not None:
        return refused
    live = workflow(tx.conn, output.workflow)
    answers = live is not None and command.person.user_id in (live.owner, live.deputy)
    known = answers or bool(heard_of(tx.conn, [output.id], command.person))
    return Refused.of("second_look_known") if known else None


def _write(tx: Tx, command: GiveSecondLook, output: Output, first: First) -> None:
    rules = policy_of(tx.conn, output.policy_id)
    agreed = agrees(first.verdict, command.verdict)
    row = {
        "output_id": output.id,
        "sha256": output.content_sha256,
        "person": command.person.user_id,
        "verdict": command.verdict,
        "reason": command.reason,
        "note": command.note,
        "first": first.verdict,
        "first_vote": first.vote,
        "source": command.source,
        "given_at": command.now,
        "settle_by": None if agreed else rules.working_hours.add(command.now, rules.review_within),
    }
    tx.conn.execute(insert(second_verdicts).values(row))
    drawn = select(second_looks.c.pi).where(second_looks.c.output_id == output.id)
    happening = about(
        output,
        "second_look.given",
        at=command.now,
        actor=command.person.subject,
        commitment=commitment_of(tx.conn, output.id, output.content_sha256),
        verdict=command.verdict,
        reason=command.reason,
        first=first.verdict,
        vote=first.vote,
        agreed=agreed,
        pi=tx.conn.execute(drawn).scalar_one(),
        settle_by=row["settle_by"],
        groups=sorted(command.person.groups),
    )
    record(tx.conn, happening)
