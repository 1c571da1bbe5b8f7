"""What is late in some workflows at this moment, one by one: for whoever answers for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.lateness import RUNS, is_over
from storage.questions import FIRST_REVIEW, REVIEWERS_DUE_AT
from storage.tables import cards, outputs, reviews, workflows
from storage.workflows import workflows_named

Kind = Literal["review", "audit"]


@dataclass(frozen=True)
class LateOne:
    """An output that nobody has decided in time, or looked at after it went out. `permalink` is its card's, if any."""

    kind: Kind
    output_id: str
    workflow: str
    title: str | None
    due_at: datetime
    zone: str
    permalink: str | None


@dataclass(frozen=True)
class LateNow:
    """The first of it, what was wanted soonest before the rest, and how much it is in all."""

    items: tuple[LateOne, ...]
    count: int


def late_now(conn: Connection, slugs: Collection[str], now: datetime, *, at_most: int) -> LateNow:
    """Return what is late in these workflows."""
    kinds: tuple[Kind, ...] = ("review", "audit")
    found = [one for kind in kinds for one in _first(conn, kind, slugs, now, at_most)]
    in_order = sorted(found, key=lambda one: (one.due_at, one.output_id))
    return LateNow(tuple(in_order[:at_most]), sum(_how_many(conn, kind, slugs, now) for kind in kinds))


def _first(
    conn: Connection, kind: Kind, slugs: Collection[str], now: datetime, at_most: int
) -> list[LateOne]:
    columns = (outputs.c.id, outputs.c.workflow, outputs.c.title, REVIEWERS_DUE_AT.label("due_at"))
    found = _late(kind, slugs, now, *columns, cards.c.permalink).outerjoin(
        cards, cards.c.output_id == outputs.c.id
    )
    rows = conn.execute(found.order_by(REVIEWERS_DUE_AT, outputs.c.id).limit(at_most)).all()
    zones = {slug: one.policy.working_hours.timezone for slug, one in workflows_named(conn, slugs).items()}
    return [
        LateOne(kind, row.id, row.workflow, row.title, row.due_at, zones[row.workflow], row.permalink)
        for row in rows
    ]


def _how_many(conn: Connection, kind: Kind, slugs: Collection[str], now: datetime) -> int:
    return int(conn.execute(_late(kind, slugs, now, func.count())).scalar_one())


def _late(
    kind: Kind, slugs: Collection[str], now: datetime, *columns: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    found = (
        select(*columns)
        .select_from(outputs)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(outputs.c.workflow.in_(slugs), RUNS[kind], is_over(now))
    )
    if kind == "review":
        return found.outerjoin(reviews, FIRST_REVIEW)
    return found.join(reviews, reviews.c.output_id == outputs.c.id).where(IS_AUDIT, IS_OPEN, BY_INDEX)
