"""Volumes: written as deltas with each change, folded into hours later, and the same when counted anew from outputs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    select,
    type_coerce,
    union_all,
)

from domain.volumes import HOUR, Stretch, Volume, hour_of, whole_hours
from storage.lists import one_of
from storage.rows import add_rows
from storage.tables import outputs, volume_checks, volume_deltas, volumes
from storage.tables.types import Instant
from storage.transaction import Tx

COUNTS = tuple(each.name for each in fields(Volume))
_A_HOUR = HOUR // HOUR.resolution


def count_volume(tx: Tx, workflow: str, submitted_at: datetime, added: Volume) -> None:
    """Add to the volume of the hour in which it was handed in; it is written when this transaction ends."""
    key = (workflow, hour_of(submitted_at))
    volume = tx.volumes.get(key)
    if volume is None:
        volume = tx.volumes[key] = Volume()
    volume.add(added)


def add_volumes(tx: Tx) -> None:
    """Write what this transaction has counted so far: a row for each hour of a workflow."""
    counted, tx.volumes = tx.volumes, {}
    add_rows(tx.conn, volume_deltas, rows_of(counted))


def rows_of(counted: Mapping[tuple[str, datetime], Volume]) -> list[dict[str, object]]:
    """Return a row for each hour of a workflow, in the order in which everybody writes them."""
    return [
        {"workflow": slug, "hour": hour, **{name: getattr(volume, name) for name in COUNTS}}
        for (slug, hour), volume in sorted(counted.items(), key=lambda each: each[0])
    ]


def volumes_between(
    conn: Connection, slugs: Collection[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Volume]:
    """Return the volume of what these were handed in the period (its end not included); nothing, no entry.

    Whole hours from what was counted, the rest at its edges from the outputs themselves.
    """
    before, hours, after = whole_hours(begins_at, ends_at)
    parts = [*_counted(hours), _recount(before), _recount(after)]
    each = union_all(*parts).subquery()
    summed = select(each.c.workflow, *_sums(each.c)).group_by(each.c.workflow)
    found = conn.execute(summed, {"workflows": list(slugs)})
    return {row.workflow: volume for row in found if (volume := as_volume(row))}


def differences(
    conn: Connection, slugs: Collection[str], hours: Stretch
) -> dict[tuple[str, datetime], Volume]:
    """Return what is missing in the volumes of these, as against the outputs, by workflow and hour; all is well:
    nothing.

    One statement, for it has one view of what is committed: a change and its delta are in it together, or neither.
    """
    each = union_all(*_counted(hours, sign=-1), _recount(hours)).subquery()
    differing = select(each.c.workflow, each.c.hour, *_sums(each.c)).group_by(each.c.workflow, each.c.hour)
    found = conn.execute(differing.order_by(each.c.workflow, each.c.hour), {"workflows": list(slugs)})
    return {(row.workflow, row.hour): missing for row in found if (missing := as_volume(row))}


def was_checked(conn: Connection, night: date) -> bool:
    """Say whether volumes were counted anew in the night after which this day begins, or are being."""
    found = select(volume_checks.c.night).where(volume_checks.c.night == night.isoformat())
    return conn.execute(found).first() is not None


def _counted(hours: Stretch, *, sign: int = 1) -> Iterator[Select[*tuple[Any, ...]]]:
    for table in (volumes, volume_deltas):
        counts = _named(table.c[name] * sign for name in COUNTS)
        yield select(table.c.workflow, table.c.hour, *counts).where(
            one_of(table.c.workflow, "workflows"),
            table.c.hour >= hours.begins_at,
            table.c.hour < hours.ends_at,
        )


def _recount(within: Stretch) -> Select[*tuple[Any, ...]]:
    """Count the outputs themselves: what every figure of a volume means."""
    went_out = outputs.c.released_sha256.is_not(None)
    undrawn = ~and_(outputs.c.sampled, outputs.c.pi.is_not(None))
    counts: tuple[ColumnElement[int], ...] = (
        func.count(),
        _how_many(went_out),
        _how_many(and_(went_out, outputs.c.needed == 0)),
        _how_many(and_(went_out, undrawn, outputs.c.state == "recalled")),
    )
    at = type_coerce(outputs.c.submitted_at, BigInteger)
    hour = type_coerce(at - at % _A_HOUR, Instant).label("hour")
    return (
        select(outputs.c.workflow, hour, *_named(counts))
        .where(
            one_of(outputs.c.workflow, "workflows"),
            outputs.c.kind == "real",
            outputs.c.submitted_at >= within.begins_at,
            outputs.c.submitted_at < within.ends_at,
        )
        .group_by(outputs.c.workflow, hour)
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _named(counts: Iterable[ColumnElement[int]]) -> list[ColumnElement[int]]:
    return [one.label(name) for name, one in zip(COUNTS, counts, strict=True)]


def _sums(columns: Any) -> list[ColumnElement[int]]:
    return _named(func.sum(columns[name]) for name in COUNTS)


def as_volume(row: Row[*tuple[Any, ...]]) -> Volume:
    """Return the counts of a row."""
    return Volume(*(int(row._mapping[name]) for name in COUNTS))
