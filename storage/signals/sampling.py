"""What was drawn to be looked at in a period, and what became of it."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, func, or_, select

from domain.signals.sampling import CheckingDone, Drawn
from storage.questions import REVIEWERS_DUE_AT
from storage.signals.scope import Scope
from storage.tables import outputs, reviews
from storage.weighing import STOPPED

_REVIEW = and_(
    reviews.c.output_id == outputs.c.id,
    reviews.c.kind == case((outputs.c.needed == 0, "audit"), else_="first"),
)
_DECIDED = and_(outputs.c.settled_by_vote.is_not(None), outputs.c.state != "in_review")
_LOOKED_AT = and_(outputs.c.needed == 0, reviews.c.closed_at.is_not(None))
_JUDGED = and_(outputs.c.sampled, or_(_DECIDED, _LOOKED_AT, STOPPED))
_WAITING = and_(
    outputs.c.sampled,
    ~_JUDGED,
    or_(outputs.c.state == "in_review", and_(outputs.c.needed == 0, outputs.c.state == "released")),
)


def read(conn: Connection, scope: Scope) -> CheckingDone:
    """Return it by chance. What went out before anything was drawn is not in it."""
    in_time = and_(_JUDGED, reviews.c.closed_at <= REVIEWERS_DUE_AT)
    which = (outputs.c.sampled, _JUDGED, in_time, _WAITING)
    found = (
        select(outputs.c.pi, func.count(), *(func.count().filter(one) for one in which))
        .outerjoin(reviews, _REVIEW)
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.kind == "real",
            outputs.c.pi.is_not(None),
            outputs.c.submitted_at >= scope.begins_at,
            outputs.c.submitted_at < scope.ends_at,
        )
        .group_by(outputs.c.pi)
        .order_by(outputs.c.pi)
    )
    return CheckingDone(tuple(Drawn(*row) for row in conn.execute(found)))
