"""What a week came to, counted from the outputs themselves: asked again, the same week gives the same figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, cast, func, select, union_all

from domain.lanes import CLOSED
from domain.signals.change import is_other
from domain.signals.pilot_and_scale import in_first_weeks
from domain.signals.wrong_ones_out import change_of
from domain.standards import is_past_date
from domain.weekly import WeeklySummary, WorkflowWeek
from domain.weeks import Week
from storage.audits_waiting import audits_waiting
from storage.follow_up import followed_up
from storage.lateness import is_over_at
from storage.organisation import sponsors_of, team_sizes
from storage.outputs import names_of
from storage.outputs_behind import cleaned_elsewhere
from storage.questions import FIRST_REVIEW, clock_at
from storage.signals.change import BASELINE, clear_among_all
from storage.signals.leading import leading
from storage.signals.pilot_and_scale import at_work_since, reviewed_by_few
from storage.signals.waiting import DECIDED
from storage.signals.wrong_ones_out import wrong_out
from storage.standards import is_asked
from storage.tables import outputs, questions, releases, reviews, votes
from storage.unowned import noted_as_unowned
from storage.volumes import volumes_between
from storage.week_stops import stops_of_week
from storage.workflow_counts import OPEN
from storage.workflows import Workflow, all_workflows


def weekly_summary(
    conn: Connection, week: Week, timezone: str, *, of: Collection[str] | None = None
) -> WeeklySummary:
    """Return the week's figures for each workflow by name, for those in `of` if given.

    What was reopened after the week counts as if it had waited. Looks are late as long as nobody has taken them: what
    was looked at since is in time, or in the signals too late.
    """
    zone = ZoneInfo(timezone)
    begins_at, ends_at = week.begins_at(zone), week.ends_at(zone)
    everything = all_workflows(conn)
    known = [one for one in everything if of is None or one.slug in of]
    slugs = [one.slug for one in known]
    stops = stops_of_week(conn, slugs, begins_at, ends_at)
    stopped = [slug for slug, stop in stops.items() if stop.went_on_at is None]
    counted = _counted(conn, slugs, begins_at, ends_at, stopped)
    looks = audits_waiting(conn, slugs, ends_at)
    last_day = (ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    ownerless = noted_as_unowned(conn)
    told = {
        workflow.slug: workflow
        for workflow in known
        if workflow.status not in CLOSED or workflow.slug in counted
    }
    signals = leading(conn, told, begins_at, ends_at)
    before = wrong_out(conn, told, begins_at - BASELINE, begins_at)
    changes = {slug: change_of(signals[slug].wrong, before[slug]) for slug in told}
    clear = clear_among_all(conn, changes, begins_at, ends_at)
    since = {slug: at for slug, at in at_work_since(conn, told).items() if at < ends_at}
    few = reviewed_by_few(conn, since, ends_at)
    sponsors = sponsors_of(conn, told.values())
    others = cleaned_elsewhere(conn, told, begins_at, ends_at)
    rows = [
        WorkflowWeek(
            slug,
            workflow.owner,
            **counted.get(slug, {}),
            past_date=_past_date(workflow, last_day),
            unowned_since=ownerless[slug].since_at if slug in ownerless else None,
            sponsor=sponsors.get(slug),
            stop=stops.get(slug),
            looks_late=looks[slug].late if slug in looks else 0,
            cleaned_elsewhere=others[slug],
            signals=signals[slug],
            change=changes[slug] if clear[slug] else None,
            other_version=is_other(signals[slug].wrong, before[slug]),
            people_first=_is_people_first(workflow),
            is_pilot=slug in since and (slug in few or in_first_weeks(since[slug], ends_at)),
        )
        for slug, workflow in told.items()
    ]
    sizes = team_sizes(conn, everything)
    cleaned = {slug: one.time.cleaned_by(sizes) for slug, one in signals.items()}
    people = {row.owner for row in rows} | set(sponsors.values())
    return WeeklySummary(
        week,
        timezone,
        begins_at,
        ends_at,
        tuple(rows),
        names_of(conn, people),
        sizes,
        compared=any(change is not None for change in changes.values()),
        is_own=of is not None,
        followed=() if of is not None else followed_up(conn, begins_at, ends_at, cleaned),
    )


def _is_people_first(found: Workflow) -> bool:
    return found.lane != "automated" or found.stage == "screening"


def _past_date(found: Workflow, day: date) -> date | None:
    is_past = is_asked(found) and is_past_date(found.policy.standard, day)
    return found.policy.standard.review_by if is_past else None


def _counted(
    conn: Connection,
    slugs: Collection[str],
    begins_at: datetime,
    ends_at: datetime,
    stopped: Collection[str],
) -> dict[str, dict[str, Any]]:
    """Return the figures of each of these workflows that has any, by name; `stopped` were as the week ended."""
    settled = _settled(begins_at, ends_at).where(outputs.c.workflow.in_(slugs))
    # By time alone: with the workflows named, SQLite would go through all of theirs instead.
    by_time = [_let_out(begins_at, ends_at), _asked(begins_at, ends_at)]
    counted: dict[str, dict[str, Any]] = {
        slug: {"late": 0, "handed_in": volume.handed_in, "unchecked": volume.unchecked}
        for slug, volume in volumes_between(conn, slugs, begins_at, ends_at).items()
        if volume.handed_in
    }
    for query in (settled, _waiting(slugs, ends_at, stopped), *by_time):
        for row in conn.execute(query):
            figures = dict(row._mapping)
            workflow = figures.pop("workflow")
            if workflow not in slugs:
                continue
            own = counted.setdefault(workflow, {"late": 0})
            late = own["late"] + figures.pop("late", 0)
            own |= figures | {"late": late}
    return counted


def _settled(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    within = (outputs.c.settled_at >= begins_at) & (outputs.c.settled_at < ends_at)
    return (
        _by_workflow(
            _sum(DECIDED & (votes.c.verdict != "reject"), "approved"),
            _sum(DECIDED & (votes.c.verdict == "reject"), "rejected"),
            _sum(outputs.c.state == "expired", "expired"),
            _sum(DECIDED & is_over_at(outputs.c.settled_at), "late"),
        )
        .outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)
        .outerjoin(reviews, FIRST_REVIEW)
        .where(within, outputs.c.needed > 0)
    )


def _let_out(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    """What people let out."""
    within = (releases.c.released_at >= begins_at) & (releases.c.released_at < ends_at)
    return (
        _by_workflow(func.count().label("let_out"))
        .join(releases, releases.c.output_id == outputs.c.id)
        .where(within, releases.c.needed > 0)
    )


def _waiting(slugs: Collection[str], ends_at: datetime, stopped: Collection[str]) -> Select[*tuple[Any, ...]]:
    """What waited as the week ended: what still does, and what has been settled since. Nothing `stopped` is late."""
    # Not a condition of the search: SQLite would go through all that was ever handed in before.
    came = outputs.c.submitted_at < ends_at
    asked = (questions.c.id == outputs.c.question) & (questions.c.asked_at < ends_at)
    found = (
        _by_workflow(
            _sum(came, "waiting"),
            _sum(came & is_over_at(clock_at(ends_at)) & outputs.c.workflow.not_in(stopped), "late"),
            func.min(case((came, outputs.c.submitted_at))).label("oldest_at"),
        )
        .outerjoin(reviews, FIRST_REVIEW)
        .outerjoin(questions, asked)
    )
    # Each in the words of the index that holds it.
    still = OPEN & (outputs.c.state == "in_review")
    since = (outputs.c.settled_at >= ends_at) & (outputs.c.needed > 0) & (outputs.c.state != "in_review")
    each = union_all(found.where(still), found.where(since, outputs.c.workflow.in_(slugs))).subquery()
    waiting = _whole(func.sum(each.c.waiting))
    return (
        select(
            each.c.workflow,
            waiting.label("waiting"),
            _whole(func.sum(each.c.late)).label("late"),
            func.min(each.c.oldest_at).label("oldest_at"),
        )
        .group_by(each.c.workflow)
        .having(waiting > 0)
    )


def _asked(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    within = (questions.c.asked_at >= begins_at) & (questions.c.asked_at < ends_at)
    return (
        _by_workflow(func.count().label("asked"))
        .join(questions, questions.c.output_id == outputs.c.id)
        .where(within)
    )


def _whole(total: ColumnElement[int]) -> ColumnElement[int]:
    """Return a sum of counts as a whole number; PostgreSQL makes a decimal of it."""
    return cast(total, BigInteger)


def _by_workflow(*figures: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    counted = select(outputs.c.workflow, *figures).select_from(outputs)
    return counted.where(outputs.c.kind == "real").group_by(outputs.c.workflow)


def _sum(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
