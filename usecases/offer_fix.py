"""A reviewer's 🧹 asks for the fix: they are offered it privately, for Slack opens no modal for a reaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person, may_decide
from domain.fixing import too_long_to_fix
from domain.outputs import FINAL, Output
from domain.refusals import Refused
from storage.outputs import output_for_update, text_of, votes_of
from storage.people import roster_of
from storage.transaction import Tx
from usecases.tell import whisper


@dataclass(frozen=True)
class OfferFix:
    """This person would like to fix the text of the card at this place."""

    output_id: str
    person: Person
    channel_id: str
    ts: str
    now: datetime


def offer_fix(tx: Tx, command: OfferFix) -> Output | Refused:
    """Wish that the person is offered the fix in the card's thread, in this transaction, or refuse."""
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    refused = may_decide(
        command.person, roster_of(tx.conn, output.workflow, command.now), output, now=command.now
    )
    if (refused := refused or _past_fixing(tx, output)) is not None:
        return refused
    whisper(
        tx,
        channel_id=command.channel_id,
        person=command.person.user_id,
        line="fix.offer",
        now=command.now,
        thread_ts=command.ts,
        output_id=output.id,
    )
    return output


def _past_fixing(tx: Tx, output: Output) -> Refused | None:
    cast = votes_of(tx.conn, output.id)
    by = next((vote.person for vote in cast if vote.id == output.settled_by_vote), None)
    if output.state in FINAL:
        return Refused.of("already_final", state=output.state, by=by, at=output.settled_at)
    if output.state == "approved":
        return Refused.of("already_decided", by=by, at=output.settled_at)
    if output.objection is not None:
        return Refused.of("fix_held")
    if too_long_to_fix(text_of(tx.conn, output.id, output.current_sha256) or ""):
        return Refused.of("fix_too_long")
    return None
