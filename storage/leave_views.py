"""What moved on because somebody was away, and what of it still waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from storage.audits import TO_BE_LOOKED_AT
from storage.leave import Leave, leave_with
from storage.outputs import names_of
from storage.places import undecided
from storage.tables import outputs, review_moves, reviews


@dataclass(frozen=True)
class MovedReview:
    """An output whose review moved on. `holder` has it now (None: whoever takes it); `waits`: nobody has decided it.

    `taken`: whoever has it took it by a click of their own.
    """

    output_id: str
    title: str | None
    workflow: str
    waits: bool
    holder: str | None
    taken: bool


@dataclass(frozen=True)
class LeaveView:
    """A leave, and what moved on because of it, by when it is wanted. `names` are of who has it now."""

    leave: Leave
    moved: tuple[MovedReview, ...]
    names: Mapping[str, str]

    @property
    def to_take_back(self) -> tuple[MovedReview, ...]:
        """Return what still waits, and nobody else has taken meanwhile."""
        person = self.leave.person
        return tuple(one for one in self.moved if one.waits and one.holder != person and not one.taken)


def leave_view(conn: Connection, leave_id: str) -> LeaveView | None:
    """Return what there is to say of the leave, or None if there is none of this id."""
    leave = leave_with(conn, leave_id)
    if leave is None:
        return None
    went = select(review_moves.c.output_id).where(
        review_moves.c.leave_id == leave_id, review_moves.c.was == leave.person
    )
    open_still = (
        select(outputs.c.id)
        .where(outputs.c.id.in_(went))
        .where(
            or_(
                and_(outputs.c.state == "in_review", outputs.c.settles_at.is_(None), *undecided()),
                TO_BE_LOOKED_AT,
            )
        )
    )
    waiting = set(conn.execute(open_still).scalars())
    found = (
        select(outputs.c.id, outputs.c.title, outputs.c.workflow, reviews.c.assignee, reviews.c.taken_at)
        .join(reviews, reviews.c.output_id == outputs.c.id)
        .where(outputs.c.id.in_(went), reviews.c.kind.in_(("first", "audit")))
        .order_by(outputs.c.due_at, outputs.c.id)
    )
    moved = tuple(
        MovedReview(
            row.id, row.title, row.workflow, row.id in waiting, row.assignee, row.taken_at is not None
        )
        for row in conn.execute(found)
    )
    return LeaveView(leave, moved, names_of(conn, {one.holder for one in moved if one.holder is not None}))
