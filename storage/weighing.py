"""Outputs as the evidence meets them: in the order in which they were handed in, a few at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    type_coerce,
)

from domain.trials import Trial
from domain.weighing import Judged
from storage.tables import outputs, reviews, trials, votes, workflows

# A command of the clock's never holds up those who decide for longer than this many take.
AT_ONCE = 200
# The newest attempts of a workflow; who names a new version with every output earns nothing with any.
_OF_EACH = 5

_REPEATED = timedelta(days=30) // timedelta(microseconds=1)
_earlier, _cast = outputs.alias("earlier"), votes.alias("cast_on")
_REPEATS = (
    select(_earlier.c.id)
    .where(
        _earlier.c.content_sha256 == outputs.c.content_sha256,
        _earlier.c.workflow == outputs.c.workflow,
        _earlier.c.trial_id == outputs.c.trial_id,
        type_coerce(_earlier.c.submitted_at, BigInteger)
        >= type_coerce(outputs.c.submitted_at, BigInteger) - _REPEATED,
        or_(
            _earlier.c.submitted_at < outputs.c.submitted_at,
            and_(_earlier.c.submitted_at == outputs.c.submitted_at, _earlier.c.id < outputs.c.id),
        ),
        # What was taken back undecided never counted: the next of the same text does.
        or_(
            _earlier.c.state.not_in(("recalled", "superseded")),
            _earlier.c.settled_by_vote.is_not(None),
            _earlier.c.released_sha256.is_not(None),
        ),
    )
    .exists()
)
LOOKED_AT = (
    select(reviews.c.output_id)
    .where(reviews.c.output_id == outputs.c.id, reviews.c.kind == "audit", reviews.c.closed_at.is_not(None))
    .exists()
)


# A rejection that was cast, but not final, when its output was taken back.
STOPPED = (
    select(_cast.c.id)
    .where(
        _cast.c.output_id == outputs.c.id,
        _cast.c.verdict == "reject",
        _cast.c.withdrawn_at.is_(None),
        _cast.c.void_why.in_(("recalled", "superseded")),
    )
    .exists()
)


def next_judged(conn: Connection, trial: Trial, arrived_by: datetime) -> list[Judged]:
    """Return the workflow's next outputs after the attempt's last counted one, at most 200, handed in by then.

    Those of other attempts are among them and do not count: they are passed over.
    """
    after = outputs.c.submitted_at >= trial.began_at
    if trial.counted_at is not None:
        after = or_(
            outputs.c.submitted_at > trial.counted_at,
            and_(outputs.c.submitted_at == trial.counted_at, outputs.c.id > trial.counted_id),
        )
    found = _judged(trial).where(outputs.c.submitted_at <= arrived_by, after)
    found = found.order_by(outputs.c.submitted_at, outputs.c.id).limit(AT_ONCE)
    return [as_judged(row) for row in conn.execute(found)]


def judged_for(conn: Connection, trial: Trial, output_id: str) -> Judged:
    """Return what is known of one output of the attempt's workflow. Raises NoResultFound if it is none."""
    return as_judged(conn.execute(_judged(trial).where(outputs.c.id == output_id)).one())


def _judged(trial: Trial) -> Select[*tuple[Any, ...]]:
    counts = and_(outputs.c.kind == "real", outputs.c.sampled, outputs.c.trial_id == trial.id, ~_REPEATS)
    return judgements(counts).where(outputs.c.workflow == trial.workflow)


def judgements(counts: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the query of what is known of outputs, each of which `counts` where this holds."""
    return select(
        outputs.c.id,
        outputs.c.submitted_at,
        outputs.c.state,
        outputs.c.due_at,
        outputs.c.settled_by_vote,
        outputs.c.released_sha256,
        outputs.c.content_sha256,
        outputs.c.current_sha256,
        outputs.c.stage,
        votes.c.reason,
        func.coalesce(counts, False).label("counts"),
        LOOKED_AT.label("looked_at"),
        STOPPED.label("stopped"),
    ).outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)


def as_judged(row: Row[*tuple[Any, ...]]) -> Judged:
    """Return what such a row says of its output."""
    return Judged(
        row.id,
        row.submitted_at,
        bool(row.counts),
        row.state,
        row.released_sha256 is not None,
        bool(row.looked_at),
        row.settled_by_vote is not None and row.state != "in_review",
        row.current_sha256 != row.content_sha256,
        row.due_at,
        row.stage == "screening",
        row.reason,
        bool(row.stopped),
        drawn=row.stage is not None,
    )


def trials_to_weigh(conn: Connection) -> list[int]:
    """Return the ids of open attempts, the newest few of each workflow and whichever was signed for."""
    place = func.row_number().over(partition_by=trials.c.workflow, order_by=trials.c.id.desc()).label("place")
    ranked = (
        select(trials.c.id, place, (workflows.c.trial_id == trials.c.id).label("signed"))
        .join(workflows, workflows.c.slug == trials.c.workflow)
        .where(trials.c.ended_at.is_(None))
        .subquery()
    )
    found = select(ranked.c.id).where(or_(ranked.c.place <= _OF_EACH, ranked.c.signed)).order_by(ranked.c.id)
    return list(conn.execute(found).scalars())
