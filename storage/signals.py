"""The leading signals of a period, for many workflows at once: a handful of statements, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, and_, distinct, false, func, literal, or_, select, union_all

from domain.policy import Policy, UnreadablePolicy
from domain.probes import CAUGHT, Noticed
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.signals.wrong_ones_out import LookedAt, WrongOnesOut, wrong_ones_out
from domain.standards import is_signed
from domain.weighing import Judged, weight
from storage.lists import one_of
from storage.probes import WINDOW as PROBES_WINDOW
from storage.standards import signatures_under
from storage.tables import (
    audit_votes,
    feedback,
    outputs,
    probe_answers,
    probes,
    review_times,
    second_verdicts,
    votes,
)
from storage.weighing import LOOKED_AT, STOPPED
from storage.workflows import Workflow, policy

# Looks of the four weeks up to the end of a period say how long one takes that was not measured.
_TYPICAL_OVER = timedelta(days=28)
_MEASURED_AT_LEAST = 20
_A_DAY = timedelta(days=1)
_NOON = time(12)


def leading(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, Leading]:
    """Return the leading signals of these workflows, for the period up to `ends_at`, which is not in it."""
    out = wrong_out(conn, workflows, begins_at, ends_at)
    spent = time_spent(conn, workflows, begins_at, ends_at)
    caught = noticed_by_workflow(conn, workflows, ends_at)
    return {slug: Leading(out[slug], spent[slug], caught.get(slug, Noticed())) for slug in workflows}


def wrong_out(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, WrongOnesOut]:
    """Return what is known of the wrong ones that got out, of these workflows and what was handed in in the period."""
    found = seen(conn, workflows, begins_at, ends_at)
    signatures = signatures_under(conn, {live.policy_id for live in workflows.values()})
    told = {}
    for slug, live in workflows.items():
        own = found.get(slug, Seen(0, (), 0))
        parts = {one.part for one in signatures[live.policy_id]}
        signed = live.readable and is_signed(parts, high_impact=live.policy.high_impact)
        told[slug] = wrong_ones_out(
            own.looked_at,
            gone_out=own.gone_out,
            reported=own.reported,
            tolerated=live.policy.standard.max_error_rate if signed else None,
            people_first=own.people_first,
        )
    return told


@dataclass(frozen=True)
class Seen:
    """A workflow's outputs of a period: how many went out, what was made of those that were looked at, and how many
    that nobody was to look at turned out wrong because somebody said so. `people_first`: none went out before a
    person had decided.
    """

    gone_out: int
    looked_at: tuple[LookedAt, ...]
    reported: int
    people_first: bool = True


def seen(
    conn: Connection, workflows: Collection[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Seen]:
    """Return what these were handed in the period (its end not included) came to, by workflow; nothing, no entry.

    What is undecided is among neither. Planted mistakes are no outputs, and are not here.
    """
    drawn = outputs.c.sampled
    alike = (
        outputs.c.workflow,
        outputs.c.policy_id,
        outputs.c.pi,
        drawn.label("drawn"),
        outputs.c.stage,
        outputs.c.needed,
        outputs.c.state,
        outputs.c.released_sha256.is_not(None).label("went_out"),
        and_(outputs.c.settled_by_vote.is_not(None), outputs.c.state != "in_review").label("decided"),
        (outputs.c.current_sha256 != outputs.c.content_sha256).label("corrected"),
        and_(outputs.c.released_sha256 != outputs.c.content_sha256, outputs.c.state != "recalled").label(
            "went_out_corrected"
        ),
        votes.c.reason,
        and_(drawn, LOOKED_AT).label("looked_at"),
        and_(drawn, STOPPED).label("stopped"),
    )
    each = (
        select(*alike)
        .outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)
        .where(
            one_of(outputs.c.workflow, "workflows"),
            outputs.c.kind == "real",
            outputs.c.submitted_at >= begins_at,
            outputs.c.submitted_at < ends_at,
        )
        .subquery()
    )
    counted = select(*each.c, func.count().label("many")).group_by(*each.c)
    found = conn.execute(counted, {"workflows": list(workflows)})
    gone_out: dict[str, int] = defaultdict(int)
    reported: dict[str, int] = defaultdict(int)
    unchecked: dict[str, int] = defaultdict(int)
    looked_at: dict[str, list[LookedAt]] = defaultdict(list)
    rules = _Rules(conn)
    for row in found:
        gone_out[row.workflow] += row.many if row.went_out else 0
        unchecked[row.workflow] += row.many if row.went_out and row.needed == 0 else 0
        if not row.drawn or row.pi is None:
            reported[row.workflow] += row.many if row.state == "recalled" and row.went_out else 0
            continue
        under = rules.of(row.policy_id)
        one = None if under is None else _looked_at(row, under, ends_at)
        if one is not None:
            looked_at[row.workflow].append(one)
    return {
        slug: Seen(gone_out[slug], tuple(looked_at[slug]), reported[slug], not unchecked[slug])
        for slug in gone_out
    }


def _looked_at(row: Row[*tuple[Any, ...]], rules: Policy, ends_at: datetime) -> LookedAt | None:
    """Return how they were judged, under the rules of then; None for what is undecided, or never was to be."""
    judged = Judged(
        "",
        ends_at,
        counts=True,
        state=row.state,
        went_out=bool(row.went_out),
        looked_at=bool(row.looked_at),
        decided=bool(row.decided),
        corrected=bool(row.corrected),
        due_at=ends_at,
        screened=row.stage == "screening",
        reason=row.reason,
        stopped=bool(row.stopped),
        drawn=row.stage is not None,
    )
    verdict = weight(judged, rules, ends_at)
    if verdict == "none" or verdict == "open":
        return None
    held = row.stage is not None and rules.checking.is_held
    return LookedAt(
        row.pi,
        verdict,
        bool(row.went_out),
        held,
        row.many,
        people_first=row.needed > 0 and not (held and row.stage == "sampling"),
        corrected=bool(row.went_out_corrected),
    )


class _Rules:
    """The policies that outputs were judged by, each read once; None for one that cannot be read."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._read: dict[int, Policy | None] = {}

    def of(self, policy_id: int) -> Policy | None:
        if policy_id not in self._read:
            try:
                self._read[policy_id] = policy(self._conn, policy_id)
            except UnreadablePolicy:
                self._read[policy_id] = None
        return self._read[policy_id]


def time_spent(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, PeoplesTime]:
    """Return the looks and the clean-up of the period (its end not included), by workflow, for all of these.

    Looks were measured by days of the workflow's own zone, and each day counts for the period in which its noon is.
    """
    looks = _looks(conn, workflows, begins_at, ends_at)
    measured, typical = _measured(conn, workflows, begins_at, ends_at)
    cleaning = _cleaning(conn, begins_at, ends_at)
    spent = {}
    for slug, live in workflows.items():
        times = measured.get(slug, [])
        spent[slug] = PeoplesTime(
            looks=max(looks.get(slug, 0), len(times)),
            measured=len(times),
            measured_minutes=sum(times) / 60,
            typical=typical.get(slug),
            cleaning=cleaning.get(slug, {}),
            checked_by=(live.policy.team or "").casefold(),
        )
    return spent


def _looks(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, int]:
    said = [
        select(outputs.c.workflow.label("workflow"), literal("").label("day"), func.count().label("count"))
        .join(cast, cast.c.output_id == outputs.c.id)
        .where(at >= begins_at, at < ends_at)
        .group_by(outputs.c.workflow)
        for cast, at in (
            (votes, votes.c.recorded_at),
            (audit_votes, audit_votes.c.recorded_at),
            (second_verdicts, second_verdicts.c.given_at),
        )
    ]
    planted = (
        select(probes.c.workflow, probe_answers.c.day, func.count())
        .join(probe_answers, probe_answers.c.probe_id == probes.c.id)
        .where(probe_answers.c.day.between(*_anywhere(begins_at, ends_at)))
        .group_by(probes.c.workflow, probe_answers.c.day)
    )
    each = union_all(*said, planted).subquery()
    summed = select(each.c.workflow, each.c.day, func.sum(each.c.count)).group_by(each.c.workflow, each.c.day)
    looks: dict[str, int] = defaultdict(int)
    for slug, day, count in conn.execute(summed):
        if slug in workflows and (not day or _is_in(day, workflows[slug], begins_at, ends_at)):
            looks[slug] += int(count)
    return looks


def _measured(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return the seconds of the period's measured looks by workflow, and the minutes of a typical one."""
    since = min(begins_at, ends_at - _TYPICAL_OVER)
    found = select(review_times.c.workflow, review_times.c.day, review_times.c.seconds).where(
        review_times.c.workflow.in_(workflows), review_times.c.day.between(*_anywhere(since, ends_at))
    )
    own: dict[str, list[float]] = defaultdict(list)
    lately: dict[str, list[float]] = defaultdict(list)
    for slug, day, seconds in conn.execute(found):
        if _is_in(day, workflows[slug], since, ends_at):
            lately[slug].append(seconds)
        if _is_in(day, workflows[slug], begins_at, ends_at):
            own[slug].append(seconds)
    typical = {slug: median(all_) / 60 for slug, all_ in lately.items() if len(all_) >= _MEASURED_AT_LEAST}
    return dict(own), typical


def _anywhere(begins_at: datetime, ends_at: datetime) -> tuple[str, str]:
    """Return the first and the last day that may be in the period in any zone."""
    return (begins_at.date() - _A_DAY).isoformat(), (ends_at.date() + _A_DAY).isoformat()


def _is_in(day: str, live: Workflow, begins_at: datetime, ends_at: datetime) -> bool:
    """Say whether the day, of the workflow's own zone, is one of the period: each is of that in which its noon is."""
    noon = datetime.combine(
        date.fromisoformat(day), _NOON, ZoneInfo(live.policy.working_hours.timezone)
    ).astimezone(UTC)
    return begins_at <= noon < ends_at


def _cleaning(conn: Connection, begins_at: datetime, ends_at: datetime) -> dict[str, dict[str, int]]:
    team = func.coalesce(feedback.c.team, "").label("team")
    found = (
        select(outputs.c.workflow, team, func.sum(feedback.c.minutes).label("minutes"))
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(feedback.c.given_at >= begins_at, feedback.c.given_at < ends_at, feedback.c.minutes > 0)
        .group_by(outputs.c.workflow, team)
    )
    cleaning: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in conn.execute(found):
        # As people write it: "Legal" and "legal" are one team.
        cleaning[row.workflow][row.team.strip().casefold()] += int(row.minutes)
    return dict(cleaning)


def noticed_by_workflow(
    conn: Connection, workflows: Mapping[str, Workflow], ends_at: datetime
) -> dict[str, Noticed]:
    """Return what the reviewers of each workflow have caught in the half year up to the last Saturday before then, in
    its own zone; none shown, no entry. By whole weeks, so that no two of them tell of a single day, on which hardly
    anybody was there; and up to Saturday, so that they are the same ones in any zone as a week ends.
    """
    said = probe_answers.c
    sundays: dict[date, list[str]] = defaultdict(list)
    for slug, live in workflows.items():
        day = ends_at.astimezone(ZoneInfo(live.policy.working_hours.timezone)).date()
        sundays[day - day.isoweekday() % 7 * _A_DAY].append(slug)
    within = [
        and_(
            probes.c.workflow.in_(slugs),
            said.day >= (sunday - PROBES_WINDOW).isoformat(),
            said.day < sunday.isoformat(),
        )
        for sunday, slugs in sundays.items()
    ]
    found = (
        select(
            probes.c.workflow,
            func.count().label("planted"),
            func.count().filter(said.verdict.in_(CAUGHT)).label("caught"),
            func.count(distinct(said.person)).label("people"),
        )
        .join(probes, probes.c.id == said.probe_id)
        .where(said.verdict != "ask", or_(false(), *within))
        .group_by(probes.c.workflow)
    )
    return {
        row.workflow: Noticed(int(row.caught), int(row.planted), int(row.people))
        for row in conn.execute(found)
    }
