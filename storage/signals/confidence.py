"""What a model stated of its outputs, and what was made of those that were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from domain.signals.confidence import StatedAndRight
from domain.statistics.calibration import Forecast
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import MAKER, Rules, counted, verdict_of
from storage.tables import outputs

# What was stated longer ago says little of how sure it may be now.
WINDOW = timedelta(days=182)
IS_STATED: ColumnElement[bool] = outputs.c.confidence.is_not(None)


def read(conn: Connection, scope: Scope) -> StatedAndRight:
    """Return what the version that came last stated of everything of the half year that is judged."""
    latest = latest_version(conn, scope)
    if latest is None:
        return StatedAndRight()
    rules = Rules(conn)
    forecasts: list[Forecast] = []
    for row in stated(conn, scope, and_(outputs.c.sampled, latest)):
        verdict = verdict_of(row, rules, scope.ends_at)
        if verdict in ("good", "wrong"):
            forecasts += [Forecast(row.confidence, verdict == "good", row.pi)] * row.many
    return StatedAndRight(tuple(forecasts))


def within(scope: Scope) -> ColumnElement[bool]:
    """Return what is true of the workflow's outputs of the half year."""
    return and_(
        outputs.c.workflow == scope.live.slug,
        outputs.c.kind == "real",
        outputs.c.submitted_at >= scope.ends_at - WINDOW,
        outputs.c.submitted_at < scope.ends_at,
    )


def latest_version(conn: Connection, scope: Scope) -> ColumnElement[bool] | None:
    """Return what is true of the outputs of the model and prompt that came last with a confidence; None for none."""
    newest = select(*MAKER).where(within(scope), IS_STATED).order_by(outputs.c.submitted_at.desc()).limit(1)
    version = conn.execute(newest).one_or_none()
    if version is None:
        return None
    return and_(*(column.is_not_distinct_from(said) for column, said in zip(MAKER, version, strict=True)))


def stated(conn: Connection, scope: Scope, such: ColumnElement[bool]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was handed in with a confidence in the half year, by that: what of it is `such`."""
    since = scope.ends_at - WINDOW
    also = and_(IS_STATED, such)
    return counted(conn, [scope.live.slug], since, scope.ends_at, outputs.c.confidence, such=also)
