"""What was said of one workflow's outputs in use: by those who were asked, and unasked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select

from domain.probes import SHOWN_FROM
from domain.signals.use import InUse, Said, Use, Uses, in_use, uses_of
from storage.signals.scope import Scope
from storage.tables import feedback, outputs, use_questions

WINDOW = timedelta(weeks=12)

# What feedback says of use. What was thrown away was of no use.
_MEANS: dict[str, Use] = {"used": "used", "edited": "edited", "no_use": "no_use", "discarded": "no_use"}


def read(conn: Connection, scope: Scope) -> InUse:
    """Return what was said by the last Saturday of the period of what went out in the twelve weeks before.

    By whole weeks: what one person says is never the difference between two days.
    """
    until = scope.last_sunday_at
    slug, since = scope.live.slug, until - WINDOW
    rows = conn.execute(
        select(use_questions.c.person, outputs.c.beneficiary_team, feedback.c.kind)
        .join(outputs, outputs.c.id == use_questions.c.output_id)
        .outerjoin(feedback, and_(feedback.c.id == use_questions.c.feedback_id, feedback.c.given_at < until))
        .where(
            use_questions.c.workflow == slug,
            use_questions.c.drawn_at >= since,
            use_questions.c.drawn_at < until,
            use_questions.c.state.in_(("asked", "answered")),
        )
    ).all()
    said = [
        Said(row.person, _team(row.beneficiary_team), _MEANS[row.kind])
        for row in rows
        if row.kind is not None
    ]
    return in_use(len(rows), said, _unasked(conn, slug, since, until))


def _unasked(conn: Connection, slug: str, since: datetime, until: datetime) -> Uses:
    """Return what AI systems said, and people too where there are five of them."""
    asked = select(use_questions.c.output_id).where(
        use_questions.c.output_id == feedback.c.output_id, use_questions.c.feedback_id == feedback.c.id
    )
    found = (
        select(feedback.c.kind, feedback.c.given_by)
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(feedback.c.given_at >= since, feedback.c.given_at < until, outputs.c.workflow == slug)
        .where(feedback.c.kind.in_(_MEANS), ~asked.correlate(feedback).exists())
    )
    rows = conn.execute(found).all()
    people = {row.given_by for row in rows if not row.given_by.startswith("key:")}
    shown = [row for row in rows if len(people) >= SHOWN_FROM or row.given_by not in people]
    return uses_of(_MEANS[row.kind] for row in shown)


def _team(name: str | None) -> str | None:
    return name.strip().casefold() or None if name is not None else None
