"""How many looks are still to be taken at what has gone out, by when, and who answers for that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, literal_column, select

from storage.answering import named_leaders, who_answers
from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.outputs import names_of
from storage.people import reviewers_of
from storage.tables import cards, outputs, reviews
from storage.workflows import Workflow, all_workflows

_AUDITED = reviews.join(outputs, outputs.c.id == reviews.c.output_id)
# No index is of this: it tempts the database to walk through every output of a workflow.
_WORKFLOW = outputs.c.workflow.concat(literal_column("''"))
_WAITS = (IS_AUDIT, IS_OPEN, BY_INDEX, outputs.c.state == "released")


@dataclass(frozen=True)
class AuditsWaiting:
    """How many looks wait in one workflow, how many of them are late, and by when the first was wanted."""

    count: int
    late: int
    first_due_at: datetime


@dataclass(frozen=True)
class LateAudits:
    """A workflow in which looks are late; who can say, by name, and the card of the oldest (None: it has none)."""

    workflow: Workflow
    waiting: AuditsWaiting
    deciders: tuple[str, ...]
    permalink: str | None


def who_hears(conn: Connection, now: datetime) -> dict[str, list[Workflow]]:
    """Return the workflows in which a look is late at `now`, by whoever answers for them now.

    That is the owner, or the deputy where the owner is away or has left, or where neither is there those who lead.
    """
    late = select(_WORKFLOW).where(*_WAITS, outputs.c.due_at <= now).distinct()
    slugs = set(conn.execute(late.select_from(_AUDITED)).scalars())
    found: dict[str, list[Workflow]] = {}
    for live in all_workflows(conn) if slugs else []:
        if live.slug not in slugs:
            continue
        who = who_answers(conn, live, now)
        for person in [who] if who is not None else named_leaders(conn, now):
            found.setdefault(person, []).append(live)
    return found


def late_audits_of(conn: Connection, person: str, now: datetime) -> list[LateAudits]:
    """Return the workflows of which this person is to hear at `now` that looks are late, the latest first."""
    own = who_hears(conn, now).get(person, [])
    waiting = audits_waiting(conn, [live.slug for live in own], now)
    found = [
        LateAudits(live, waiting[live.slug], _deciders(conn, live, now), _oldest_card(conn, live.slug))
        for live in own
    ]
    return sorted(found, key=lambda one: (one.waiting.first_due_at, one.workflow.slug))


def _deciders(conn: Connection, live: Workflow, now: datetime) -> tuple[str, ...]:
    people = reviewers_of(conn, live.slug, now)
    names = names_of(conn, set(people))
    return tuple(names.get(one, one) for one in people)


def _oldest_card(conn: Connection, slug: str) -> str | None:
    first = select(cards.c.permalink).where(*_WAITS, _WORKFLOW.in_([slug]))
    joined = _AUDITED.outerjoin(cards, cards.c.output_id == outputs.c.id)
    oldest = first.select_from(joined).order_by(outputs.c.due_at, outputs.c.id).limit(1)
    return conn.execute(oldest).scalar_one_or_none()


def audits_waiting(conn: Connection, workflows: Collection[str], now: datetime) -> dict[str, AuditsWaiting]:
    """Return what waits to be looked at in these workflows, by name; those in which nothing does are left out."""
    if not workflows:
        return {}
    counted = (
        select(
            _WORKFLOW.label("workflow"),
            func.count().label("open"),
            func.sum(case((outputs.c.due_at <= now, 1), else_=0)).label("late"),
            func.min(outputs.c.due_at).label("first_due_at"),
        )
        .select_from(_AUDITED)
        .where(*_WAITS, _WORKFLOW.in_(sorted(workflows)))
        .group_by(_WORKFLOW)
    )
    return {
        row.workflow: AuditsWaiting(row.open, int(row.late), row.first_due_at)
        for row in conn.execute(counted)
    }
