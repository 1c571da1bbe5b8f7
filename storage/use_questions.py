"""Whose use is to be asked about, and what one day's message to somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, literal_column, select

from domain.use_questions import ASKED_WITHIN
from domain.working_time import WorkingHours
from storage.tables import feedback, outputs, use_questions
from storage.workflows import all_workflows

# As the index has it: a partial index helps only where the database sees its words.
WAITS: ColumnElement[bool] = use_questions.c.state == literal_column("'waiting'")


@dataclass(frozen=True)
class UseQuestion:
    """One question of a message. `answer` is the kind of feedback that was given, None: nothing was said."""

    output_id: str
    workflow: str
    title: str | None
    answer: str | None


def people_to_ask(conn: Connection, now: datetime) -> dict[str, WorkingHours]:
    """Return who is to be asked about something, with the hours of the first such workflow by name."""
    found = (
        select(use_questions.c.person, use_questions.c.workflow)
        .join(outputs, outputs.c.id == use_questions.c.output_id)
        .where(WAITS, use_questions.c.due_at <= now, outputs.c.state == "released")
        .distinct()
    )
    rows = sorted(conn.execute(found).all(), key=lambda row: str(row.workflow))
    known = {one.slug: one.policy.working_hours for one in all_workflows(conn)} if rows else {}
    hours: dict[str, WorkingHours] = {}
    for row in rows:
        hours.setdefault(row.person, known[row.workflow])
    return hours


def has_outdated(conn: Connection, now: datetime) -> bool:
    """Say whether something waits that is too old to be asked about."""
    return (
        conn.execute(select(use_questions.c.output_id).where(is_outdated(now)).limit(1)).first() is not None
    )


def is_outdated(now: datetime) -> ColumnElement[bool]:
    """Say in SQL whether a question waits that nobody is asked any more."""
    return WAITS & (use_questions.c.due_at <= now - ASKED_WITHIN)


def asked_on(conn: Connection, person: str, day: str) -> tuple[UseQuestion, ...]:
    """Return what the message of this day asks the person, in the order in which it was handed in."""
    found = (
        select(
            use_questions.c.output_id,
            use_questions.c.workflow,
            outputs.c.title,
            feedback.c.kind.label("answer"),
        )
        .join(outputs, outputs.c.id == use_questions.c.output_id)
        .outerjoin(feedback, feedback.c.id == use_questions.c.feedback_id)
        .where(use_questions.c.person == person, use_questions.c.day == day)
        .order_by(use_questions.c.output_id)
    )
    return tuple(UseQuestion(**row._mapping) for row in conn.execute(found))


def day_asked(conn: Connection, output_id: str, person: str) -> str | None:
    """Return the day on which this person was asked about this output, None if they were not."""
    own = (use_questions.c.output_id == output_id) & (use_questions.c.person == person)
    return conn.execute(select(use_questions.c.day).where(own)).scalar_one_or_none()
