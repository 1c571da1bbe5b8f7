"""What App Home says of what has gone out: what one person has to answer, and what is to be put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from domain.second_looks import FirstVerdict, SecondVerdict
from storage.aftermath import report_judges
from storage.outputs import names_of, outputs_where
from storage.second_looks import settlers_of, unsettled
from storage.tables import cards, outputs, put_rights, reports
from storage.workflows import Workflow

SHOWN = 5
_LOOKED_AT = 50


@dataclass(frozen=True)
class ToJudge:
    """An output that is reported as wrong, for this person to say whether it was."""

    output_id: str
    title: str | None
    workflow: str
    reporters: int
    permalink: str | None


@dataclass(frozen=True)
class ToPutRight:
    """A task that is open: this person's own, or in a workflow that they answer for."""

    output_id: str
    title: str | None
    workflow: str
    person: str
    name: str
    due_at: datetime
    zone: str
    is_mine: bool
    is_late: bool
    permalink: str | None


@dataclass(frozen=True)
class ToSettle:
    """An output about which two reviewers disagree, for this person to say which of the two was right."""

    output_id: str
    title: str | None
    workflow: str
    due_at: datetime
    zone: str
    first: FirstVerdict
    second: SecondVerdict


@dataclass(frozen=True)
class AfterHome:
    """The most pressing of each, and how many more there are."""

    to_judge: tuple[ToJudge, ...] = ()
    more_to_judge: int = 0
    to_put_right: tuple[ToPutRight, ...] = ()
    more_to_put_right: int = 0
    to_settle: tuple[ToSettle, ...] = ()
    more_to_settle: int = 0


def after_home(conn: Connection, user_id: str, existing: Sequence[Workflow], now: datetime) -> AfterHome:
    """Return what App Home shows this person at `now` of what has gone out."""
    answered_for = [one.slug for one in existing if user_id in (one.owner, one.deputy)]
    judged = _to_judge(conn, user_id, answered_for, now)
    zones = {one.slug: one.policy.working_hours.timezone for one in existing}
    tasks = _to_put_right(conn, user_id, answered_for, zones, now)
    settled = _to_settle(conn, user_id, answered_for, zones, now)
    return AfterHome(
        to_judge=tuple(judged[:SHOWN]),
        more_to_judge=max(0, len(judged) - SHOWN),
        to_put_right=tuple(tasks[:SHOWN]),
        more_to_put_right=max(0, len(tasks) - SHOWN),
        to_settle=tuple(settled[:SHOWN]),
        more_to_settle=max(0, len(settled) - SHOWN),
    )


def _to_judge(conn: Connection, user_id: str, slugs: Sequence[str], now: datetime) -> list[ToJudge]:
    query = (
        select(
            reports.c.output_id, func.count().label("reporters"), func.min(reports.c.reported_at).label("at")
        )
        .join(outputs, outputs.c.id == reports.c.output_id)
        .where(reports.c.state == "open", outputs.c.workflow.in_(slugs))
        .group_by(reports.c.output_id)
        .order_by("at", reports.c.output_id)
        .limit(_LOOKED_AT)
    )
    counts = {row.output_id: int(row.reporters) for row in conn.execute(query)}
    found = {one.id: one for one in outputs_where(conn, outputs.c.id.in_(counts))} if counts else {}
    links = _links(conn, list(counts))
    return [
        ToJudge(output_id, one.title, one.workflow, count, links.get(output_id))
        for output_id, count in counts.items()
        for one in [found[output_id]]
        if user_id in report_judges(conn, one, now)
    ]


def _to_settle(
    conn: Connection, user_id: str, slugs: Sequence[str], zones: dict[str, str], now: datetime
) -> list[ToSettle]:
    waiting = {one.output_id: one for one in unsettled(conn, slugs)[:_LOOKED_AT]} if slugs else {}
    found = outputs_where(conn, outputs.c.id.in_(waiting)) if waiting else []
    mine = [one for one in found if user_id in settlers_of(conn, one, waiting[one.id], now)]
    listed = [
        ToSettle(one.id, one.title, one.workflow, due_at, zones[one.workflow], said.first, said.verdict)
        for one in mine
        if (due_at := (said := waiting[one.id]).settle_by) is not None
    ]
    return sorted(listed, key=lambda one: (one.due_at, one.output_id))


def _to_put_right(
    conn: Connection, user_id: str, slugs: Sequence[str], zones: dict[str, str], now: datetime
) -> list[ToPutRight]:
    """Return the open tasks, the person's own first, then by deadline."""
    query = (
        select(
            outputs.c.id,
            outputs.c.title,
            outputs.c.workflow,
            put_rights.c.person,
            put_rights.c.due_at,
            cards.c.permalink,
        )
        .join(outputs, outputs.c.id == put_rights.c.output_id)
        .outerjoin(cards, cards.c.output_id == outputs.c.id)
        .where(
            put_rights.c.done_at.is_(None),
            or_(put_rights.c.person == user_id, outputs.c.workflow.in_(slugs)),
        )
        .order_by(put_rights.c.person != user_id, put_rights.c.due_at, outputs.c.id)
        .limit(_LOOKED_AT)
    )
    rows = conn.execute(query).all()
    names = names_of(conn, {row.person for row in rows})
    return [
        ToPutRight(
            output_id=row.id,
            title=row.title,
            workflow=row.workflow,
            person=row.person,
            name=names.get(row.person, row.person),
            due_at=row.due_at,
            zone=zones[row.workflow],
            is_mine=row.person == user_id,
            is_late=row.due_at < now,
            permalink=row.permalink,
        )
        for row in rows
    ]


def _links(conn: Connection, output_ids: Sequence[str]) -> dict[str, str | None]:
    query = select(cards.c.output_id, cards.c.permalink).where(cards.c.output_id.in_(output_ids))
    return {row.output_id: row.permalink for row in conn.execute(query)}
