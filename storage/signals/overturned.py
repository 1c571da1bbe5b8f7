"""The blind second looks of one workflow with the chance that each had, and what came to light another way."""

from __future__ import annotations

from sqlalchemy import Connection, and_, distinct, func, select

from domain.signals.overturned import FirstDecisionsChanged, LookedAtTwice
from storage.second_looks import pairs_between, people_of_pairs
from storage.signals.scope import Scope
from storage.tables import escalation_steps, outputs, reports, second_looks, second_verdicts


def read(conn: Connection, scope: Scope) -> FirstDecisionsChanged:
    """Return the pairs of the half year up to the last Saturday of the period that may be told of, and the counts of
    the period.
    """
    told = pairs_between(conn, scope.live.slug, scope.ends_at)
    if told is None:
        return FirstDecisionsChanged((), 0, *_another_way(conn, scope))
    since, until = told
    said = (second_verdicts.c.first, second_verdicts.c.verdict, second_looks.c.pi)
    twice = (
        select(*said, func.count())
        .join(second_looks, second_looks.c.output_id == second_verdicts.c.output_id)
        .where(
            second_looks.c.workflow == scope.live.slug,
            second_verdicts.c.given_at >= since,
            second_verdicts.c.given_at < until,
        )
        .group_by(*said)
    )
    return FirstDecisionsChanged(
        tuple(LookedAtTwice(*row) for row in conn.execute(twice)),
        people_of_pairs(conn, scope.live.slug, since, until),
        *_another_way(conn, scope),
    )


def _another_way(conn: Connection, scope: Scope) -> tuple[int, int]:
    """Return how many were reported and confirmed, second looks apart, and how many came to their owner undecided."""
    confirmed = and_(reports.c.state == "confirmed", reports.c.source.not_like("second:%"))
    went_up = and_(
        escalation_steps.c.kind.in_(("review", "audit")),
        escalation_steps.c.role.in_(("owner", "deputy", "leaders")),
    )
    counted = [
        select(func.count(distinct(outputs.c.id)))
        .join(table, table.c.output_id == outputs.c.id)
        .where(
            such,
            outputs.c.workflow == scope.live.slug,
            outputs.c.submitted_at >= scope.begins_at,
            outputs.c.submitted_at < scope.ends_at,
        )
        for table, such in ((reports, confirmed), (escalation_steps, went_up))
    ]
    reported, escalated = (int(conn.execute(one).scalar_one()) for one in counted)
    return reported, escalated
