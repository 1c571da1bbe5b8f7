"""Second looks: which wait for somebody, who may give them without knowing how it went, and what they came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    func,
    or_,
    select,
    type_coerce,
    union,
)

from domain.eligibility import Person, objection_judges
from domain.errors import verdict_on
from domain.outputs import Output
from domain.policy import OFFICE_HOURS, Policy, UnreadablePolicy
from domain.second_looks import FirstVerdict, Pairs, SecondVerdict, open_until, pairs_of
from domain.weeks_together import gathered_since, sunday_of, told_together
from storage.audits import IS_AUDIT, audit_of
from storage.card_views import CardView, card_view
from storage.knowing import heard_of
from storage.leave import away
from storage.outputs import text_of, votes_of
from storage.people import everybody_at
from storage.places import Spot
from storage.tables import (
    audit_votes,
    outputs,
    reviews,
    second_looks,
    second_settlements,
    second_verdicts,
    votes,
    workflows,
)
from storage.tables.types import Instant
from storage.unowned import is_gone
from storage.workflows import policy, workflow

# So many are looked through for one person: what is older comes first.
_LOOKED_AT = 100
# What was judged longer ago says little of how people check now.
WINDOW = timedelta(days=182)

# When the week began, Sunday to Saturday of UTC, in which a second verdict was given. 1970 began on a Thursday.
_GIVEN = type_coerce(second_verdicts.c.given_at, BigInteger)
_SINCE_SUNDAY = (_GIVEN + timedelta(days=4) // timedelta.resolution) % (
    timedelta(weeks=1) // timedelta.resolution
)
_WEEK = type_coerce(_GIVEN - _SINCE_SUNDAY, Instant).label("week")

IS_OPEN: ColumnElement[bool] = second_looks.c.closed_at.is_(None)
UNSETTLED: ColumnElement[bool] = (
    second_verdicts.c.settle_by.is_not(None)
    & ~select(second_settlements.c.output_id)
    .where(second_settlements.c.output_id == second_verdicts.c.output_id)
    .correlate(second_verdicts)
    .exists()
)


@dataclass(frozen=True)
class First:
    """What the first verdict made of the text as it was handed in, and when that took effect.

    `vote` is the vote that settled it, of either kind, `person` whose that is.
    """

    verdict: FirstVerdict
    vote: str
    person: str
    reason: str | None
    note: str | None
    at: datetime


@dataclass(frozen=True)
class SecondSaid:
    """A second verdict, and what became of it. `settle_by` None: both say the same.

    `was_wrong`, `settled_by` and `settled_at` are of whoever answers for it; None while nobody has said.
    """

    output_id: str
    person: str
    verdict: SecondVerdict
    reason: str | None
    note: str | None
    first: FirstVerdict
    first_vote: str
    given_at: datetime
    settle_by: datetime | None
    was_wrong: bool | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Say whether whoever answers for it is still to say which of the two was right."""
        return self.settle_by is not None and self.was_wrong is None


def waits(conn: Connection, output_id: str) -> bool:
    """Say whether the output's second look waits for somebody, whether or not it is decided yet."""
    found = select(second_looks.c.output_id).where(second_looks.c.output_id == output_id, IS_OPEN)
    return conn.execute(found).first() is not None


def first_of(conn: Connection, about: Output) -> First | None:
    """Return the first verdict on the output, None while it has none that is final, or has it no more."""
    if about.needed == 0:
        audit = audit_of(conn, about.id)
        by = None if audit is None else audit.by
        if audit is None or by is None or by.settled_at is None or audit.closed_at is None:
            return None
        return First(by.verdict, by.id, by.person, by.reason, by.note, by.settled_at)
    if about.state not in ("approved", "released", "rejected") or about.settled_at is None:
        return None
    vote = next((one for one in votes_of(conn, about.id) if one.id == about.settled_by_vote), None)
    if vote is None:
        return None
    verdict = "reject" if about.state == "rejected" else verdict_on(about)
    return First(verdict, vote.id, vote.person, vote.reason, vote.note, about.settled_at)


def seconds_for(conn: Connection, known: Person, slugs: Collection[str]) -> list[Spot]:
    """Return the second looks that this person can be asked for in these workflows, in the order of their queue.

    Each has its place among what was given to them, by the time it is wanted: as long after the first verdict as there
    was for that one.
    """
    if not slugs:
        return []
    own = _decided().where(second_looks.c.workflow.in_(sorted(slugs)))
    rows = conn.execute(own.order_by(second_looks.c.output_id).limit(_LOOKED_AT)).all()
    heard = heard_of(conn, [row.id for row in rows], known)
    spots = [
        Spot("mine", _wanted_by(conn, row), row.id, second=True)
        for row in rows
        if row.id not in heard and known.user_id not in (row.owner, row.deputy)
    ]
    return sorted(spots, key=lambda spot: (spot.due_at, spot.output_id))


def second_view(conn: Connection, output_id: str, now: datetime) -> CardView | None:
    """Return the output as somebody sees it who is to judge it first, with the text as it was handed in; None if there
    is none. Nothing in it tells of any verdict, mark, question, card or release.
    """
    view = card_view(conn, output_id, now)
    if view is None:
        return None
    handed_in = view.output.content_sha256
    unjudged = replace(
        view.output,
        state="in_review",
        needed=max(view.output.needed, 1),
        current_sha256=handed_in,
        released_sha256=None,
        objection=None,
        question=None,
        settles_at=None,
        settled_at=None,
        settled_by_vote=None,
    )
    return view.untouched(unjudged, text_of(conn, output_id, handed_in) or "")


def seconds_over(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Return second looks that nobody is asked for any more: decided a working day ago, or at an end without a verdict.

    Of those that are decided, it looks at the `limit` that have been so for longest.
    """
    ended = outputs.c.state.in_(("expired", "superseded")) | (
        (outputs.c.state == "recalled") & (outputs.c.needed > 0)
    )
    without = (
        select(second_looks.c.output_id)
        .join(outputs, outputs.c.id == second_looks.c.output_id)
        .where(IS_OPEN, ended)
        .order_by(second_looks.c.output_id)
        .limit(limit)
    )
    decided = _decided().order_by("decided_at", second_looks.c.output_id).limit(limit)
    long_ago = [row.id for row in conn.execute(decided).all() if _open_until(conn, row) <= now]
    return [*conn.execute(without).scalars(), *long_ago][:limit]


def second_said(conn: Connection, output_id: str) -> SecondSaid | None:
    """Return the second verdict on the output, None while there is none."""
    row = conn.execute(_SAID.where(second_verdicts.c.output_id == output_id)).one_or_none()
    return None if row is None else SecondSaid(**row._mapping)


def said_before(conn: Connection, source: str) -> SecondSaid | None:
    """Return what this very act of Slack's has said already, or None."""
    row = conn.execute(_SAID.where(second_verdicts.c.source == source)).one_or_none()
    return None if row is None else SecondSaid(**row._mapping)


def unsettled(conn: Connection, slugs: Collection[str]) -> list[SecondSaid]:
    """Return the second verdicts in these workflows with which the first disagrees, and nobody has settled that; those
    that are wanted first first.
    """
    mine = _SAID.join(outputs, outputs.c.id == second_verdicts.c.output_id)
    found = mine.where(outputs.c.workflow.in_(sorted(slugs)), UNSETTLED)
    rows = conn.execute(found.order_by(second_verdicts.c.settle_by, second_verdicts.c.output_id))
    return [SecondSaid(**row._mapping) for row in rows]


def settlers_of(conn: Connection, about: Output, said: SecondSaid, now: datetime) -> tuple[str, ...]:
    """Return who may settle the disagreement, whoever is asked first: the owner and the deputy, unless they are parties
    to it (`parties_to`); the deputy first where the owner is away at `now`.

    Where that leaves nobody it is the owner all the same, so that it hangs on somebody: who may say of what is theirs
    that the first was wrong, and nothing else.
    """
    live = workflow(conn, about.workflow)
    if live is None:
        return ()
    gone = {live.owner} if is_gone(conn, live.owner) else set()
    parties = parties_to(conn, about, said) | gone
    those = [live.owner] if live.deputy is None else [live.owner, live.deputy]
    first = objection_judges(about, live.owner, live.deputy, parties, away(conn, those, now))
    others = objection_judges(about, live.deputy or live.owner, None, parties)
    return tuple(dict.fromkeys((*first, *others))) or (live.owner,)


def parties_to(conn: Connection, about: Output, said: SecondSaid) -> set[str]:
    """Return who gave one of the two verdicts, asked for the output or owns the key that it came through."""
    judged = {vote.person for vote in votes_of(conn, about.id) if vote.stands} | {said.person}
    audit = audit_of(conn, about.id)
    judged |= {vote.person for vote in audit.votes} if audit is not None else set()
    asked = {*everybody_at(conn, about.requested_by), about.requester, about.requested_by, about.key_owner}
    return judged | {one for one in asked if one is not None}


def pairs_told(conn: Connection, slug: str, now: datetime) -> Pairs:
    """Return the blind pairs of the workflow of half a year that may be told of: of whole weeks of UTC, Sunday to
    Saturday, as many together as it takes for five people (`domain.weeks_together`). Nothing of it told so far: how
    many there are.
    """
    told = pairs_between(conn, slug, now)
    if told is None:
        counted = _pairs(slug, now - WINDOW, now, func.count())
        return Pairs(untold=int(conn.execute(counted).scalar_one()))
    return pairs_in(conn, slug, *told)


def pairs_between(conn: Connection, slug: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return from when to when second looks were given that may be told of, of the half year up to the last Saturday;
    None: none so far.
    """
    until = _midnight(sunday_of(now.astimezone(UTC).date()))
    since = (until - WINDOW).date()
    first_at = _midnight(gathered_since(since))
    people: dict[date, set[str]] = defaultdict(set)
    for week, person in conn.execute(_people(slug, first_at, until, _WEEK)):
        people[week.date()].add(person)
    told = told_together(people, since, until.date())
    return None if told is None else (_midnight(told[0]), _midnight(told[1]))


def pairs_in(conn: Connection, slug: str, since: datetime, until: datetime) -> Pairs:
    """Return the blind pairs whose second verdict was given in the workflow from then on and before `until`, of all its
    people together.
    """
    mine = _pairs(slug, since, until, second_verdicts.c.first, second_verdicts.c.verdict)
    said = [(row.first, row.verdict) for row in conn.execute(mine)]
    return pairs_of(said, people_of_pairs(conn, slug, since, until)) if said else Pairs()


def people_of_pairs(conn: Connection, slug: str, since: datetime, until: datetime) -> int:
    """Return how many people gave the first and the second verdicts of these pairs."""
    people = _people(slug, since, until).subquery()
    return int(conn.execute(select(func.count()).select_from(people)).scalar_one())


def _people(
    slug: str, since: datetime, until: datetime, *columns: ColumnElement[Any]
) -> CompoundSelect[*tuple[Any, ...]]:
    """Return who gave the first and the second verdicts of these pairs, each once beside the same columns."""
    second = _pairs(slug, since, until, *columns, second_verdicts.c.person)
    first = [
        _pairs(slug, since, until, *columns, table.c.person).join(
            table, table.c.id == second_verdicts.c.first_vote
        )
        for table in (votes, audit_votes)
    ]
    return union(second, *first)


def _pairs(
    slug: str, since: datetime, until: datetime, *columns: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(second_verdicts)
        .join(second_looks, second_looks.c.output_id == second_verdicts.c.output_id)
        .where(
            second_looks.c.workflow == slug,
            # Given long after it was drawn is none: what came before is not gone through for it.
            second_looks.c.drawn_at >= _midnight(gathered_since(since.date())) - WINDOW,
            second_verdicts.c.given_at >= since,
            second_verdicts.c.given_at < until,
        )
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def brought_to_light(conn: Connection, slug: str, since: datetime) -> tuple[int, int, int]:
    """Return how many wrong ones second looks have found of what was handed in to the workflow from then on: (those
    that the first had stopped or corrected as well, those that it had let out, as whoever answers for it says, those
    that it had let out of which nobody has said so far whether they are wrong).
    """
    is_reject = second_verdicts.c.verdict == "reject"
    both = (second_verdicts.c.first != "approve") & is_reject
    let_out = (second_verdicts.c.first == "approve") & second_settlements.c.was_wrong
    unsettled = (second_verdicts.c.first == "approve") & is_reject & second_settlements.c.was_wrong.is_(None)
    row = conn.execute(
        select(*(func.count().filter(one) for one in (both, let_out, unsettled)))
        .select_from(second_verdicts)
        .join(second_looks, second_looks.c.output_id == second_verdicts.c.output_id)
        .outerjoin(second_settlements, second_settlements.c.output_id == second_verdicts.c.output_id)
        .where(second_looks.c.workflow == slug, second_looks.c.drawn_at >= since)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _decided() -> Select[*tuple[Any, ...]]:
    """Return the query for open second looks on what is decided for good, as far as anybody knows."""
    decided_at = func.coalesce(reviews.c.closed_at, outputs.c.settled_at)
    by_people = (outputs.c.needed > 0) & outputs.c.state.in_(("approved", "released", "rejected"))
    audited = (
        (outputs.c.needed == 0)
        & outputs.c.state.in_(("released", "recalled"))
        & reviews.c.closed_at.is_not(None)
        & select(audit_votes.c.id)
        .where(audit_votes.c.output_id == outputs.c.id, audit_votes.c.settled_at.is_not(None))
        .exists()
    )
    return (
        select(
            outputs.c.id,
            outputs.c.policy_id,
            decided_at.label("decided_at"),
            workflows.c.owner,
            workflows.c.deputy,
        )
        .select_from(second_looks)
        .join(outputs, outputs.c.id == second_looks.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(reviews, (reviews.c.output_id == outputs.c.id) & IS_AUDIT)
        .where(IS_OPEN)
        .where(outputs.c.settled_at.is_not(None), outputs.c.objection.is_(None))
        .where(or_(by_people, audited))
    )


def _wanted_by(conn: Connection, row: Row[Any]) -> datetime:
    rules = _rules(conn, row.policy_id)
    if rules is None:
        return row.decided_at  # type: ignore[no-any-return]  # a column of instants
    return rules.working_hours.add(row.decided_at, rules.review_within)


def _open_until(conn: Connection, row: Row[Any]) -> datetime:
    rules = _rules(conn, row.policy_id)
    return open_until(row.decided_at, OFFICE_HOURS if rules is None else rules.working_hours)


def _rules(conn: Connection, policy_id: int) -> Policy | None:
    try:
        return policy(conn, policy_id)
    except UnreadablePolicy:
        return None


_OWN = ("was_wrong", "settled_by", "settled_at")
_SAID = select(
    *(second_verdicts.c[name] for name in SecondSaid.__dataclass_fields__ if name not in _OWN),
    second_settlements.c.was_wrong,
    second_settlements.c.person.label("settled_by"),
    second_settlements.c.settled_at,
).outerjoin(second_settlements, second_settlements.c.output_id == second_verdicts.c.output_id)
