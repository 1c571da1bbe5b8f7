"""What sharing work out goes by: who has how much to do, and which reviews have nobody who does them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    case,
    func,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from domain.assignment import Candidate
from domain.eligibility import Person, Roster
from domain.outputs import Output
from domain.working_time import is_zone
from storage.audits import BY_INDEX, IS_AUDIT, TO_BE_LOOKED_AT, audit_of
from storage.leave import away
from storage.lost_channels import is_lost
from storage.places import OPEN
from storage.tables import (
    audit_votes,
    cards,
    escalation_steps,
    group_members,
    outputs,
    people,
    review_moves,
    reviews,
    trainings,
    votes,
)
from storage.workflows import Workflow

# How far back it is looked at how much somebody usually judges.
LOOKED_BACK = timedelta(days=14)
_LONGEST_DAY = timedelta(hours=26)
_DAY_US = 24 * 60 * 60 * 1_000_000
_STANDS = votes.c.withdrawn_at.is_(None) & votes.c.voided_at.is_(None)
_UNDECIDED = (outputs.c.state == "in_review") & outputs.c.settles_at.is_(None)
# Of one output at most one of them is open: what has gone out without a decision is looked at afterwards.
_KINDS = reviews.c.kind.in_(("first", "audit"))
_OPEN = _KINDS & reviews.c.closed_at.is_(None)
_TO_BE_DONE = or_(_UNDECIDED, TO_BE_LOOKED_AT)


@dataclass(frozen=True)
class Held:
    """Who has a review: None while nobody does. `taken_at` is when they took it, None where it was given to them."""

    assignee: str | None
    taken_at: datetime | None
    closed_at: datetime | None


def held(conn: Connection, output_id: str) -> Held | None:
    """Return who has the output's review, None where there is none to have."""
    found = select(reviews.c.assignee, reviews.c.taken_at, reviews.c.closed_at).where(
        reviews.c.output_id == output_id, _KINDS
    )
    row = conn.execute(found.order_by(reviews.c.closed_at.is_not(None)).limit(1)).one_or_none()
    return None if row is None else Held(*row)


def candidates(conn: Connection, roster: Roster, now: datetime) -> list[Candidate]:
    """Return everybody on the roster as they were last seen, with what they have to do: a fixed few statements."""
    members = select(group_members.c.group_id, group_members.c.user_id)
    groups: dict[str, set[str]] = {}
    for row in conn.execute(members.where(group_members.c.group_id.in_(roster.groups))):
        groups.setdefault(row.user_id, set()).add(row.group_id)
    listed = roster.people | groups.keys()
    found = conn.execute(select(people).where(people.c.user_id.in_(listed)).order_by(people.c.user_id))
    known = [_person(row, groups.get(row.user_id, ())) for row in found]
    ids = [one.user_id for one in known]
    gone, has, paces = away(conn, ids, now), _open(conn, ids), _paces(conn, ids, now)
    today = _today(conn, known, now)
    return [
        Candidate(
            person=one,
            open=has.get(one.user_id, 0),
            today=today[one.user_id],
            pace=paces.get(one.user_id, 0.0),
            is_away=one.user_id in gone,
        )
        for one in known
    ]


def who_let_it_go(conn: Connection, output_id: str) -> set[str]:
    """Return who has handed this review back, or left it lying: it does not come to them again by itself."""
    return {person for _, person, _ in conn.execute(_let_go([output_id])) if person is not None}


def who_has_judged(conn: Connection, output_id: str) -> set[str]:
    """Return who has judged it, before it goes out or after, so that it stands."""
    return {person for _, person in conn.execute(_judged([output_id]))}


def passed_over(conn: Connection, slug: str, output_ids: Sequence[str]) -> Mapping[str, set[str]]:
    """Return whom each of these outputs of the workflow does not come to by itself: who has judged it, who has let it
    go, and where it was missed once, who has missed a step here. At most four statements, however many they are.
    """
    found: dict[str, set[str]] = {one: set() for one in output_ids}
    for output_id, judge in conn.execute(_judged(output_ids)):
        found[output_id].add(judge)
    left = conn.execute(_let_go(output_ids)).all()
    late = who_missed_a_step(conn, slug) if any(why == "missed" for _, _, why in left) else set()
    for output_id, person, why in left:
        found[output_id] |= {person} if person is not None else set()
        found[output_id] |= late if why == "missed" else set()
    return found


def _let_go(output_ids: Sequence[str]) -> Select[str, str | None, str]:
    went = select(review_moves.c.output_id, review_moves.c.was.label("person"), review_moves.c.why)
    why = review_moves.c.why.in_(("handed_back", "idle", "missed"))
    return went.where(review_moves.c.output_id.in_(output_ids), why)


def _judged(output_ids: Sequence[str]) -> CompoundSelect[str, str]:
    cast = select(votes.c.output_id, votes.c.person).where(votes.c.output_id.in_(output_ids), _STANDS)
    said = select(audit_votes.c.output_id, audit_votes.c.person).where(
        audit_votes.c.output_id.in_(output_ids), audit_votes.c.withdrawn_at.is_(None)
    )
    return union(cast, said)


def is_to_be_done(conn: Connection, output: Output) -> bool:
    """Say whether somebody is to judge it, before it goes out or after, and nobody has, not even to be undone."""
    if output.state == "in_review":
        return output.settles_at is None
    audit = audit_of(conn, output.id) if output.state == "released" and not output.needed else None
    return audit is not None and audit.is_open and audit.by is None


def open_reviews_of(conn: Connection, person: str) -> list[str]:
    """Return the outputs whose reviews this person has, the most urgent first."""
    mine = _undecided(reviews.c.assignee == person)
    return list(conn.execute(mine.order_by(outputs.c.due_at, outputs.c.id)).scalars())


def nobodys(conn: Connection, workflow: Workflow, *, limit: int) -> list[str]:
    """Return outputs of the workflow that nobody was given, of those that people see: with a card, or where none is
    posted, since the channel is quiet or gone. What somebody left to whoever takes it is given to nobody.
    """
    last = _last_move(outputs.c.id).scalar_subquery()
    waiting = (
        select(outputs.c.id)
        .join(reviews, reviews.c.output_id == outputs.c.id)
        .where(
            reviews.c.closed_at.is_(None), reviews.c.assignee.is_(None), func.coalesce(last, "") != "pooled"
        )
        # Not by the index of workflows: it would lead through all that was ever handed in there.
        .where(outputs.c.workflow.concat("") == workflow.slug)
    )
    if not workflow.live.quiet and not is_lost(conn, workflow.channel_id):
        waiting = waiting.where(select(cards.c.output_id).where(cards.c.output_id == outputs.c.id).exists())
    waiting = waiting.order_by(outputs.c.due_at, outputs.c.id)
    # One after the other, so that each goes by the index of what is open: what waits to go out first.
    found: list[str] = []
    for part in ((reviews.c.kind == "first", OPEN, _UNDECIDED), (IS_AUDIT, BY_INDEX, TO_BE_LOOKED_AT)):
        found += conn.execute(waiting.where(*part).limit(limit - len(found))).scalars()
    return found


def is_pooled(conn: Connection, output_id: str) -> bool:
    """Say whether the last that became of its review is that somebody left it to whoever takes it."""
    return conn.execute(_last_move(output_id)).scalar_one_or_none() == "pooled"


def _last_move(output_id: str | Column[str]) -> Select[str]:
    moved = select(review_moves.c.why).where(review_moves.c.output_id == output_id)
    return moved.order_by(review_moves.c.id.desc()).limit(1)


def taken(conn: Connection) -> list[str]:
    """Return what people have taken and not decided; not what waits for an answer."""
    theirs = _undecided(reviews.c.assignee.is_not(None), reviews.c.taken_at.is_not(None))
    return sorted(conn.execute(theirs.where(outputs.c.question.is_(None))).scalars())


def missed_a_step(conn: Connection, output_id: str | None = None) -> list[str]:
    """Return outputs whose person heard that time runs out, and did nothing until the next step; of `output_id` only
    that one. Once for each person: who takes it again has it.
    """
    theirs = _missing()
    if output_id is not None:
        theirs = theirs.where(outputs.c.id == output_id)
    return sorted(conn.execute(theirs).scalars())


def was_missed(conn: Connection, output_id: str) -> bool:
    """Say whether its review has left somebody who heard that time runs out, and did nothing."""
    went = select(review_moves.c.id).where(
        review_moves.c.output_id == output_id, review_moves.c.why == "missed"
    )
    return conn.execute(went.limit(1)).one_or_none() is not None


def who_missed_a_step(conn: Connection, slug: str) -> set[str]:
    """Return who has missed a step of what is still to be decided here, whether they still have it or not."""
    # Not by the index of workflows: it would lead through all that was ever handed in there.
    here = outputs.c.workflow.concat("") == slug
    has = select(reviews.c.assignee).where(_OPEN, reviews.c.output_id.in_(_missing().where(here)))
    waiting = select(outputs.c.id).where(OPEN, _UNDECIDED, here)
    had = select(review_moves.c.was).where(
        review_moves.c.output_id.in_(waiting), review_moves.c.why == "missed"
    )
    return {one for query in (has, had) for one in conn.execute(query).scalars() if one is not None}


def has_lost_one(conn: Connection, slug: str, user_id: str, *, since: datetime) -> bool:
    """Say whether something that waits here has left this person since then, because they had missed a step of it."""
    # Not by the index of workflows, as above.
    waiting = select(outputs.c.id).where(OPEN, _UNDECIDED, outputs.c.workflow.concat("") == slug)
    lost = select(review_moves.c.id).where(
        review_moves.c.output_id.in_(waiting),
        review_moves.c.was == user_id,
        review_moves.c.why == "missed",
        review_moves.c.moved_at > since,
    )
    return conn.execute(lost.limit(1)).one_or_none() is not None


def _missing() -> Select[str]:
    """Return the query for what somebody has who has missed a step of it, and has not lost it by that before."""
    heard, later = escalation_steps.alias("heard"), escalation_steps.alias("later")
    went_on = select(later.c.step).where(
        later.c.output_id == heard.c.output_id,
        later.c.kind == heard.c.kind,
        later.c.step > heard.c.step,
    )
    missed = select(heard.c.step).where(
        heard.c.output_id == reviews.c.output_id,
        heard.c.kind == case((reviews.c.kind == "first", "review"), else_="audit"),
        heard.c.role == "assignee",
        heard.c.person == reviews.c.assignee,
        went_on.exists(),
    )
    before = select(review_moves.c.id).where(
        review_moves.c.output_id == reviews.c.output_id,
        review_moves.c.was == reviews.c.assignee,
        review_moves.c.why == "missed",
    )
    return _undecided(reviews.c.assignee.is_not(None), missed.exists(), ~before.exists())


def with_somebody_gone(conn: Connection) -> list[str]:
    """Return open outputs whose review belongs to somebody who has left the company."""
    left = select(people.c.user_id).where(people.c.kind != "member")
    theirs = _undecided(reviews.c.assignee.is_not(None), reviews.c.assignee.in_(left))
    return sorted(conn.execute(theirs).scalars())


def with_somebody_untrained(conn: Connection, workflow: Workflow, now: datetime) -> list[str]:
    """Return open outputs of the workflow whose review belongs to somebody who is not trained at `now`, where it asks
    for that.
    """
    if workflow.live.training_months is None:
        return []
    trained = select(trainings.c.person).where(
        trainings.c.workflow == workflow.slug, trainings.c.until_at > now
    )
    theirs = _undecided(reviews.c.assignee.is_not(None), reviews.c.assignee.not_in(trained))
    # Not by the index of workflows: it would lead through all that was ever handed in there.
    here = theirs.where(outputs.c.workflow.concat("") == workflow.slug)
    return sorted(conn.execute(here).scalars())


def _undecided(*whose: ColumnElement[bool]) -> Select[str]:
    """Return the query for what waits of these reviews, of which there are few: that is where it begins."""
    theirs = select(reviews.c.output_id).where(_OPEN, *whose)
    return select(outputs.c.id).where(outputs.c.id.in_(theirs), _TO_BE_DONE)


def _person(row: Row[Any], groups: Collection[str]) -> Person:
    facts = {name: row._mapping[name] for name in Person.__dataclass_fields__ if name != "groups"}
    return Person(**facts, groups=frozenset(groups))


def _open(conn: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    """Return how many reviews each has that are still to be decided, of whatever workflow."""
    mine = (
        select(reviews.c.assignee, func.count())
        .join(outputs, outputs.c.id == reviews.c.output_id)
        .where(_OPEN, reviews.c.assignee.in_(ids), reviews.c.assignee.is_not(None))
        .where(_TO_BE_DONE)
        .group_by(reviews.c.assignee)
    )
    return {row[0]: int(row[1]) for row in conn.execute(mine)}


def _today(conn: Connection, known: Sequence[Person], now: datetime) -> Counter[str]:
    """Return how many different outputs each was given or has judged since midnight in their own zone."""
    ids, since = [one.user_id for one in known], now - _LONGEST_DAY
    given = select(
        review_moves.c.becomes.label("person"), review_moves.c.output_id, review_moves.c.moved_at.label("at")
    ).where(review_moves.c.becomes.in_(ids), review_moves.c.moved_at >= since)
    judged = select(votes.c.person, votes.c.output_id, votes.c.recorded_at).where(
        votes.c.person.in_(ids), votes.c.recorded_at >= since
    )
    looked = select(audit_votes.c.person, audit_votes.c.output_id, audit_votes.c.recorded_at).where(
        audit_votes.c.person.in_(ids), audit_votes.c.recorded_at >= since
    )
    midnights = {one.user_id: _midnight(one.timezone, now) for one in known}
    seen = {
        (row.person, row.output_id)
        for row in conn.execute(union(given, judged, looked))
        if row.at >= midnights[row.person]
    }
    return Counter(person for person, _ in seen)


def _midnight(zone: str | None, now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(zone) if zone is not None and is_zone(zone) else UTC)
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _paces(conn: Connection, ids: Sequence[str], now: datetime) -> dict[str, float]:
    """Return how many votes each casts on a day with any, lately, before it goes out and after."""
    since = now - LOOKED_BACK
    cast = union_all(
        *(
            select(
                said.c.person, (type_coerce(said.c.recorded_at, BigInteger) // _DAY_US).label("day")
            ).where(said.c.person.in_(ids), said.c.recorded_at >= since)
            for said in (votes, audit_votes)
        )
    ).subquery()
    counted = select(cast.c.person, func.count(), func.count(func.distinct(cast.c.day)))
    return {row[0]: row[1] / row[2] for row in conn.execute(counted.group_by(cast.c.person))}
