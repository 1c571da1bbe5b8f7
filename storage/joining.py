"""Joinings: how far somebody has come, and which outputs there are to learn from and to be tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, literal_column, select

from domain.eligibility import Person
from domain.lanes import CLOSED
from domain.training import RENEWED_FROM, SHADOWED, Decided, Said
from storage.knowing import known_to
from storage.people import rosters_with
from storage.queue_views import reviewer
from storage.tables import joinings, outputs, shadows, trainings, votes
from storage.trained import trained_until
from storage.workflows import workflows_named

# What was decided longer ago may have been decided by another standard; and so many are chosen from.
LOOKED_BACK = timedelta(days=365)
CHOSEN_FROM = 200
# In the words of the index of what people have decided, so that it is seen to fit.
_BY_PEOPLE = outputs.c.needed > literal_column("0")


@dataclass(frozen=True)
class Shadow:
    """What the person said of one text in the shadow of others, and what those had decided."""

    place: int
    output_id: str
    sha256: str
    verdict: Said
    reason: str | None
    decided: Said

    @property
    def agrees(self) -> bool:
        """Say whether both would have done the same with it."""
        return self.verdict == self.decided


@dataclass(frozen=True)
class Joining:
    """Somebody's way into one workflow. `examples` are outputs, `given` what they have judged in others' shadow.

    `until_at` is until when they are trained by it, None while it is not finished.
    """

    id: str
    workflow: str
    person: str
    examples: tuple[str, ...]
    finished_at: datetime | None
    given: tuple[Shadow, ...] = ()
    until_at: datetime | None = None

    @property
    def place(self) -> int:
        """Return which of the five comes next, from 1."""
        return len(self.given) + 1

    @property
    def is_done(self) -> bool:
        """Say whether all five are given."""
        return len(self.given) >= SHADOWED


@dataclass(frozen=True)
class Joinable:
    """A workflow that the person can join, or stay in: `given` of five are done; `until_at` None: not trained."""

    slug: str
    zone: str
    until_at: datetime | None
    given: int = 0
    has_begun: bool = False


def joining_with(conn: Connection, joining_id: str) -> Joining | None:
    """Return the joining of this id, None if there is none."""
    return _one(conn, select(joinings).where(joinings.c.id == joining_id))


def open_joining(conn: Connection, workflow: str, user_id: str) -> Joining | None:
    """Return the joining that this person has begun there and not finished; None for none."""
    theirs = select(joinings).where(joinings.c.workflow == workflow, joinings.c.person == user_id)
    return _one(conn, theirs.where(joinings.c.finished_at.is_(None)))


def joining_for_update(conn: Connection, joining_id: str) -> Joining | None:
    """Return the joining and keep it from others until this transaction ends; None if there is none."""
    conn.execute(select(joinings.c.id).where(joinings.c.id == joining_id).with_for_update())
    return joining_with(conn, joining_id)


def joinable_by(conn: Connection, known: Person, now: datetime) -> list[Joinable]:
    """Return where the person is on the roster, training is asked for, and they have none that lasts."""
    asking = {slug for slug, live in rosters_with(conn, known).items() if live.training_months is not None}
    if not asking:
        return []
    until, found = trained_until(conn, known.user_id, now), []
    for slug, live in sorted(workflows_named(conn, asking).items()):
        if live.status in CLOSED or (slug in until and until[slug] > now + RENEWED_FROM):
            continue
        begun = open_joining(conn, slug, known.user_id)
        given = 0 if begun is None else len(begun.given)
        zone = live.policy.working_hours.timezone
        found.append(Joinable(slug, zone, until.get(slug), given, begun is not None))
    return found


def untrained_in(conn: Connection, user_id: str, now: datetime) -> list[str]:
    """Return the workflows on whose roster the person is and where they may not decide for want of training."""
    known = reviewer(conn, user_id)
    return (
        [] if known is None else [one.slug for one in joinable_by(conn, known, now) if one.until_at is None]
    )


def decided_there(conn: Connection, workflow: str, now: datetime, verdict: Said) -> list[Decided]:
    """Return what people have approved, or stopped, in the workflow for good, just as it was handed in; the newest
    first.
    """
    states = ("approved", "released") if verdict == "approve" else ("rejected",)
    found = (
        select(outputs.c.id, outputs.c.current_sha256, votes.c.reason, votes.c.note)
        .join(votes, votes.c.id == outputs.c.settled_by_vote)
        .where(outputs.c.workflow == workflow, _BY_PEOPLE, outputs.c.settled_at.is_not(None))
        .where(outputs.c.settled_at > now - LOOKED_BACK)
        .where(outputs.c.state.in_(states), outputs.c.kind == "real")
        .where(outputs.c.current_sha256 == outputs.c.content_sha256)
        .order_by(outputs.c.settled_at.desc(), outputs.c.id)
        .limit(CHOSEN_FROM)
    )
    return [
        Decided(row.id, row.current_sha256, verdict, bool(row.reason or row.note))
        for row in conn.execute(found)
    ]


def to_shadow(conn: Connection, joining: Joining, known: Person, now: datetime) -> list[Decided]:
    """Return what the person can be tried on: decided for good by others, not theirs, and not seen by them, as far as
    is known.
    """
    both = [
        *decided_there(conn, joining.workflow, now, "approve"),
        *decided_there(conn, joining.workflow, now, "reject"),
    ]
    out = known_to(conn, [one.output_id for one in both], known) | set(joining.examples)
    return [one for one in both if one.output_id not in out]


def _one(conn: Connection, query: Select[*tuple[object, ...]]) -> Joining | None:
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    given = select(*(shadows.c[name] for name in Shadow.__dataclass_fields__))
    said = conn.execute(given.where(shadows.c.joining_id == row.id).order_by(shadows.c.place))
    until = select(trainings.c.until_at).where(
        trainings.c.workflow == row.workflow,
        trainings.c.person == row.person,
        trainings.c.how == "shadowed",
        trainings.c.made_at == row.finished_at,
    )
    return Joining(
        row.id,
        row.workflow,
        row.person,
        tuple(row.examples),
        row.finished_at,
        tuple(Shadow(*one) for one in said),
        None if row.finished_at is None else conn.execute(until).scalars().first(),
    )
