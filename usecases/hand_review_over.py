"""A review is handed to somebody else, back to whoever has the least to do, or to whoever takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.eligibility import Person, may_decide, unfit
from domain.outputs import Output
from domain.refusals import Refused
from storage.assignment import Held, held, who_has_judged
from storage.leave import away
from storage.outputs import output_for_update
from storage.people import roster_of
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.assign_review import least_to_do
from usecases.move_review import Move, move_review, why_over


@dataclass(frozen=True)
class HandReviewOver:
    """A person hands a review to somebody; `to` None: to whoever else has the least to do."""

    output_id: str
    person: Person
    to: Person | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class PoolReview:
    """Who answers for it leaves a review to whoever takes it."""

    output_id: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class HandReviewBack:
    """A person hands their own review back."""

    output_id: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def hand_review_over(tx: Tx, command: HandReviewOver) -> str | Refused:
    """Give the review to that person in this transaction; return who has it now, a Slack id.

    Whoever may decide it may hand it over, and so may its owner and deputy; to somebody who may decide it, has not,
    and is there: else `is_away`, `already_voted`, `nobody_free`, or why they may not decide.
    """
    found = _open_review(tx, command.output_id)
    if isinstance(found, Refused):
        return found
    output, has = found
    refusal = may_hand_over(tx.conn, output, command.person, command.now)
    if refusal is not None:
        return refusal
    to = _receiver(tx, output, has, command)
    if isinstance(to, Refused):
        return to
    if to != has.assignee:
        move = Move(has.assignee, to, "handed_over", command.person.user_id)
        move_review(tx, output, move, now=command.now)
    return to


def hand_review_back(tx: Tx, command: HandReviewBack) -> str | Refused | None:
    """Free the person's own review in this transaction; return who has it now, None: it is for whoever takes it.

    Refuses `not_your_review` where it is somebody else's, or nobody's.
    """
    found = _open_review(tx, command.output_id)
    if isinstance(found, Refused):
        return found
    output, has = found
    if has.assignee != command.person.user_id:
        return Refused.of("not_your_review", by=has.assignee)
    live = workflow(tx.conn, output.workflow)
    shared_out = live is not None and live.live.assign == "by_load"
    becomes = least_to_do(tx.conn, output, {command.person.user_id}, command.now) if shared_out else None
    move = Move(has.assignee, becomes, "handed_back", command.person.user_id)
    move_review(tx, output, move, now=command.now)
    return becomes


def pool_review(tx: Tx, command: PoolReview) -> Refused | None:
    """Free the review in this transaction, and let nobody be given it by load. Refuses as `may_assign` does."""
    found = _open_review(tx, command.output_id)
    if isinstance(found, Refused):
        return found
    output, has = found
    refusal = may_assign(tx.conn, output, command.person, command.now)
    if refusal is None:
        move_review(tx, output, Move(has.assignee, None, "pooled", command.person.user_id), now=command.now)
    return refusal


def may_assign(conn: Connection, output: Output, person: Person, now: datetime) -> Refused | None:
    """Return why this person may not say whose the output's review is, None if they may: its owner and deputy."""
    if (over := why_over(conn, output)) is not None:
        return over
    live = workflow(conn, output.workflow)
    if refused := unfit(person, now=now):
        return refused
    if live is None or person.user_id not in (live.owner, live.deputy):
        return Refused.of("only_owner", judge=None if live is None else live.owner)
    return None


def may_hand_over(conn: Connection, output: Output, person: Person, now: datetime) -> Refused | None:
    """Return why this person may not hand the output's review over, None if they may."""
    if (over := why_over(conn, output)) is not None:
        return over
    live = workflow(conn, output.workflow)
    if live is not None and person.user_id in (live.owner, live.deputy):
        return unfit(person, now=now)
    return may_decide(person, roster_of(conn, output.workflow, now), output, now=now)


def _open_review(tx: Tx, output_id: str) -> tuple[Output, Held] | Refused:
    output = output_for_update(tx.conn, output_id)
    has = held(tx.conn, output_id)
    if output is None or has is None:
        return Refused.of("not_found")
    return why_over(tx.conn, output) or (output, has)


def _receiver(tx: Tx, output: Output, has: Held, command: HandReviewOver) -> str | Refused:
    if command.to is None:
        without = {has.assignee} if has.assignee is not None else set()
        chosen = least_to_do(tx.conn, output, without, command.now)
        return chosen if chosen is not None else Refused.of("nobody_free")
    to = command.to
    refusal = may_decide(to, roster_of(tx.conn, output.workflow, command.now), output, now=command.now)
    if refusal is not None:
        # Whether somebody is trained is told to nobody else.
        return Refused.of("not_on_roster") if refusal.code == "not_trained" else refusal
    if to.user_id in away(tx.conn, [to.user_id], command.now):
        return Refused.of("is_away", by=to.user_id)
    judged = to.user_id in who_has_judged(tx.conn, output.id)
    return Refused.of("already_voted", at=None) if judged else to.user_id
