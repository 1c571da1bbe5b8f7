"""What a model stated of its outputs, and what was made of those that were judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_

from domain.signals.confidence import StatedAndRight
from domain.statistics.calibration import Forecast
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, counted, verdict_of
from storage.tables import outputs

# What was stated longer ago says little of how sure it may be now.
WINDOW = timedelta(days=182)
VERSION = (outputs.c.model, outputs.c.model_version, outputs.c.prompt_version)
IS_STATED: ColumnElement[bool] = outputs.c.confidence.is_not(None)


def read(conn: Connection, scope: Scope) -> StatedAndRight:
    """Return what the version that came last stated of everything of the half year that is judged."""
    rows = stated(conn, scope, outputs.c.sampled)
    latest = version_of(rows)
    rules = Rules(conn)
    forecasts: list[Forecast] = []
    others = 0
    for row, verdict in ((row, verdict_of(row, rules, scope.ends_at)) for row in rows):
        if verdict not in ("good", "wrong"):
            continue
        if _version(row) != latest:
            others += row.many
            continue
        forecasts += [Forecast(row.confidence, verdict == "good", row.pi)] * row.many
    return StatedAndRight(tuple(forecasts), others)


def stated(
    conn: Connection, scope: Scope, such: ColumnElement[bool] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what was handed in with a confidence in the half year, by that and by version."""
    also = IS_STATED if such is None else and_(IS_STATED, such)
    since: datetime = scope.ends_at - WINDOW
    more = (outputs.c.confidence, *VERSION, outputs.c.submitted_at)
    return counted(conn, [scope.live.slug], since, scope.ends_at, *more, such=also)


def version_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[str | None, ...] | None:
    """Return the model and prompt of what came last, None for nothing."""
    return _version(max(rows, key=lambda row: row.submitted_at)) if rows else None


def of_version(
    rows: Sequence[Row[*tuple[Any, ...]]], version: tuple[str | None, ...] | None
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Give those of this model and prompt."""
    return (row for row in rows if _version(row) == version)


def _version(row: Row[*tuple[Any, ...]]) -> tuple[str | None, ...]:
    return (row.model, row.model_version, row.prompt_version)
