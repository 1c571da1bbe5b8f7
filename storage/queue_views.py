"""A step through one person's queue: what comes next, what they did last. Whatever waits, it takes the same few
statements.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from domain.audits import AuditVote
from domain.eligibility import Person
from domain.lanes import HELD
from domain.outputs import Output, Vote
from storage.audits import audit_of
from storage.card_views import CardView, card_view
from storage.outputs import output, votes_of
from storage.people import person, rosters_with
from storage.places import COUNTED, HOLDERS, WAITING, Spot, queue_page, spot_of, waiting_count
from storage.second_looks import second_view, seconds_for
from storage.tables import audit_votes, outputs, second_verdicts, votes
from storage.trained import trained_until
from storage.workflows import workflow

_LOOKED_AT = 25

# Judged several at a time: everyday ones in `reviewed`, first tries, and short enough to be taken in at a glance.
BATCH = 5
SEVERAL = 2
SHORT = 600
_SPARE = 10
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)


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
class LastLooked:
    """What this person last said of something that had gone out already."""

    output: Output
    vote: AuditVote
    zone: str


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
    it is counted at the end of the queue only, else None. A second look shows nothing of how the first went.
    """

    view: CardView | None = None
    spot: Spot | None = None
    waiting: int = 0
    last: LastSaid | LastLooked | None = None
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
    seconds = seconds_for(conn, known, slugs)
    kept = _kept(conn, known, slugs, seconds, asked.keep) if asked.keep is not None else None
    chosen = kept or _next_spot(conn, known, slugs, seconds, asked)
    waiting = _in_all(conn, known, slugs, seconds)
    if chosen is None:
        return Step(None, None, waiting, last, decided_since(conn, known.user_id, _midnight(known, now)))
    short = len(short_spots(conn, known, slugs, limit=SEVERAL)) == SEVERAL
    seen = second_view if chosen.second else card_view
    return Step(seen(conn, chosen.output_id, now), chosen, waiting, last, short=short)


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
    return Batch(items, _in_all(conn, known, slugs, seconds_for(conn, known, slugs)), more)


def _in_all(conn: Connection, known: Person, slugs: Collection[str], seconds: Sequence[Spot]) -> int:
    """Return how much waits for the person, second looks included, at most one more than COUNTED."""
    return min(waiting_count(conn, known, slugs) + len(seconds), COUNTED + 1)


def short_spots(conn: Connection, known: Person, slugs: Collection[str], *, limit: int) -> list[Spot]:
    """Return the first of the person's queue that may be judged several at a time."""
    if not slugs:
        return []
    return queue_page(
        conn, known, slugs, after=None, limit=limit, only=_SHORT, holders=HOLDERS[:2], parts=WAITING
    )


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


def decided_since(conn: Connection, user_id: str, since: datetime) -> int:
    """Return how many outputs the person has decided or looked at since then: for that person's eyes alone."""
    decided = select(func.count()).where(votes.c.person == user_id, votes.c.recorded_at >= since, _STANDS)
    said = audit_votes.c
    looked = select(func.count()).where(
        said.person == user_id, said.recorded_at >= since, said.withdrawn_at.is_(None)
    )
    again = second_verdicts.c
    second = select(func.count()).where(again.person == user_id, again.given_at >= since)
    every = select(decided.scalar_subquery() + looked.scalar_subquery() + second.scalar_subquery())
    return int(conn.execute(every).scalar_one())


def _kept(
    conn: Connection, known: Person, slugs: Collection[str], seconds: Sequence[Spot], output_id: str
) -> Spot | None:
    second = next((spot for spot in seconds if spot.output_id == output_id), None)
    return second or spot_of(conn, known, slugs, output_id)


def _next_spot(
    conn: Connection, known: Person, slugs: Collection[str], seconds: Sequence[Spot], asked: AskNext
) -> Spot | None:
    to_come = [spot for spot in seconds if asked.after is None or spot.order > asked.after.order]
    page = queue_page(conn, known, slugs, after=asked.after, limit=_LOOKED_AT)
    spots = sorted([*page, *to_come], key=lambda spot: spot.order)
    free = (spot for spot in spots if spot.output_id not in asked.avoiding)
    return next(free, spots[0] if spots else None)


def _last_said(conn: Connection, asked: AskNext) -> LastSaid | LastLooked | None:
    found = output(conn, asked.last) if asked.last is not None else None
    if found is None:
        return None
    if not found.needed:
        return _last_looked(conn, found, asked.user_id)
    cast = [vote for vote in votes_of(conn, found.id) if vote.stands]
    own = next((vote for vote in cast if vote.person == asked.user_id), None)
    live = workflow(conn, found.workflow)
    if own is None or live is None:
        return None
    approving = [vote for vote in cast if vote.verdict != "reject" and vote.sha256 == found.current_sha256]
    held = live.status in HELD
    return LastSaid(found, own, len(approving), live.policy.working_hours.timezone, held)


def _last_looked(conn: Connection, found: Output, user_id: str) -> LastLooked | None:
    audit, live = audit_of(conn, found.id), workflow(conn, found.workflow)
    said = () if audit is None else audit.votes
    own = next((vote for vote in said if vote.person == user_id and vote.withdrawn_at is None), None)
    if own is None or live is None:
        return None
    return LastLooked(found, own, live.policy.working_hours.timezone)


def _midnight(known: Person, now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(known.timezone or "UTC"))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


# What may be judged several at a time.
_SHORT: tuple[ColumnElement[bool], ...] = (
    outputs.c.lane == "reviewed",
    outputs.c.risk == "normal",
    outputs.c.attempt == 1,
    outputs.c.content_length <= SHORT,
    outputs.c.current_sha256 == outputs.c.content_sha256,
    outputs.c.question.is_(None),
)
_STANDS = votes.c.withdrawn_at.is_(None) & votes.c.voided_at.is_(None)
