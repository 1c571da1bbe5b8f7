"""Outputs with everything that is told of them outside, read in a few statements however many they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, literal, select, tuple_

from domain.api_keys import is_by_hand
from domain.outputs import Output, State, Vote
from domain.questions import Question
from storage.outputs import names_of, outputs_where
from storage.questions import open_questions
from storage.tables import cards, contents, outputs, releases, reviews, votes, workflows
from storage.tables.types import Instant


@dataclass  # frozen, it would take three times as long to make, and one is made for every answer
class OutputView:
    """One output, all votes towards its release in the order of recording, and what else there is to say.

    `question` is the open one, None if nobody waits for an answer. `fixes` are all texts of an output that
    somebody fixed, by hash; `names` are those of the people named here, by Slack id.
    """

    output: Output
    channel_id: str
    permalink: str | None = None
    assignee: str | None = None
    released_at: datetime | None = None
    votes: tuple[Vote, ...] = ()
    question: Question | None = None
    fixes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Which outputs of a workflow are asked for, newest first; `after` is the last one already seen."""

    workflow: str
    limit: int
    state: State | None = None
    since: datetime | None = None
    after: tuple[datetime, str] | None = None


def output_view(conn: Connection, output_id: str, workflow: str) -> OutputView | None:
    """Return one output, or None if this workflow has none of this id that may be known of outside."""
    found = output_views(conn, [output_id], workflow)
    return found[0] if found else None


def output_views(conn: Connection, ids: Sequence[str], workflow: str) -> list[OutputView]:
    """Return those of these outputs that this workflow has, newest first."""
    # Only the ids are asked for: with the workflow too, SQLite walks through all that the workflow has.
    found = outputs_where(conn, outputs.c.id.in_(ids))
    return _views(conn, [each for each in found if each.workflow == workflow and _is_known(each)])


def is_in_review(conn: Connection, output_id: str, workflow: str) -> bool:
    """Say whether this workflow has an output of this id that may be known of outside and is in review."""
    asked = {"output_id": output_id, "workflow": workflow}
    return conn.execute(_IN_REVIEW, asked).first() is not None


def output_page(conn: Connection, page: Page) -> list[OutputView]:
    """Return up to `limit` outputs, newest first. The number of statements does not grow with them."""
    conditions = [outputs.c.workflow == page.workflow, outputs.c.kind == "real", _BY_A_SYSTEM]
    if page.state is not None:
        conditions.append(outputs.c.state == page.state)
    if page.since is not None:
        conditions.append(outputs.c.submitted_at >= page.since)
    if page.after is not None:
        seen = tuple_(literal(page.after[0], Instant), literal(page.after[1]))
        conditions.append(tuple_(outputs.c.submitted_at, outputs.c.id) < seen)
    return _views(conn, outputs_where(conn, *conditions, limit=page.limit))


def _is_known(output: Output) -> bool:
    """Say whether AI systems may know of it: neither a probe nor what a person handed in by hand."""
    return output.kind == "real" and not is_by_hand(output.api_key_id)


def _views(conn: Connection, found: Sequence[Output]) -> list[OutputView]:
    if not found:
        return []
    ids = [output.id for output in found]
    places, cast = _places(conn, ids), _votes(conn, ids)
    fixes = _fixes(conn, [vote.output_id for each in cast.values() for vote in each if vote.verdict == "fix"])
    asked = open_questions(conn, [output.question for output in found if output.question is not None])
    people = {vote.person for each in cast.values() for vote in each}
    people |= {place.assignee for place in places.values() if place.assignee is not None}
    people |= {question.person for question in asked.values()}
    names = names_of(conn, people) if people else {}
    return [
        OutputView(
            output=output,
            channel_id=places[output.id].channel_id,
            permalink=places[output.id].permalink,
            assignee=places[output.id].assignee,
            released_at=places[output.id].released_at,
            votes=tuple(cast.get(output.id, ())),
            question=asked.get(output.id),
            fixes=fixes.get(output.id, {}),
            names=names,
        )
        for output in found
    ]


# As `is_by_hand` says.
_BY_A_SYSTEM = ~outputs.c.api_key_id.startswith("hand_", autoescape=True)
_IN_REVIEW = select(outputs.c.id).where(
    outputs.c.id == bindparam("output_id"),
    outputs.c.workflow == bindparam("workflow"),
    outputs.c.kind == "real",
    outputs.c.state == "in_review",
    _BY_A_SYSTEM,
)
_PLACE = (
    select(
        outputs.c.id,
        func.coalesce(cards.c.channel_id, workflows.c.channel_id).label("channel_id"),
        cards.c.permalink,
        reviews.c.assignee,
        releases.c.released_at,
    )
    .select_from(outputs)
    .join(workflows, workflows.c.slug == outputs.c.workflow)
    .outerjoin(cards, cards.c.output_id == outputs.c.id)
    .outerjoin(reviews, and_(reviews.c.output_id == outputs.c.id, reviews.c.kind == "first"))
    .outerjoin(releases, releases.c.output_id == outputs.c.id)
)
_VOTE = select(*(votes.c[name] for name in Vote.__dataclass_fields__))


def _places(conn: Connection, ids: Sequence[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    return {row.id: row for row in conn.execute(_PLACE.where(outputs.c.id.in_(ids)))}


def _votes(conn: Connection, ids: Sequence[str]) -> dict[str, list[Vote]]:
    found = _VOTE.where(votes.c.output_id.in_(ids)).order_by(votes.c.recorded_at, votes.c.id)
    cast: dict[str, list[Vote]] = {}
    for row in conn.execute(found):
        cast.setdefault(row.output_id, []).append(Vote(**row._mapping))
    return cast


def _fixes(conn: Connection, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return all texts of these outputs, by output and hash: a fix can lead back to what was handed in."""
    if not ids:
        return {}
    wanted = select(contents.c.output_id, contents.c.sha256, contents.c.body)
    fixes: dict[str, dict[str, str]] = {}
    for row in conn.execute(wanted.where(contents.c.output_id.in_(set(ids)))):
        fixes.setdefault(row.output_id, {})[row.sha256] = row.body
    return fixes
