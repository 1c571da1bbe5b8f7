"""Bring an output's state up to what its votes come to. Asked again, it changes nothing more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from domain.errors import counts_as_error, is_critical, verdict_on
from domain.judging import Outcome, Standing, open_objection, standing
from domain.outputs import UNRELEASED, Output, State, Vote
from domain.policy import ErrorKind
from storage.crash_points import crash_point
from storage.escalation import policy_of
from storage.evidence import about, record
from storage.outputs import commitment_of, votes_of
from storage.tables import approvals, outputs
from storage.transaction import Tx
from usecases.check_more import Wrong, check_more
from usecases.close_question import close_question
from usecases.close_review import close_review, reopen_review
from usecases.retire_card import retire_card
from usecases.tell import ask_about_objection, redraw_card, tell_submitter

# How long a rejection waits for its reason before the submitter is told without one.
REASON_WAIT = timedelta(minutes=10)

_STORED = select(approvals).where(approvals.c.output_id == bindparam("output_id")).order_by(approvals.c.slot)
_STATE_OF: dict[Outcome, State] = {
    "open": "in_review",
    "approving": "in_review",
    "rejecting": "in_review",
    "objected": "in_review",
    "approved": "approved",
    "rejected": "rejected",
}


class Overtaken(Exception):
    """Another transaction changed the output in between; the database lets this one go no further."""


def settle(tx: Tx, output: Output, *, now: datetime, actor: str) -> Output:
    """Return the output as its votes leave it at `now`, written in this transaction.

    The caller holds the output for update. Approvals that stand are written where releases can refer to
    them; the submitter is told of what he may rely on; the card is wished anew. `actor` is who caused it,
    "clock" for a decision whose minute of undo has passed. A released or final output stays as it is.
    """
    if output.state not in UNRELEASED:
        return output
    votes = votes_of(tx.conn, output.id)
    output = _held_by_who_objects(tx, output, votes, now)
    stand = standing(
        votes, sha256=output.current_sha256, needed=output.needed, now=now, objection=output.objection
    )
    next_final = min((vote.final_at for vote in votes if vote.stands and vote.final_at > now), default=None)
    reopening = output.state == "approved" and stand.outcome != "approved"
    moved = _move(tx, output, "in_review", stand, next_final, now) if reopening else output
    if reopening:
        reopen_review(tx, output)
        _record_move(tx, moved, "output.reopened", None, now=now, actor=actor)
        tell_submitter(tx, moved, "output.reopened", now=now)
    _write_approvals(tx, moved, stand.approvals)
    crash_point("settle.in_transaction")
    moved = _move(tx, moved, _STATE_OF[stand.outcome], stand, next_final, now)
    if moved.state != output.state and stand.by is not None and moved.state != "in_review":
        _announce(tx, moved, stand.by, now=now, actor=actor)
        moved = close_question(tx, moved, now=now, actor=actor)
    if moved.state == "in_review":
        retire_card(tx, moved, now=now)
    redraw_card(tx, moved, now=now, yields=actor == "clock")
    return moved


def _held_by_who_objects(tx: Tx, output: Output, votes: list[Vote], now: datetime) -> Output:
    """Return the output with the objection that is open now; who objected next is put before the owner too."""
    objection = open_objection(votes, output.objection)
    if objection == output.objection:
        return output
    output = replace(output, objection=objection)
    if objection is not None:
        ask_about_objection(tx, output, now=now)
    return output


def _announce(tx: Tx, output: Output, vote: Vote, *, now: datetime, actor: str) -> None:
    """Record and tell a decision that has become final."""
    close_review(tx, output, now=now)
    verdict = vote.verdict if output.state == "rejected" else verdict_on(output)
    critical = is_critical(vote.reason)
    if verdict != "approve" and (critical or counts_as_error(verdict, _errors(tx, output), vote.reason)):
        check_more(tx, output, Wrong("checked", now, critical=critical))
    if output.state == "approved":
        _record_move(tx, output, "output.approved", vote, now=now, actor=actor)
        tell_submitter(tx, output, "output.approved", now=now, vote=vote)
    else:
        _record_move(tx, output, "output.rejected", vote, now=now, actor=actor)
        waits = vote.reason is None and vote.reason_until is not None and vote.reason_until > now
        due_at = vote.reason_until if waits else now
        tell_submitter(tx, output, "output.rejected", now=now, vote=vote, due_at=due_at)


def _errors(tx: Tx, output: Output) -> tuple[ErrorKind, ...]:
    return policy_of(tx.conn, output.policy_id).standard.error_counts_as


def _record_move(
    tx: Tx, output: Output, action: str, vote: Vote | None, *, now: datetime, actor: str
) -> None:
    facts = {} if vote is None else {"vote": vote.id}
    commitment = commitment_of(tx.conn, output.id, output.current_sha256)
    record(tx.conn, about(output, action, at=now, actor=actor, commitment=commitment, **facts))


@dataclass(frozen=True)
class _Place:
    slot: int
    vote: Vote


def _write_approvals(tx: Tx, output: Output, final: tuple[Vote, ...]) -> None:
    """Make the approvals that stand exactly these; slots count from 1 without a gap."""
    places = [_Place(slot, vote) for slot, vote in enumerate(final, start=1)]
    rows = [_approval_row(output, place) for place in places]
    stored = [dict(row._mapping) for row in tx.conn.execute(_STORED, {"output_id": output.id})]
    if stored == rows:
        return
    if stored:
        tx.conn.execute(delete(approvals).where(approvals.c.output_id == output.id))
    if rows:
        tx.conn.execute(insert(approvals), rows)


def _approval_row(output: Output, place: _Place) -> dict[str, object]:
    return {
        "output_id": output.id,
        "sha256": place.vote.sha256,
        "slot": place.slot,
        "policy_id": output.policy_id,
        "lane": output.lane,
        "after": place.slot - 1 or None,
        "person": place.vote.person,
        "via": place.vote.via,
    }


def _move(
    tx: Tx, output: Output, state: State, stand: Standing, next_final: datetime | None, now: datetime
) -> Output:
    """Write the state with what goes with it, on condition that nobody else has moved it."""
    settled = state in ("approved", "rejected")
    by = stand.by.id if settled and stand.by is not None else None
    if settled and state == output.state and by == output.settled_by_vote:
        return output
    stays = settled and state == output.state  # another approval has taken the place of the first
    values = {
        "state": state,
        "objection": output.objection,
        "settles_at": None if settled else next_final,
        "settled_at": output.settled_at if stays else now if settled else None,
        "settled_by_vote": by,
    }
    changed = tx.conn.execute(
        update(outputs).where(outputs.c.id == output.id, outputs.c.state == output.state).values(**values)
    )
    if changed.rowcount != 1:
        raise Overtaken(output.id)
    if state != output.state:
        tx.changed.add(output.id)
    return replace(output, **values)  # type: ignore[arg-type]  # the values are the output's own fields
