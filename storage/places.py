"""The places in one person's queue: what they may judge and have not, in the order in which it is wanted.

What was given to them comes first, then what nobody has taken, then what somebody else has; each by the reviewers'
deadline, as the cards tell it. What waits to go out comes before what has gone out and is wanted at the same time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from domain.eligibility import Person
from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN, TO_BE_LOOKED_AT
from storage.questions import FIRST_REVIEW, REVIEWERS_DUE_AT
from storage.tables import api_keys, outputs, questions, reviews, votes
from storage.tables.types import Instant

Holder = Literal["mine", "nobody", "other"]
HOLDERS: tuple[Holder, ...] = ("mine", "nobody", "other")
# What waits to go out, what has gone out and is to be looked at, or both.
Part = Literal["waiting", "gone_out"]
WAITING: tuple[Part, ...] = ("waiting",)
GONE_OUT: tuple[Part, ...] = ("gone_out",)
PARTS = WAITING + GONE_OUT

# Beyond this it is only said that more wait: nobody's day is planned by the exact number.
COUNTED = 1_000


@dataclass(frozen=True)
class Spot:
    """Where an output stands in one person's queue: who has it, by when it is wanted, which one it is.

    `gone_out`: it has been released, and is looked at afterwards. `second`: it is decided, and they are asked for a
    second look (storage.second_looks).
    """

    holder: Holder
    due_at: datetime
    output_id: str
    gone_out: bool = False
    second: bool = False

    @property
    def order(self) -> tuple[int, datetime, int, str]:
        """Return what the queue is ordered by."""
        part = 2 if self.second else 1 if self.gone_out else 0
        return HOLDERS.index(self.holder), self.due_at, part, self.output_id


def queue_page(
    conn: Connection,
    known: Person,
    slugs: Collection[str],
    *,
    after: Spot | None,
    limit: int,
    only: Sequence[ColumnElement[bool]] = (),
    holders: Sequence[Holder] = HOLDERS,
    parts: Collection[Part] = PARTS,
    skipped: int = 0,
) -> list[Spot]:
    """Return the next places in the person's queue, the first after `after` first; of what meets `only`.

    `skipped` of them are left out at the beginning.
    """
    found: list[Spot] = []
    start = HOLDERS.index(after.holder) if after is not None else 0
    for holder in holders[start:]:
        seen = after if after is not None and after.holder == holder else None
        left = limit + skipped - len(found)
        queries = _by_deadline(known, slugs, holder, seen, only, parts, left)
        both = union_all(*(select(one.c.id, one.c.due_at, one.c.gone_out) for one in queries)).subquery()
        page = select(both).order_by(both.c.due_at, both.c.gone_out, both.c.id).limit(left)
        found += [Spot(holder, row.due_at, row.id, bool(row.gone_out)) for row in conn.execute(page)]
        if len(found) >= limit + skipped:
            break
    return found[skipped:]


def spot_of(conn: Connection, known: Person, slugs: Collection[str], output_id: str) -> Spot | None:
    """Return where one output stands in the person's queue, None if it does not wait for them."""
    it = outputs.c.id == output_id
    asked = union_all(_waiting(known, slugs, None).where(it), _gone_out(known, slugs, None).where(it))
    row = conn.execute(asked).one_or_none()
    if row is None:
        return None
    holder: Holder = "other"
    if row.assignee in (None, known.user_id):
        holder = "nobody" if row.assignee is None else "mine"
    return Spot(holder, row.due_at, row.id, bool(row.gone_out))


def waiting_count(
    conn: Connection, known: Person, slugs: Collection[str], parts: Collection[Part] = PARTS
) -> int:
    """Return how much waits for the person, counted to one more than COUNTED."""
    if not slugs:
        return 0
    asked = [_PARTS[part](known, slugs, None) for part in PARTS if part in parts]
    some = [one.with_only_columns(outputs.c.id).limit(COUNTED + 1).subquery() for one in asked]
    every = union_all(*(select(one.c.id) for one in some)).subquery()
    return min(int(conn.execute(select(func.count()).select_from(every)).scalar_one()), COUNTED + 1)


def undecided() -> Iterator[ColumnElement[bool]]:
    """Give the conditions that nobody has settled it, be it for the minute of undo, and nobody objects."""
    yield outputs.c.objection.is_(None)
    cast = select(votes.c.id).where(votes.c.output_id == outputs.c.id, _STANDS)
    yield ~cast.where(votes.c.verdict == "reject").exists()
    approving = cast.where(votes.c.verdict != "reject", votes.c.sha256 == outputs.c.current_sha256)
    yield approving.with_only_columns(func.count()).scalar_subquery() < outputs.c.needed


def _by_deadline(
    known: Person,
    slugs: Collection[str],
    holder: Holder,
    seen: Spot | None,
    only: Sequence[ColumnElement[bool]],
    parts: Collection[Part],
    limit: int,
) -> Iterator[Any]:
    """Give the queries for the first of what waits, after the place that was `seen`.

    What waits to go out in two: only by the deadline of the outputs themselves is there an index that leads through
    thousands, and those whose deadline a question has moved are few.
    """
    for part in PARTS:
        if part not in parts:
            continue
        query = _PARTS[part](known, slugs, holder).where(*only)
        for whose, meant in _deadlines(part):
            first = query.where(*meant, *_after(seen, whose, part)).order_by(whose, outputs.c.id)
            yield first.limit(limit).subquery()


def _deadlines(part: Part) -> Iterator[tuple[ColumnElement[datetime], tuple[ColumnElement[bool], ...]]]:
    if part == "gone_out":
        yield outputs.c.due_at, ()
        return
    moved = reviews.alias("moved")
    ids = select(moved.c.output_id).where(moved.c.due_at.is_not(None), moved.c.closed_at.is_(None))
    yield outputs.c.due_at, (reviews.c.due_at.is_(None),)
    yield reviews.c.due_at, (reviews.c.due_at.is_not(None) & outputs.c.id.in_(ids),)


def _after(seen: Spot | None, whose: ColumnElement[datetime], part: Part) -> Iterator[ColumnElement[bool]]:
    """Give the condition that it comes after this place: by deadline, then what waits to go out, then by id."""
    if seen is None:
        return
    if seen.second:
        yield whose > seen.due_at
    elif seen.gone_out == (part == "gone_out"):
        place = tuple_(literal(seen.due_at, Instant), literal(seen.output_id))
        yield tuple_(whose, outputs.c.id) > place
    elif seen.gone_out:
        yield whose > seen.due_at
    else:
        yield whose >= seen.due_at


def _waiting(known: Person, slugs: Collection[str], holder: Holder | None) -> Select[*tuple[Any, ...]]:
    """Return the query for what waits to go out and for this person; with `holder`, for that part of it."""
    query = (
        select(
            outputs.c.id,
            REVIEWERS_DUE_AT.label("due_at"),
            literal_column("0").label("gone_out"),
            reviews.c.assignee,
        )
        .select_from(outputs)
        .outerjoin(reviews, FIRST_REVIEW)
        .join(api_keys, api_keys.c.id == outputs.c.api_key_id)
        .where(outputs.c.state == "in_review", _in(slugs), *undecided(), *_unsaid_by(known))
    )
    if holder == "mine":
        return query.where(reviews.c.assignee == known.user_id, reviews.c.closed_at.is_(None))
    return query.where(OPEN, *_held_by(holder, known))


def _gone_out(known: Person, slugs: Collection[str], holder: Holder | None) -> Select[*tuple[Any, ...]]:
    """Return the query for what has gone out and waits for this person to look at it."""
    return (
        select(
            outputs.c.id,
            outputs.c.due_at.label("due_at"),
            literal_column("1").label("gone_out"),
            reviews.c.assignee,
        )
        .select_from(reviews)
        .join(outputs, outputs.c.id == reviews.c.output_id)
        .join(api_keys, api_keys.c.id == outputs.c.api_key_id)
        .where(IS_AUDIT, IS_OPEN, BY_INDEX, TO_BE_LOOKED_AT, _in(slugs))
        .where(*_not_their_own(known), *_held_by(holder, known))
    )


def _in(slugs: Collection[str]) -> ColumnElement[bool]:
    # Not by the index of workflows: it would lead through all that was ever handed in there.
    return outputs.c.workflow.concat("").in_(slugs)


def _held_by(holder: Holder | None, known: Person) -> Iterator[ColumnElement[bool]]:
    match holder:
        case "mine":
            yield reviews.c.assignee == known.user_id
        case "nobody":
            yield reviews.c.assignee.is_(None)
        case "other":
            yield reviews.c.assignee != known.user_id
        case None:
            pass


def _unsaid_by(known: Person) -> Iterator[ColumnElement[bool]]:
    """Give the conditions: this person has said nothing of it yet, has asked nothing, and it is not their own."""
    own = select(votes.c.id).where(votes.c.output_id == outputs.c.id, _STANDS)
    yield ~own.where(votes.c.person == known.user_id).exists()
    yield from _not_their_own(known)
    asked = select(questions.c.id).where(questions.c.id == outputs.c.question)
    yield ~asked.where(questions.c.person == known.user_id).exists()


def _not_their_own(known: Person) -> Iterator[ColumnElement[bool]]:
    yield api_keys.c.owner != known.user_id
    yield or_(outputs.c.requester.is_(None), outputs.c.requester != known.user_id)
    names: list[Any] = [known.user_id.lower(), *([known.email.lower()] if known.email else [])]
    yield or_(outputs.c.requested_by.is_(None), func.lower(outputs.c.requested_by).not_in(names))


# In the words of the index of what is open, so that it is seen to fit.
OPEN: ColumnElement[bool] = outputs.c.state.in_([literal_column("'in_review'"), literal_column("'approved'")])
_STANDS = votes.c.withdrawn_at.is_(None) & votes.c.voided_at.is_(None)
_PARTS = {"waiting": _waiting, "gone_out": _gone_out}
