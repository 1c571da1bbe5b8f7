"""What was said of one workflow's outputs in use, by those who were asked and unasked; and what was changed before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, select

from domain.probes import SHOWN_FROM
from domain.signals.use import Corrections, InUse, Said, Use, Uses, in_use, uses_of
from domain.weeks_together import gathered, gathered_since, sunday_of
from storage.signals.corrections import corrections
from storage.signals.scope import Scope
from storage.tables import feedback, outputs, use_questions

WINDOW = timedelta(weeks=12)

# What feedback says of use. What was thrown away was of no use.
_MEANS: dict[str, Use] = {"used": "used", "edited": "edited", "no_use": "no_use", "discarded": "no_use"}


def read(conn: Connection, scope: Scope) -> InUse:
    """Return what was said in the twelve weeks up to the last Saturday of the period, as far as it may be told: of
    whole weeks of the workflow's own zone, as many together as it takes for five people (`domain.weeks_together`).
    """
    zone = ZoneInfo(scope.live.policy.working_hours.timezone)
    until = scope.last_sunday_at.astimezone(zone).date()
    since = until - WINDOW
    return replace(
        _answered(conn, scope.live.slug, since, until, zone),
        unasked=_unasked(conn, scope.live.slug, since, until, zone),
        corrections=_corrections(conn, scope.live.slug, since, until, zone),
    )


def _answered(conn: Connection, slug: str, since: date, until: date, zone: ZoneInfo) -> InUse:
    """Return what those said who were asked."""
    began_at, ends_at = _midnight(gathered_since(since) - WINDOW, zone), _midnight(until, zone)
    rows = conn.execute(
        select(
            use_questions.c.person,
            use_questions.c.drawn_at,
            outputs.c.beneficiary_team,
            feedback.c.kind,
            feedback.c.given_at,
        )
        .join(outputs, outputs.c.id == use_questions.c.output_id)
        .outerjoin(
            feedback, and_(feedback.c.id == use_questions.c.feedback_id, feedback.c.given_at < ends_at)
        )
        .where(
            use_questions.c.workflow == slug,
            use_questions.c.drawn_at >= began_at,
            use_questions.c.drawn_at < ends_at,
            use_questions.c.state.in_(("asked", "answered")),
        )
    ).all()
    answers = [(row.person, row.given_at) for row in rows if row.kind is not None]
    told = _together(answers, since, until, zone)
    if not told:
        first_at = _midnight(since, zone)
        return InUse(sum(row.drawn_at >= first_at for row in rows))
    said = [
        Said(row.person, _team(row.beneficiary_team), _MEANS[row.kind], number)
        for number, (first_at, after) in enumerate(told)
        for row in rows
        if row.kind is not None and first_at <= row.given_at < after
    ]
    first_at, after = told[0][0], told[-1][1]
    silent = sum(
        first_at <= row.drawn_at < after and (row.kind is None or row.given_at >= after) for row in rows
    )
    return in_use(len(said) + silent, said)


def _unasked(conn: Connection, slug: str, since: date, until: date, zone: ZoneInfo) -> Uses:
    """Return what AI systems said, and people too in each week in which five of them did."""
    asked = select(use_questions.c.output_id).where(
        use_questions.c.output_id == feedback.c.output_id, use_questions.c.feedback_id == feedback.c.id
    )
    begins_at, ends_at = _midnight(since, zone), _midnight(until, zone)
    found = (
        select(feedback.c.kind, feedback.c.given_by, feedback.c.given_at)
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(feedback.c.given_at >= begins_at, feedback.c.given_at < ends_at, outputs.c.workflow == slug)
        .where(feedback.c.kind.in_(_MEANS), ~asked.correlate(feedback).exists())
    )
    systems: list[Use] = []
    people: dict[date, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for kind, given_by, given_at in conn.execute(found):
        if given_by.startswith("key:"):
            systems.append(_MEANS[kind])
        else:
            people[sunday_of(given_at.astimezone(zone).date())][given_by].append(_MEANS[kind])
    weeks = [week.values() for week in people.values() if len(week) >= SHOWN_FROM]
    return uses_of([*systems, *(use for week in weeks for said in week for use in said)])


def _corrections(conn: Connection, slug: str, since: date, until: date, zone: ZoneInfo) -> Corrections:
    """Return what reviewers corrected, of as many weeks together as it takes for five of them."""
    made = corrections(conn, slug, _midnight(gathered_since(since), zone), _midnight(until, zone))
    told = _together([(person, at) for person, at, _ in made], since, until, zone)
    if not told:
        return Corrections()
    first_at, after = told[0][0], told[-1][1]
    within = [(person, changed) for person, at, changed in made if first_at <= at < after]
    return Corrections(len({person for person, _ in within}), [changed for _, changed in within])


def _together(
    done: Iterable[tuple[str, datetime]], since: date, until: date, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """Return from when to when what these people did is told together, each time one after the other."""
    people: dict[date, set[str]] = defaultdict(set)
    for person, at in done:
        people[sunday_of(at.astimezone(zone).date())].add(person)
    return [
        (_midnight(first, zone), _midnight(after, zone)) for first, after in gathered(people, since, until)
    ]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _team(name: str | None) -> str | None:
    return name.strip().casefold() or None if name is not None else None
