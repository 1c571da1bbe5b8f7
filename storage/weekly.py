"""What a week came to, counted from the outputs themselves: asked again, the same week gives the same figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from domain.lanes import CLOSED
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.standards import is_past_date
from domain.statistics.changing import Change, change, clear_changes
from domain.statistics.showing import ENOUGH
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from storage.organisation import sponsors_of, team_sizes
from storage.outputs import names_of
from storage.questions import FIRST_REVIEW, REVIEWERS_DUE_AT, clock_at
from storage.signals import leading, wrong_out
from storage.standards import is_asked
from storage.tables import outputs, questions, releases, reviews, votes
from storage.unowned import noted_as_unowned
from storage.workflows import Workflow, all_workflows

# What a week is compared with: one week alone goes up and down by chance.
BASELINE = timedelta(days=28)


def weekly_summary(
    conn: Connection, week: Week, timezone: str, *, of: Collection[str] | None = None
) -> WeeklySummary:
    """Return the week's figures for each workflow by name, for those in `of` if given.

    What was reopened after the week counts as if it had waited.
    """
    zone = ZoneInfo(timezone)
    begins_at, ends_at = week.begins_at(zone), week.ends_at(zone)
    counted = _counted(conn, begins_at, ends_at)
    last_day = (ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    ownerless = noted_as_unowned(conn)
    told = {
        workflow.slug: workflow
        for workflow in all_workflows(conn)
        if of is None or workflow.slug in of
        if workflow.status not in CLOSED or workflow.slug in counted
    }
    signals = leading(conn, told, begins_at, ends_at)
    before = wrong_out(conn, told, begins_at - BASELINE, begins_at)
    changes = {slug: _change(signals[slug].wrong, before[slug]) for slug in told}
    clear = dict(zip(changes, clear_changes(list(changes.values())), strict=True))
    sponsors = sponsors_of(conn, told.values())
    rows = [
        WorkflowWeek(
            slug,
            workflow.owner,
            **counted.get(slug, {}),
            past_date=_past_date(workflow, last_day),
            unowned_since=ownerless[slug].since_at if slug in ownerless else None,
            sponsor=sponsors.get(slug),
            signals=signals[slug],
            change=changes[slug] if clear[slug] else None,
        )
        for slug, workflow in told.items()
    ]
    people = {row.owner for row in rows} | set(sponsors.values())
    return WeeklySummary(
        week,
        timezone,
        begins_at,
        ends_at,
        tuple(rows),
        names_of(conn, people),
        team_sizes(conn, told.values()),
        compared=any(change is not None for change in changes.values()),
    )


def _change(now: WrongOnesOut, before: WrongOnesOut) -> Change | None:
    """Return how the share of wrong ones has changed; None where either week cannot be told as a share."""
    if now.rate is None or before.rate is None or min(now.rate.n_eff, before.rate.n_eff) < ENOUGH:
        return None
    return change(
        now.rate.rate * now.rate.n_eff,
        now.rate.n_eff,
        before.rate.rate * before.rate.n_eff,
        before.rate.n_eff,
    )


def _past_date(found: Workflow, day: date) -> date | None:
    is_past = is_asked(found) and is_past_date(found.policy.standard, day)
    return found.policy.standard.review_by if is_past else None


def _counted(conn: Connection, begins_at: datetime, ends_at: datetime) -> dict[str, dict[str, Any]]:
    """Return the figures of each workflow that has any, by name."""
    counted: dict[str, dict[str, Any]] = {}
    for query in (
        _handed_in(begins_at, ends_at),
        _settled(begins_at, ends_at),
        _released(begins_at, ends_at),
        _waiting(ends_at),
        _asked(begins_at, ends_at),
    ):
        for row in conn.execute(query):
            figures = dict(row._mapping)
            own = counted.setdefault(figures.pop("workflow"), {"late": 0})
            late = own["late"] + figures.pop("late", 0)
            own |= figures | {"late": late}
    return counted


def _handed_in(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    made = (outputs.c.submitted_at >= begins_at) & (outputs.c.submitted_at < ends_at)
    return _by_workflow(func.count().label("handed_in")).where(made)


def _settled(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    by_people = outputs.c.state.in_(("approved", "rejected", "released")) & (outputs.c.needed > 0)
    within = (outputs.c.settled_at >= begins_at) & (outputs.c.settled_at < ends_at)
    return (
        _by_workflow(
            _sum(by_people & (votes.c.verdict != "reject"), "approved"),
            _sum(by_people & (votes.c.verdict == "reject"), "rejected"),
            _sum(outputs.c.state == "expired", "expired"),
            _sum(by_people & (outputs.c.settled_at > REVIEWERS_DUE_AT), "late"),
        )
        .outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)
        .outerjoin(reviews, FIRST_REVIEW)
        .where(within)
    )


def _released(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    within = (releases.c.released_at >= begins_at) & (releases.c.released_at < ends_at)
    return (
        _by_workflow(func.count().label("released"), _sum(releases.c.needed == 0, "unchecked"))
        .join(releases, releases.c.output_id == outputs.c.id)
        .where(within)
    )


def _waiting(ends_at: datetime) -> Select[*tuple[Any, ...]]:
    undecided = or_(
        outputs.c.state == "in_review", (outputs.c.settled_at >= ends_at) & (outputs.c.needed > 0)
    )
    asked = (questions.c.id == outputs.c.question) & (questions.c.asked_at < ends_at)
    return (
        _by_workflow(
            func.count().label("waiting"),
            _sum(clock_at(ends_at) > REVIEWERS_DUE_AT, "late"),
            func.min(outputs.c.submitted_at).label("oldest_at"),
        )
        .outerjoin(reviews, FIRST_REVIEW)
        .outerjoin(questions, asked)
        .where(outputs.c.submitted_at < ends_at, undecided)
    )


def _asked(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    within = (questions.c.asked_at >= begins_at) & (questions.c.asked_at < ends_at)
    return (
        _by_workflow(func.count().label("asked"))
        .join(questions, questions.c.output_id == outputs.c.id)
        .where(within)
    )


def _by_workflow(*figures: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    counted = select(outputs.c.workflow, *figures).select_from(outputs)
    return counted.where(outputs.c.kind == "real").group_by(outputs.c.workflow)


def _sum(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
