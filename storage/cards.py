"""What Slack shows of each output, and who has opened the whole text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Join,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)

from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.queue import begun_or_dead
from storage.tables import api_keys, cards, escalations, marks, outputs, past_cards, releases, reviews
from storage.tables.types import Instant

# Spelled out in the statement: a partial index helps only where the database sees its words.
UNRELEASED: ColumnElement[bool] = outputs.c.state.in_(
    (literal_column("'in_review'"), literal_column("'approved'"))
)
_BY_PEOPLE: ColumnElement[bool] = releases.c.needed > literal_column("0")


@dataclass(frozen=True)
class Card:
    """The one message of an output. `shown` is the hash of what was last posted or updated there, `sha256` that
    of the text it was posted with.
    """

    output_id: str
    channel_id: str
    ts: str
    shown: str
    shows_whole_text: bool
    permalink: str | None
    posted_at: datetime
    sha256: str


@dataclass(frozen=True)
class PastCard:
    """A message that was an output's card, or was taken for one. Nothing that is done on it counts.

    `told_at` is when the message was made to say so, None if that is still to be done.
    """

    output_id: str
    channel_id: str
    ts: str
    why: Literal["fixed", "duplicate"]
    told_at: datetime | None


_BY_OUTPUT = select(*(cards.c[name] for name in Card.__dataclass_fields__)).where(
    cards.c.output_id == bindparam("output_id")
)
_PAST = select(*(past_cards.c[name] for name in PastCard.__dataclass_fields__))


@dataclass(frozen=True)
class Look:
    """A card whose reactions are to be looked at in Slack. `seen_at` is when they last were, None: never.

    `is_due` False: it is not its turn, but it lies among others whose turn it is, and is seen with them.
    """

    output_id: str
    workflow: str
    in_review: bool
    channel_id: str
    ts: str
    seen_at: datetime | None
    is_due: bool


def card_of(conn: Connection, output_id: str) -> Card | None:
    """Return the output's card, or None if none was posted."""
    row = conn.execute(_BY_OUTPUT, {"output_id": output_id}).one_or_none()
    return None if row is None else Card(**row._mapping)


def output_at(conn: Connection, channel_id: str, ts: str) -> str | None:
    """Return the id of the output whose card is this message, or None if it is no card of ours."""
    found = select(cards.c.output_id).where(cards.c.channel_id == channel_id, cards.c.ts == ts)
    return conn.execute(found).scalar_one_or_none()


def past_card_at(conn: Connection, channel_id: str, ts: str) -> PastCard | None:
    """Return the card of the past that this message is, or None if it is none."""
    found = _PAST.where(past_cards.c.channel_id == channel_id, past_cards.c.ts == ts)
    row = conn.execute(found).one_or_none()
    return None if row is None else PastCard(**row._mapping)


def past_cards_of(conn: Connection, output_id: str) -> list[PastCard]:
    """Return the output's cards of the past, the oldest first."""
    found = _PAST.where(past_cards.c.output_id == output_id).order_by(past_cards.c.ts)
    return [PastCard(**row._mapping) for row in conn.execute(found)]


def past_cards_to_take_away(conn: Connection, channel_id: str) -> list[PastCard]:
    """Return the messages in the channel that are no cards and have not been taken away yet."""
    still_there = _PAST.where(past_cards.c.channel_id == channel_id, past_cards.c.told_at.is_(None))
    found = still_there.where(past_cards.c.why == "duplicate").order_by(past_cards.c.ts)
    return [PastCard(**row._mapping) for row in conn.execute(found)]


def marks_on(conn: Connection, card: Card) -> list[tuple[str, str]]:
    """Return the reactions that are on the card now, as (person, canonical name)."""
    found = select(marks.c.person, marks.c.name).where(
        marks.c.channel_id == card.channel_id, marks.c.ts == card.ts, marks.c.present
    )
    return [(row.person, row.name) for row in conn.execute(found)]


@dataclass(frozen=True)
class DueLooks:
    """Which cards are due to be looked at: as of `now`, how long after something happened to a card, how long after
    the look before at most, and how long before a deadline acts.
    """

    now: datetime
    first: timedelta
    rarest: timedelta
    before_deadline: timedelta


def unseen_cards(
    conn: Connection,
    when: DueLooks,
    limit: int,
    *,
    released_since: datetime | None = None,
    audited: bool = False,
) -> list[Look]:
    """Return at most `limit` cards of one channel whose reactions are due to be asked of Slack, those with a deadline
    just before them first, then the longest unseen: of what is not released, of what people have let out after
    `released_since`, or of what has gone out and is to be looked at (`audited`). The channel is that of the first.
    Where there are several, those that lie among them follow, which are seen for nothing more.

    Other claims pass them over (PostgreSQL).
    """
    seen_at = func.coalesce(cards.c.looked_at, cards.c.posted_at)
    acts_soon = _acts_soon(seen_at, when)
    by_urgency = (
        _looks(released_since, audited=audited)
        .where(or_(acts_soon, _is_due(seen_at, when)))
        .order_by(case((acts_soon, 0), else_=1), seen_at, outputs.c.id)
    )
    first = conn.execute(by_urgency.limit(1)).one_or_none()
    if first is None:
        return []
    here = cards.c.channel_id == first.channel_id
    due = [_as_look(row, is_due=True) for row in conn.execute(by_urgency.where(here).limit(limit))]
    if len(due) < 2:
        return due
    known, stamps = {look.output_id for look in due}, [look.ts for look in due]
    among = _looks(released_since, audited=audited).where(here, cards.c.ts.between(min(stamps), max(stamps)))
    rows = conn.execute(among.order_by(cards.c.ts.desc()).limit(limit)).all()
    others = [_as_look(row, is_due=False) for row in rows if row.id not in known]
    return [*due, *others[: limit - len(due)]]


def _looks(released_since: datetime | None, *, audited: bool) -> Select[*tuple[Any, ...]]:
    kind = "audit" if audited else "review"
    joined = _to_look_at(released_since, audited=audited).outerjoin(
        escalations, (escalations.c.output_id == outputs.c.id) & (escalations.c.kind == kind)
    )
    return (
        select(
            outputs.c.id,
            outputs.c.workflow,
            outputs.c.state,
            cards.c.channel_id,
            cards.c.ts,
            cards.c.looked_at,
        )
        .select_from(joined)
        .where(_is_to_look_at(released_since, audited=audited))
        .with_for_update(of=cards, skip_locked=True)
    )


def _as_look(row: Row[Any], *, is_due: bool) -> Look:
    in_review = row.state == "in_review"
    return Look(row.id, row.workflow, in_review, row.channel_id, row.ts, row.looked_at, is_due)


def _is_due(seen_at: ColumnElement[datetime], when: DueLooks) -> ColumnElement[bool]:
    """Say in SQL whether a card has not been seen for as long as it had been still when it last was."""
    active_at = func.coalesce(cards.c.active_at, cards.c.posted_at)
    now, first = literal(when.now, Instant), literal(when.now - when.first, Instant)
    been_still = type_coerce(seen_at, BigInteger) - type_coerce(active_at, BigInteger)
    unseen_for = now - type_coerce(seen_at, BigInteger)
    again = and_(active_at <= first, seen_at <= first, been_still <= unseen_for)
    return or_(seen_at <= literal(when.now - when.rarest, Instant), again)


def _acts_soon(seen_at: ColumnElement[datetime], when: DueLooks) -> ColumnElement[bool]:
    """Say in SQL whether somebody is told that it is late, or it expires, before it would be seen again."""
    lead = when.before_deadline // timedelta(microseconds=1)
    soon, seen = literal(when.now + when.before_deadline, Instant), type_coerce(seen_at, BigInteger)
    deadlines: tuple[Column[datetime], ...] = (escalations.c.next_at, outputs.c.expires_at)
    unseen = (and_(at <= soon, seen < type_coerce(at, BigInteger) - lead) for at in deadlines)
    return func.coalesce(or_(*unseen), false())


def looks_since(
    conn: Connection,
    since: datetime,
    *,
    released_since: datetime | None = None,
    audited: bool = False,
    together: bool,
) -> int:
    """Return how often these cards (as of `unseen_cards`) were looked at after `since`. `together`: those of one
    channel at one instant count once.
    """
    looks = (
        select(cards.c.channel_id, cards.c.looked_at)
        .select_from(_to_look_at(released_since, audited=audited))
        .where(_is_to_look_at(released_since, audited=audited), cards.c.looked_at > since)
    )
    counted = (looks.distinct() if together else looks).subquery()
    return int(conn.execute(select(func.count()).select_from(counted)).scalar_one())


def cards_to_look_at(
    conn: Connection, channel_id: str, *, released_since: datetime | None = None, audited: bool = False
) -> list[str]:
    """Return the outputs of these cards (as of `unseen_cards`) in the channel."""
    found = (
        select(outputs.c.id)
        .select_from(_to_look_at(released_since, audited=audited))
        .where(_is_to_look_at(released_since, audited=audited), cards.c.channel_id == channel_id)
    )
    return list(conn.execute(found).scalars())


def _to_look_at(released_since: datetime | None, *, audited: bool) -> Join:
    if audited:
        open_ones = reviews.join(cards, cards.c.output_id == reviews.c.output_id)
        return open_ones.join(outputs, outputs.c.id == reviews.c.output_id)
    both = outputs.join(cards, cards.c.output_id == outputs.c.id)
    return both if released_since is None else both.join(releases, releases.c.output_id == outputs.c.id)


def _is_to_look_at(released_since: datetime | None, *, audited: bool) -> ColumnElement[bool]:
    if audited:
        return and_(IS_AUDIT, IS_OPEN, BY_INDEX, outputs.c.state == "released")
    if released_since is None:
        return UNRELEASED
    since = releases.c.released_at > literal(released_since, Instant)
    return and_(_BY_PEOPLE, since, outputs.c.state == "released")


def open_cards(conn: Connection, channel_id: str) -> int:
    """Return how many cards in the channel still wait for a decision."""
    found = (
        select(func.count())
        .select_from(cards.join(outputs, outputs.c.id == cards.c.output_id))
        .where(cards.c.channel_id == channel_id, outputs.c.state == "in_review")
    )
    return int(conn.execute(found).scalar_one())


def without_card(
    conn: Connection, channel_id: str, workflows: Collection[str], limit: int
) -> list[tuple[str, str]]:
    """Return (id, workflow) of what waits in these workflows without a card, in the order of their turn.

    API keys take turns, the one with the fewest open cards in the channel first, each with its most urgent:
    a flood through one key holds up no other's. Those whose card is being posted, or could not be, are left out.
    """
    held = _held_by_key(conn, channel_id)
    turns = [
        (held.get(key_id, 0) + place, row.due_at, row.id, row.workflow)
        for key_id in conn.execute(_KEYS_THAT_WAIT, {"workflows": sorted(workflows)}).scalars().all()
        for place, row in enumerate(conn.execute(_WAITING, {"key_id": key_id, "most": limit}))
    ]
    return [(output_id, slug) for _, _, output_id, slug in sorted(turns)[:limit]]


def _held_by_key(conn: Connection, channel_id: str) -> dict[str, int]:
    counted = (
        select(outputs.c.api_key_id, func.count().label("cards"))
        .select_from(cards.join(outputs, outputs.c.id == cards.c.output_id))
        .where(cards.c.channel_id == channel_id, outputs.c.state == "in_review")
        .group_by(outputs.c.api_key_id)
    )
    return {row.api_key_id: row.cards for row in conn.execute(counted)}


# Spelled out in the statement: a partial index helps only where the database sees its words.
_IN_REVIEW: ColumnElement[str] = literal_column("'in_review'")
_KEYS_THAT_WAIT = select(api_keys.c.id).where(
    api_keys.c.workflow.in_(bindparam("workflows", expanding=True)),
    exists().where(outputs.c.api_key_id == api_keys.c.id, outputs.c.state == _IN_REVIEW),
)
_WAITING = (
    select(outputs.c.id, outputs.c.workflow, outputs.c.due_at)
    .outerjoin(cards, cards.c.output_id == outputs.c.id)
    .where(
        outputs.c.api_key_id == bindparam("key_id"),
        outputs.c.state == _IN_REVIEW,
        cards.c.output_id.is_(None),
        outputs.c.id.not_in(begun_or_dead("card")),
    )
    .order_by(outputs.c.due_at, outputs.c.id)
    .limit(bindparam("most", type_=Integer))
)
