"""One person's queue: what they may decide and have not, and their place in it.

What was given to them comes first, then what nobody has taken, then what somebody else has; each by the reviewers'
deadline, as the cards tell it.
Whatever waits, a step through it takes the same few statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

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
from domain.lanes import HELD
from domain.outputs import Output, Vote
from storage.card_views import CardView, card_view
from storage.outputs import output, votes_of
from storage.people import person, rosters_with
from storage.questions import FIRST_REVIEW, REVIEWERS_DUE_AT
from storage.tables import api_keys, outputs, questions, reviews, votes
from storage.tables.types import Instant
from storage.trained import trained_until
from storage.workflows import workflow

Holder = Literal["mine", "nobody", "other"]
HOLDERS: tuple[Holder, ...] = ("mine", "nobody", "other")

# Beyond this it is only said that more wait: nobody's day is planned by the exact number.
COUNTED = 1_000
_LOOKED_AT = 25

# Judged several at a time: everyday ones in `reviewed`, first tries, and short enough to be taken in at a glance.
BATCH = 5
SEVERAL = 2
SHORT = 600
_SPARE = 10
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Spot:
    """Where an output stands in one person's queue: who has it, by when it is wanted, which one it is."""

    holder: Holder
    due_at: datetime
    output_id: str


@dataclass(frozen=True)
class LastSaid:
    """What this person last said, of which output, and in which zone its times are told.

    `held`: its workflow is paused, so that nothing of it goes out.
    """

    output: Output
    vote: Vote
    approved_by: int
    zone: str
    held: bool = False


@dataclass(frozen=True)
class AskNext:
    """Whose queue, and what of it. `after` None: from the start. `keep` is shown again if it still waits.

    What is in `avoiding` (somebody else has it before them just now) is passed over where there is other work.
    `last` is the output that was decided just before.
    """

    user_id: str
    after: Spot | None = None
    keep: str | None = None
    avoiding: Collection[str] = ()
    last: str | None = None


@dataclass(frozen=True)
class Step:
    """One step through a queue. `view` and `spot` None: nothing comes after the place that was asked for.

    `waiting` counts all that waits for this person, at most one more than COUNTED. `short` says whether some of
    it can be judged several at a time. `today` is how many they have decided since midnight in their own zone;
    it is counted at the end of the queue only, else None.
    """

    view: CardView | None = None
    spot: Spot | None = None
    waiting: int = 0
    last: LastSaid | None = None
    today: int | None = None
    short: bool = False


@dataclass(frozen=True)
class BatchItem:
    """One of several that are shown at once. `own` is what this person has said of it, None for nothing.

    `waits`: it still waits for them.
    """

    view: CardView
    own: Vote | None
    waits: bool


@dataclass(frozen=True)
class Batch:
    """Several short ones, how much waits in all, and whether more than one short one waits beside these."""

    items: tuple[BatchItem, ...]
    waiting: int
    more: bool


def queue_step(conn: Connection, asked: AskNext, now: datetime) -> Step:
    """Return what this person is to look at next, and what they did last."""
    known = reviewer(conn, asked.user_id)
    if known is None:
        return Step()
    slugs, last = workflows_of(conn, known, now), _last_said(conn, asked)
    kept = spot_of(conn, known, slugs, asked.keep) if asked.keep is not None else None
    chosen = kept or _next_spot(conn, known, slugs, asked)
    waiting = waiting_count(conn, known, slugs)
    if chosen is None:
        return Step(None, None, waiting, last, decided_since(conn, known.user_id, _midnight(known, now)))
    short = len(short_spots(conn, known, slugs, limit=SEVERAL)) == SEVERAL
    return Step(card_view(conn, chosen.output_id, now), chosen, waiting, last, short=short)


def batch_of(
    conn: Connection, user_id: str, ids: Sequence[str], avoiding: Collection[str], now: datetime
) -> Batch:
    """Return these as they are now; without ids, the next five short ones of the person's queue."""
    known = reviewer(conn, user_id)
    if known is None:
        return Batch((), 0, more=False)
    slugs = workflows_of(conn, known, now)
    found = [spot.output_id for spot in short_spots(conn, known, slugs, limit=BATCH + len(ids) + _SPARE)]
    if not ids:
        free = [one for one in found if one not in avoiding]
        ids = (free if len(free) >= SEVERAL else found)[:BATCH]
    views = [view for one in ids if (view := card_view(conn, one, now)) is not None]
    items = tuple(
        BatchItem(view, _own(view, user_id), spot_of(conn, known, slugs, view.output.id) is not None)
        for view in views
    )
    more = len(set(found) - set(ids)) >= SEVERAL
    return Batch(items, waiting_count(conn, known, slugs), more)


def short_spots(conn: Connection, known: Person, slugs: Collection[str], *, limit: int) -> list[Spot]:
    """Return the first of the person's queue that may be judged several at a time."""
    if not slugs:
        return []
    return queue_page(conn, known, slugs, after=None, limit=limit, only=_SHORT, holders=HOLDERS[:2])


def _own(view: CardView, user_id: str) -> Vote | None:
    return next((vote for vote in view.votes if vote.stands and vote.person == user_id), None)


def reviewer(conn: Connection, user_id: str) -> Person | None:
    """Return who is asking, with the groups they were last seen in; None for who cannot have a queue."""
    known = person(conn, user_id, now=_WHENEVER)
    return known if known is not None and known.kind == "member" else None


def workflows_of(conn: Connection, known: Person, now: datetime) -> list[str]:
    """Return the workflows in which the person may decide: on the roster, and trained where that is asked."""
    on = rosters_with(conn, known)
    asking = {slug for slug, live in on.items() if live.training_months is not None}
    lacking = asking - trained_until(conn, known.user_id, now).keys() if asking else set()
    return sorted(on.keys() - lacking)


def queue_page(
    conn: Connection,
    known: Person,
    slugs: Collection[str],
    *,
    after: Spot | None,
    limit: int,
    only: Sequence[ColumnElement[bool]] = (),
    holders: Sequence[Holder] = HOLDERS,
) -> list[Spot]:
    """Return the next places in the person's queue, the first after `after` first; of what meets `only`."""
    found: list[Spot] = []
    start = HOLDERS.index(after.holder) if after is not None else 0
    for holder in holders[start:]:
        waiting = _waiting(known, slugs, holder).where(*only)
        seen = after if after is not None and after.holder == holder else None
        page = _by_deadline(waiting, seen, limit - len(found))
        found += [Spot(holder, row.due_at, row.id) for row in conn.execute(page)]
        if len(found) >= limit:
            break
    return found


def spot_of(conn: Connection, known: Person, slugs: Collection[str], output_id: str) -> Spot | None:
    """Return where one output stands in the person's queue, None if it does not wait for them."""
    for holder in HOLDERS:
        query = _waiting(known, slugs, holder).where(outputs.c.id == output_id)
        row = conn.execute(query).one_or_none()
        if row is not None:
            return Spot(holder, row.due_at, row.id)
    return None


def waiting_count(conn: Connection, known: Person, slugs: Collection[str]) -> int:
    """Return how much waits for the person, counted to one more than COUNTED."""
    some = _waiting(known, slugs, None).with_only_columns(outputs.c.id).limit(COUNTED + 1).subquery()
    return int(conn.execute(select(func.count()).select_from(some)).scalar_one())


def decided_since(conn: Connection, user_id: str, since: datetime) -> int:
    """Return how many outputs the person has decided since then: for that person's eyes alone."""
    own = (
        select(func.count()).select_from(votes).where(votes.c.person == user_id, votes.c.recorded_at >= since)
    )
    return int(conn.execute(own.where(_STANDS)).scalar_one())


def _next_spot(conn: Connection, known: Person, slugs: Collection[str], asked: AskNext) -> Spot | None:
    spots = queue_page(conn, known, slugs, after=asked.after, limit=_LOOKED_AT)
    free = (spot for spot in spots if spot.output_id not in asked.avoiding)
    return next(free, spots[0] if spots else None)


def _last_said(conn: Connection, asked: AskNext) -> LastSaid | None:
    found = output(conn, asked.last) if asked.last is not None else None
    if found is None:
        return None
    cast = [vote for vote in votes_of(conn, found.id) if vote.stands]
    own = next((vote for vote in cast if vote.person == asked.user_id), None)
    live = workflow(conn, found.workflow)
    if own is None or live is None:
        return None
    approving = [vote for vote in cast if vote.verdict != "reject" and vote.sha256 == found.current_sha256]
    held = live.status in HELD
    return LastSaid(found, own, len(approving), live.policy.working_hours.timezone, held)


def _midnight(known: Person, now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(known.timezone or "UTC"))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _by_deadline(waiting: Select[str, datetime], seen: Spot | None, limit: int) -> Select[str, datetime]:
    """Return the query for the first of what waits, after the place that was `seen`.

    In two parts: only by the deadline of the outputs themselves is there an index that leads through thousands, and
    those whose deadline a question has moved are few.
    """
    parts = []
    moved = reviews.alias("moved")
    ids = select(moved.c.output_id).where(moved.c.due_at.is_not(None), moved.c.closed_at.is_(None))
    for whose, meant in (
        (outputs.c.due_at, reviews.c.due_at.is_(None)),
        (reviews.c.due_at, reviews.c.due_at.is_not(None) & outputs.c.id.in_(ids)),
    ):
        part = waiting.where(meant)
        if seen is not None:
            place = tuple_(literal(seen.due_at, Instant), literal(seen.output_id))
            part = part.where(tuple_(whose, outputs.c.id) > place)
        first = part.order_by(whose, outputs.c.id).limit(limit).subquery()
        parts.append(select(first.c.id, first.c.due_at))
    both = union_all(*parts).subquery()
    return select(both.c.id, both.c.due_at).order_by(both.c.due_at, both.c.id).limit(limit)


def _waiting(known: Person, slugs: Collection[str], holder: Holder | None) -> Select[str, datetime]:
    """Return the query for what waits for the person; with `holder`, for that part of it."""
    query = (
        select(outputs.c.id, REVIEWERS_DUE_AT.label("due_at"))
        .select_from(outputs)
        .outerjoin(reviews, FIRST_REVIEW)
    )
    match holder:
        case "mine":
            query = query.where(reviews.c.assignee == known.user_id, reviews.c.closed_at.is_(None))
        case "nobody":
            query = query.where(OPEN, reviews.c.assignee.is_(None))
        case "other":
            query = query.where(OPEN, reviews.c.assignee != known.user_id)
        case None:
            query = query.where(OPEN)
    # Not by the index of workflows: it would lead through all that was ever handed in there.
    theirs = outputs.c.workflow.concat("").in_(slugs)
    return query.join(api_keys, api_keys.c.id == outputs.c.api_key_id).where(
        outputs.c.state == "in_review", theirs, *_theirs_to_decide(known)
    )


def undecided() -> Iterator[ColumnElement[bool]]:
    """Give the conditions that nobody has settled it, be it for the minute of undo, and nobody objects."""
    yield outputs.c.objection.is_(None)
    cast = select(votes.c.id).where(votes.c.output_id == outputs.c.id, _STANDS)
    yield ~cast.where(votes.c.verdict == "reject").exists()
    approving = cast.where(votes.c.verdict != "reject", votes.c.sha256 == outputs.c.current_sha256)
    yield approving.with_only_columns(func.count()).scalar_subquery() < outputs.c.needed


def _theirs_to_decide(known: Person) -> Iterator[ColumnElement[bool]]:
    """Give the conditions: nobody has settled it, this person has said nothing yet, and it is not their own."""
    yield from undecided()
    own = select(votes.c.id).where(votes.c.output_id == outputs.c.id, _STANDS)
    yield ~own.where(votes.c.person == known.user_id).exists()
    yield api_keys.c.owner != known.user_id
    yield or_(outputs.c.requester.is_(None), outputs.c.requester != known.user_id)
    names: list[Any] = [known.user_id.lower(), *([known.email.lower()] if known.email else [])]
    yield or_(outputs.c.requested_by.is_(None), func.lower(outputs.c.requested_by).not_in(names))
    asked = select(questions.c.id).where(questions.c.id == outputs.c.question)
    yield ~asked.where(questions.c.person == known.user_id).exists()


# In the words of the index of what is open, so that it is seen to fit.
OPEN: ColumnElement[bool] = outputs.c.state.in_([literal_column("'in_review'"), literal_column("'approved'")])
_SHORT: tuple[ColumnElement[bool], ...] = (
    outputs.c.lane == "reviewed",
    outputs.c.risk == "normal",
    outputs.c.attempt == 1,
    outputs.c.content_length <= SHORT,
    outputs.c.current_sha256 == outputs.c.content_sha256,
    outputs.c.question.is_(None),
)
_STANDS = votes.c.withdrawn_at.is_(None) & votes.c.voided_at.is_(None)
