"""A review that nobody has, or that its person cannot do, comes to whoever has the least to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from domain.assignment import Work, by_load, can_be_given, takes_more
from domain.eligibility import may_decide
from domain.outputs import Output
from storage.assignment import (
    Held,
    candidates,
    has_lost_one,
    held,
    is_pooled,
    is_to_be_done,
    missed_a_step,
    nobodys,
    passed_over,
    was_missed,
    who_has_judged,
    who_let_it_go,
    who_missed_a_step,
)
from storage.leave import standing_leave
from storage.outputs import output_for_update, outputs_where
from storage.people import person, roster_of
from storage.questions import questions_about
from storage.tables import outputs
from storage.transaction import Tx
from storage.workflows import Workflow, workflow
from usecases.move_review import Move, Why, move_review
from usecases.tell import channel_of, whisper

# Asked as of long ago, no membership of a group is left out: whoever presses is looked up anew.
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)

# Why a review left somebody who could have done it, by what they are told.
_SAID: Mapping[Why, str] = {"idle": "take.decayed", "missed": "take.missed"}
_SAID_AGAIN = timedelta(hours=4)

# Of what nobody has in a workflow, so many are looked at; what is wanted later has its turn when these are gone.
_LOOKED_AT = 1_000


@dataclass(frozen=True)
class AssignReview:
    """It may be time to give this output's review to somebody, or to somebody else.

    `redraw` False: its card is drawn next.
    """

    output_id: str
    now: datetime
    redraw: bool = True

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Assigned:
    """Whose review it was and whose it is now; None: for whoever takes it."""

    was: str | None
    becomes: str | None


def assign_review(tx: Tx, command: AssignReview) -> Assigned | None:
    """Give the review to whoever has the least to do, in this transaction; None where it stays as it is.

    It leaves whoever has it where they are away, may not decide it, have judged it, have taken it and let it lie, or
    heard that its time runs out and did nothing until the next step.
    What has been missed once does not come to who has just missed a step here as well. Where work is not shared out
    by load, or nobody can be given it, it is for whoever takes it.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None or not is_to_be_done(tx.conn, output):
        return None
    now, live = command.now, workflow(tx.conn, output.workflow)
    has = held(tx.conn, output.id)
    if live is None or has is None or has.closed_at is not None:
        return None
    judged = who_has_judged(tx.conn, output.id)
    why, leave_id = _why(tx.conn, output, live, has, judged, now)
    if why is None:
        return None
    without = judged | ({has.assignee} if has.assignee is not None else set())
    if why == "missed" or was_missed(tx.conn, output.id):
        without |= who_missed_a_step(tx.conn, live.slug)
    becomes = least_to_do(tx.conn, output, without, now) if live.live.assign == "by_load" else None
    if becomes == has.assignee:
        return None
    is_said = has.assignee is not None and _is_said(tx.conn, live.slug, has.assignee, why, now)
    moved = Move(has.assignee, becomes, why, None, leave_id)
    move_review(tx, output, moved, now=now, redraw=command.redraw)
    if is_said and has.assignee is not None:
        whisper(
            tx,
            channel_id=channel_of(tx, output),
            person=has.assignee,
            line=_SAID[why],
            now=now,
            output_id=output.id,
            facts={"by": becomes} if becomes is not None else {},
        )
    return Assigned(has.assignee, becomes)


def _is_said(conn: Connection, slug: str, person: str, why: Why, now: datetime) -> bool:
    """Say whether it is worth a line to whoever had it: of what many miss at once, the first is."""
    if why == "missed":
        return not has_lost_one(conn, slug, person, since=now - _SAID_AGAIN)
    return why in _SAID


def least_to_do(conn: Connection, output: Output, without: set[str], now: datetime) -> str | None:
    """Return who is given the output's review, None if nobody can be.

    Nobody of `without`, nobody who has judged it, and nobody who has let it go before.
    """
    live = workflow(conn, output.workflow)
    if live is None:
        return None
    roster = roster_of(conn, live.slug, now)
    passed_over = without | who_has_judged(conn, output.id) | who_let_it_go(conn, output.id)
    work = Work(output, roster, live.policy.working_hours, live.live.daily_cap, passed_over)
    chosen = by_load(work, candidates(conn, roster, now), now)
    return None if chosen is None else chosen.person.user_id


def can_be_assigned(conn: Connection, live: Workflow, now: datetime, *, limit: int) -> list[str]:
    """Return the outputs here whose review nobody has and somebody can be given now, the first wanted first.

    One look at the workflow's people, however much waits: what nobody can be given costs nothing more, and no
    transaction. It may have changed by the time of that: `assign_review` looks again.
    """
    waiting = nobodys(conn, live, limit=_LOOKED_AT)
    if not waiting:
        return []
    roster, hours, cap = roster_of(conn, live.slug, now), live.policy.working_hours, live.live.daily_cap
    free = [one for one in candidates(conn, roster, now) if takes_more(one, cap)]
    if not free:
        return []
    over = passed_over(conn, live.slug, waiting)
    known = {one.id: one for one in outputs_where(conn, outputs.c.id.in_(waiting))}
    works = (Work(known[one], roster, hours, cap, over[one]) for one in waiting if one in known)
    fit = (work.output.id for work in works if any(can_be_given(work, one) for one in free))
    return list(islice(fit, limit))


def _why(
    conn: Connection, output: Output, live: Workflow, has: Held, judged: set[str], now: datetime
) -> tuple[Why | None, str | None]:
    """Return why it is to be moved, and because of which leave; None where it is well where it is."""
    if has.assignee is None:
        return (None, None) if is_pooled(conn, output.id) else ("load", None)
    leave = standing_leave(conn, has.assignee)
    if leave is not None and leave.covers(now):
        return "leave", leave.id
    if has.assignee in judged:
        return "load", None
    known = person(conn, has.assignee, now=_WHENEVER)
    if known is None or may_decide(known, roster_of(conn, live.slug, now), output, now=known.fetched_at):
        return "load", None
    if _is_idle(conn, output, live, has, now):
        return "idle", None
    return ("missed", None) if missed_a_step(conn, output.id) else (None, None)


def _is_idle(conn: Connection, output: Output, live: Workflow, has: Held, now: datetime) -> bool:
    """Say whether it was taken and left; while a question is open, and until it is answered, it was not."""
    if has.taken_at is None or output.question is not None:
        return False
    answered = [one.closed_at for one in questions_about(conn, output.id) if one.closed_at is not None]
    since = max([has.taken_at, *answered])
    return live.policy.working_hours.add(since, live.live.take_decays) <= now
