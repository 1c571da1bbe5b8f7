"""What went out and was of use, by the team that gains from it, as far as anybody said otherwise."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.teams import as_one
from storage.signals.scope import Scope
from storage.tables import feedback, outputs

_OF_NO_USE = ("discarded", "no_use")


def used(conn: Connection, scope: Scope) -> dict[str, int]:
    """Return how many of what was handed in in the period went out, was not taken back, and was not called of no use
    in the period; by the team that gains, which is the workflow's own where none was named.
    """
    count: dict[str, int] = defaultdict(int)
    for query, sign in ((_gone_out(scope), 1), (_of_no_use(scope), -1)):
        for team, number in conn.execute(query):
            count[as_one(team) or as_one(scope.live.policy.team)] += sign * int(number)
    return dict(count)


def _gone_out(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(outputs.c.beneficiary_team, func.count())
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.submitted_at >= scope.begins_at,
            outputs.c.submitted_at < scope.ends_at,
            outputs.c.kind == "real",
            outputs.c.state == "released",
        )
        .group_by(outputs.c.beneficiary_team)
    )


def _of_no_use(scope: Scope) -> Select[*tuple[Any, ...]]:
    # By when it was said: far fewer than went out.
    said = (
        select(feedback.c.output_id)
        .distinct()
        .where(
            feedback.c.given_at >= scope.begins_at,
            feedback.c.given_at < scope.ends_at,
            feedback.c.kind.in_(_OF_NO_USE),
        )
        .subquery()
    )
    return (
        select(outputs.c.beneficiary_team, func.count())
        .join(said, said.c.output_id == outputs.c.id)
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.submitted_at >= scope.begins_at,
            outputs.c.submitted_at < scope.ends_at,
            outputs.c.state == "released",
        )
        .group_by(outputs.c.beneficiary_team)
    )
