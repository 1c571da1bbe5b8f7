"""The person who stopped an output says why, after the click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from domain.announcements import announcement
from domain.eligibility import Person
from domain.errors import is_critical
from domain.outputs import Output, Vote
from domain.refusals import Refused
from storage import outbox
from storage.evidence import about, record
from storage.outputs import output_for_update, votes_of
from storage.tables import votes
from storage.transaction import Tx
from usecases.check_more import Wrong, check_more, hold_workflow_of
from usecases.notify import redraw_notices
from usecases.tell import decision_json, redraw_card


@dataclass(frozen=True)
class GiveReason:
    """Why a rejection was made; `reason` None means that the person would rather not say."""

    output_id: str
    person: Person
    reason: str | None
    note: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def give_reason(tx: Tx, command: GiveReason) -> Output | Refused:
    """Put the reason on the person's own standing rejection, in this transaction.

    The waiting webhook goes out at once with it. Only the first answer counts; nobody answers for another.
    """
    hold_workflow_of(tx, command.output_id)
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    vote = _unexplained_rejection(votes_of(tx.conn, output.id), command.person.user_id)
    if vote is None:
        return Refused.of("not_yours")
    said = replace(vote, reason=command.reason, note=command.note, reason_until=None)
    tx.conn.execute(
        update(votes)
        .where(votes.c.id == vote.id)
        .values(reason=said.reason, note=said.note, reason_until=None)
    )
    happening = about(
        output,
        "vote.explained",
        at=command.now,
        actor=command.person.subject,
        vote=vote.id,
        reason=said.reason,
    )
    record(tx.conn, happening)
    if output.state == "rejected" and output.settled_by_vote == vote.id and is_critical(said.reason):
        check_more(tx, output, Wrong("checked", command.now, critical=True))
    _hasten_webhook(tx, output, said, command.now)
    redraw_card(tx, output, now=command.now)
    redraw_notices(tx, output.id, now=command.now)
    return output


def _unexplained_rejection(cast: list[Vote], person: str) -> Vote | None:
    return next(
        (
            vote
            for vote in cast
            if vote.stands and vote.person == person and vote.verdict == "reject" and vote.reason_until
        ),
        None,
    )


def _hasten_webhook(tx: Tx, output: Output, vote: Vote, now: datetime) -> None:
    if output.state != "rejected" or output.settled_by_vote != vote.id:
        return
    body = announcement(
        "output.rejected",
        output,
        at=now,
        sequence=output.webhook_sequence,
        settled=decision_json(tx, output, vote),
    )
    payload = {"url": output.callback_url, "key_id": output.api_key_id, "body": body}
    outbox.amend(tx, "webhook", f"{output.id}:output.rejected", due_at=now, payload=payload)
    tx.changed.add(output.id)
