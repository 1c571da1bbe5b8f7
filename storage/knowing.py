"""What somebody may know of an output beforehand: they would not judge it as somebody does who sees it first."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, or_, select

from domain.eligibility import Person
from storage.tables import (
    api_keys,
    audit_votes,
    cards,
    feedback,
    joinings,
    marks,
    outputs,
    put_rights,
    questions,
    readings,
    reports,
    second_verdicts,
    shadows,
    talkers,
    votes,
)


def known_to(conn: Connection, ids: Iterable[str], known: Person) -> set[str]:
    """Return which of these outputs the person has asked for, judged, opened, marked or been tried on, or which came
    through their key.
    """
    who, among = known.user_id, list(ids)
    names = [who.lower(), *([known.email.lower()] if known.email else [])]
    own = select(outputs.c.id, outputs.c.requester, outputs.c.requested_by, api_keys.c.owner).join(
        api_keys, api_keys.c.id == outputs.c.api_key_id
    )
    found = {
        row.id
        for row in conn.execute(own.where(outputs.c.id.in_(among)))
        if who in (row.requester, row.owner) or (row.requested_by or "").lower() in names
    }
    marked = select(cards.c.output_id).join(
        marks, (marks.c.channel_id == cards.c.channel_id) & (marks.c.ts == cards.c.ts)
    )
    tried = select(shadows.c.output_id).join(joinings, joinings.c.id == shadows.c.joining_id)
    for seen in (
        select(votes.c.output_id).where(votes.c.person == who, votes.c.output_id.in_(among)),
        select(second_verdicts.c.output_id).where(
            second_verdicts.c.person == who, second_verdicts.c.output_id.in_(among)
        ),
        select(readings.c.output_id).where(readings.c.person == who, readings.c.output_id.in_(among)),
        marked.where(marks.c.person == who, cards.c.output_id.in_(among)),
        tried.where(joinings.c.person == who, shadows.c.output_id.in_(among)),
    ):
        found |= set(conn.execute(seen).scalars())
    return found


def heard_of(conn: Connection, ids: Iterable[str], known: Person) -> set[str]:
    """Return which of these outputs the person may know something of, as far as is known: theirs, or judged, opened,
    marked, talked, asked or told about by them, or by them in the next try.
    """
    among, who = list(ids), known.user_id
    if not among:
        return set()
    after = select(outputs.c.id, outputs.c.supersedes).where(outputs.c.supersedes.in_(among))
    tries = {row.id: row.supersedes for row in conn.execute(after)}
    seen = known_to(conn, [*among, *tries], known)
    found = (seen | {tries[one] for one in seen if one in tries}) & set(among)
    for table, whose in (
        (audit_votes, [audit_votes.c.person]),
        (talkers, [talkers.c.person]),
        (questions, [questions.c.person, questions.c.answered_by]),
        (reports, [reports.c.reported_by, reports.c.judged_by]),
        (feedback, [feedback.c.given_by]),
        (put_rights, [put_rights.c.person, put_rights.c.opened_by]),
    ):
        told = select(table.c.output_id).where(
            table.c.output_id.in_(among), or_(*(column == who for column in whose))
        )
        found |= set(conn.execute(told).scalars())
    return found
