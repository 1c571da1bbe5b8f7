"""The pulse: where a round is to begin, who is to be asked, and what was answered, by nobody in particular."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, func, select

from domain.lanes import RUNNING
from domain.probes import SHOWN_FROM
from domain.pulse import Answer, Round
from domain.working_time import WorkingHours
from storage.people import users_of
from storage.tables import left_alone, outputs, pulse_asks, pulse_rounds, workflow_users
from storage.workflows import Workflow, all_workflows

State = Literal["chosen", "asked", "reminded", "answered"]
# Nobody is asked what they think of what has brought out nothing lately.
_LATELY = timedelta(weeks=4)


@dataclass(frozen=True)
class Ask:
    """Somebody is to be asked, or reminded, now. `hours` are those of the workflow."""

    workflow: str
    person: str
    state: State
    hours: WorkingHours


@dataclass(frozen=True)
class Answers:
    """What a round came to: how many were chosen to be asked, and every answer, sorted."""

    round: Round
    asked: int
    answers: tuple[Answer, ...]


def rounds_to_begin(conn: Connection, round_: Round, now: datetime) -> list[str]:
    """Return the workflows that run, have users, have brought something out lately, and have no such round yet."""
    begun = select(pulse_rounds.c.workflow).where(pulse_rounds.c.round == str(round_))
    has_users = select(workflow_users.c.workflow).where(workflow_users.c.workflow.not_in(begun)).distinct()
    found = set(conn.execute(has_users).scalars())
    if not found:
        return []
    running = [one.slug for one in all_workflows(conn) if one.slug in found and one.status in RUNNING]
    return [slug for slug in running if _brings_out(conn, slug, now)]


def askable_users(conn: Connection, slug: str) -> list[str]:
    """Return who works with it, members in good standing, without those who do not want to be asked."""
    users = users_of(conn, slug)
    refused = set(conn.execute(select(left_alone.c.person)).scalars())
    return [one for one in users if one not in refused]


def asks_due(conn: Connection, round_: Round, now: datetime) -> list[Ask]:
    """Return who of the round is to be asked, or reminded, by now, the first due first. Nobody where so many want to be
    left alone since that fewer than five could answer: nothing could be told of it.
    """
    due = and_(pulse_asks.c.state.in_(("chosen", "asked")), pulse_asks.c.due_at <= now)
    can_be_told = (
        select(pulse_asks.c.workflow)
        .where(pulse_asks.c.round == str(round_))
        .group_by(pulse_asks.c.workflow)
        .having(func.count() >= SHOWN_FROM)
    )
    found = (
        select(pulse_asks.c.workflow, pulse_asks.c.person, pulse_asks.c.state)
        .where(due, pulse_asks.c.round == str(round_), pulse_asks.c.workflow.in_(can_be_told))
        .order_by(pulse_asks.c.due_at, pulse_asks.c.workflow, pulse_asks.c.person)
    )
    rows = conn.execute(found).all()
    known: dict[str, Workflow] = {one.slug: one for one in all_workflows(conn)} if rows else {}
    return [
        Ask(row.workflow, row.person, row.state, known[row.workflow].policy.working_hours)
        for row in rows
        if known[row.workflow].status in RUNNING
    ]


def state_of(conn: Connection, slug: str, round_: Round, person: str) -> State | None:
    """Return whether this person was asked in the round and has answered; None: they are not asked in it."""
    found = select(pulse_asks.c.state).where(is_ask(slug, round_, person))
    return conn.execute(found).scalar_one_or_none()


def is_ask(slug: str, round_: Round, person: str) -> ColumnElement[bool]:
    """Say in SQL that it is this person's row."""
    return and_(
        pulse_asks.c.workflow == slug, pulse_asks.c.round == str(round_), pulse_asks.c.person == person
    )


def has_asks_of_before(conn: Connection, round_: Round) -> bool:
    """Say whether it is still kept who was asked in a round that is over."""
    found = select(pulse_asks.c.person).where(pulse_asks.c.round < str(round_))
    return conn.execute(found.limit(1)).first() is not None


def answers_of(conn: Connection, slug: str, rounds: Sequence[Round]) -> list[Answers]:
    """Return what these rounds came to, the latest first. Left out are those that were not held, and one that is not
    over: as long as it is known who was asked, what one more answer changes would tell whose it is.
    """
    still_on = select(pulse_asks.c.person).where(
        pulse_asks.c.workflow == pulse_rounds.c.workflow, pulse_asks.c.round == pulse_rounds.c.round
    )
    found = select(pulse_rounds).where(
        pulse_rounds.c.workflow == slug,
        pulse_rounds.c.round.in_([str(one) for one in rounds]),
        ~still_on.correlate(pulse_rounds).exists(),
    )
    rows = conn.execute(found.order_by(pulse_rounds.c.round.desc())).all()
    return [Answers(Round.named(row.round), row.asked, unpacked(row.answers)) for row in rows]


def packed(answers: Sequence[Answer]) -> str:
    """Return answers as they are kept: sorted, so that nothing tells in which order they came."""
    return json.dumps([one.numbers() for one in sorted(answers)])


def unpacked(kept: str) -> tuple[Answer, ...]:
    """Return what `packed` made."""
    return tuple(Answer(*numbers) for numbers in json.loads(kept))


def _brings_out(conn: Connection, slug: str, now: datetime) -> bool:
    lately = select(outputs.c.id).where(
        outputs.c.workflow == slug, outputs.c.submitted_at >= now - _LATELY, outputs.c.state == "released"
    )
    return conn.execute(lately.limit(1)).first() is not None
