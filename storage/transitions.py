"""Every change of how much is checked, in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from domain.transitions import Standing, Transition
from storage.tables import transitions

_LATEST = select(transitions).order_by(transitions.c.id.desc())


def keep_transition(conn: Connection, change: Transition) -> int:
    """Add it in this transaction; its id."""
    row = {
        "workflow": change.workflow,
        "at": change.at,
        "lane_before": change.was.lane,
        "stage_before": change.was.stage,
        "lane": change.becomes.lane,
        "stage": change.becomes.stage,
        "why": change.why,
        "person": change.person,
        "output_id": change.output_id,
        "trial_id": change.trial_id,
        "numbers": dict(change.numbers),
    }
    return int(conn.execute(insert(transitions).values(row).returning(transitions.c.id)).scalar_one())


def transition(conn: Connection, transition_id: int) -> Transition | None:
    """Return the change, or None."""
    row = conn.execute(select(transitions).where(transitions.c.id == transition_id)).one_or_none()
    return None if row is None else _as_transition(row)


def transitions_of(conn: Connection, slug: str, *, limit: int = 5) -> list[Transition]:
    """Return the workflow's latest changes, newest first."""
    found = _LATEST.where(transitions.c.workflow == slug).limit(limit)
    return [_as_transition(row) for row in conn.execute(found)]


def times_anew(conn: Connection, slug: str, *, since: datetime) -> int:
    """Return how often since then the workflow's evidence began anew while everything was checked already."""
    one = transitions.c
    anew = select(func.count()).where(
        one.workflow == slug,
        one.at > since,
        one.why.in_(("critical", "drift", "probes")),
        one.lane == one.lane_before,
        one.stage_before.is_(None),
        one.stage.is_(None),
    )
    return conn.execute(anew).scalar_one()


def _as_transition(row: Row[*tuple[Any, ...]]) -> Transition:
    return Transition(
        row.workflow,
        row.at,
        Standing(row.lane_before, row.stage_before),
        Standing(row.lane, row.stage),
        row.why,
        row.person,
        row.output_id,
        row.trial_id,
        row.numbers,
    )
