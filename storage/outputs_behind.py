"""The outputs behind a figure, a page at a time, the newest first: what became of each, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, SelectBase, and_, or_, select, union

from domain.outputs import State
from domain.outputs_behind import TELLING, Behind, Kind, Place
from domain.signals.wrong_ones_out import LookedAt
from storage.lateness import is_over_at
from storage.questions import FIRST_REVIEW, clock_at
from storage.signals.given import by_zone, given_in_weeks
from storage.signals.waiting import DECIDED
from storage.signals.wrong_ones_out import ALIKE, Rules, counted_as
from storage.tables import cards, feedback, outputs, questions, reviews, second_looks, votes
from storage.week_stops import stops_of_week
from storage.weighing import STOPPED
from storage.workflows import Workflow, workflow

# How one is judged takes its rules: of what may be one, so many are read at once until a page is full.
_READ_AT_ONCE = 200
_STILL_BLIND = (
    select(second_looks.c.output_id)
    .where(second_looks.c.output_id == outputs.c.id, second_looks.c.closed_at.is_(None))
    .correlate(outputs)
    .exists()
)


@dataclass(frozen=True)
class OutputBehind:
    """One of them. `title` None: it has none. `permalink` leads to its card, None: there is none.

    `is_blind`: somebody is still to judge it without knowing how it was judged.
    """

    output_id: str
    title: str | None
    submitted_at: datetime
    state: State
    went_out: bool
    corrected: bool
    is_blind: bool
    permalink: str | None

    @property
    def place(self) -> Place:
        """Return where it is among the others."""
        return Place(self.submitted_at, self.output_id)


@dataclass(frozen=True)
class PageBehind:
    """At most so many as were asked for; whether there are newer ones, and older."""

    outputs: tuple[OutputBehind, ...]
    has_newer: bool
    has_older: bool


def outputs_behind(conn: Connection, asked: Behind, place: Place | None, room: int) -> PageBehind:
    """Return the page that goes on at `place`, or the first; `room` is how many are on one.

    Planted mistakes are no outputs, and never among them; what somebody is still to judge without knowing how it was
    judged is left out where to be there would tell.
    """
    found = list(_found(conn, asked, place, room + 1))
    goes_on, shown = len(found) > room, found[:room]
    if place is not None and place.newer:
        return PageBehind(tuple(reversed(shown)), goes_on, has_older=True)
    return PageBehind(tuple(shown), place is not None, goes_on)


def cleaned_elsewhere(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> Counter[str]:
    """Return after how many outputs of each of these a team cleaned up other than the one that checks: of as many as
    stand behind that.
    """
    given = (
        select(outputs.c.workflow, outputs.c.id, feedback.c.team)
        .join(feedback, feedback.c.output_id == outputs.c.id)
        .where(
            outputs.c.kind == "real",
            feedback.c.minutes > 0,
            feedback.c.team.is_not(None),
            ~_STILL_BLIND,
        )
    )
    elsewhere = {
        (row.workflow, row.id)
        for zone, slugs in by_zone(workflows.values()).items()
        for row in conn.execute(given.where(given_in_weeks(zone, begins_at, ends_at)))
        if row.workflow in slugs and _is_other(row.team, workflows[row.workflow])
    }
    return Counter(slug for slug, _ in elsewhere)


def _is_other(team: str, live: Workflow | None) -> bool:
    """Say whether it is a team other than the one that checks, however its name is written."""
    own = "" if live is None else (live.policy.team or "").casefold()
    return team.strip().casefold() not in ("", own)


def _found(conn: Connection, asked: Behind, place: Place | None, room: int) -> Iterator[OutputBehind]:
    """Give the next so many in the direction that is asked for."""
    is_one, rules = _JUDGED.get(asked.kind), Rules(conn)
    left = room
    while left:
        rows = conn.execute(_query(conn, asked, place).limit(_READ_AT_ONCE if is_one else left)).all()
        for row in rows:
            if is_one is None or is_one(counted_as(row, rules, asked.ends_at)):
                yield _behind(row)
                left -= 1
                if not left:
                    return
        if is_one is None or len(rows) < _READ_AT_ONCE:
            return
        place = Place(rows[-1].submitted_at, rows[-1].id, newer=place is not None and place.newer)


def _query(conn: Connection, asked: Behind, place: Place | None) -> Select[*tuple[Any, ...]]:
    newer = place is not None and place.newer
    at, name = outputs.c.submitted_at, outputs.c.id
    found = (
        select(name, outputs.c.title, at, cards.c.permalink, _STILL_BLIND.label("is_blind"), *ALIKE)
        .outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)
        .outerjoin(cards, cards.c.output_id == name)
        .where(outputs.c.kind == "real", *_ARE[asked.kind](conn, asked))
        .order_by(*((at, name) if newer else (at.desc(), name.desc())))
    )
    if asked.kind in TELLING:
        found = found.where(~_STILL_BLIND)
    if place is None:
        return found
    beyond = (at > place.at, name > place.output_id) if newer else (at < place.at, name < place.output_id)
    return found.where(at >= place.at if newer else at <= place.at, or_(beyond[0], beyond[1]))


def _behind(row: Row[*tuple[Any, ...]]) -> OutputBehind:
    title = (row.title or "").strip() or None
    corrected = bool(row.went_out_corrected)
    return OutputBehind(
        row.id,
        title,
        row.submitted_at,
        row.state,
        bool(row.went_out),
        corrected,
        bool(row.is_blind),
        row.permalink,
    )


Conditions = Sequence[ColumnElement[bool]]


def _made(asked: Behind) -> ColumnElement[bool]:
    return and_(
        outputs.c.workflow == asked.workflow,
        outputs.c.submitted_at >= asked.begins_at,
        outputs.c.submitted_at < asked.ends_at,
    )


def _among(ids: SelectBase) -> Conditions:
    """Return that it is one of these: few of many, to be found before anything is put in order."""
    return [outputs.c.id.in_(ids)]


def _drawn(asked: Behind) -> ColumnElement[bool]:
    return and_(_made(asked), outputs.c.sampled, outputs.c.pi.is_not(None))


def _settled(asked: Behind, how: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(
        outputs.c.workflow == asked.workflow,
        outputs.c.settled_at.is_not(None),
        outputs.c.settled_at >= asked.begins_at,
        outputs.c.settled_at < asked.ends_at,
        outputs.c.needed > 0,
        how,
    )


def _open(asked: Behind) -> ColumnElement[bool]:
    still = outputs.c.state.in_(("in_review", "approved")) & (outputs.c.state == "in_review")
    since = (
        outputs.c.settled_at.is_not(None) & (outputs.c.settled_at >= asked.ends_at) & (outputs.c.needed > 0)
    )
    return and_(
        outputs.c.workflow == asked.workflow, outputs.c.submitted_at < asked.ends_at, or_(still, since)
    )


def _wrong(conn: Connection, asked: Behind) -> Conditions:
    may_be = or_(outputs.c.state == "recalled", outputs.c.current_sha256 != outputs.c.content_sha256)
    return [_drawn(asked), outputs.c.released_sha256.is_not(None), may_be]


def _stopped(conn: Connection, asked: Behind) -> Conditions:
    corrected = outputs.c.current_sha256 != outputs.c.content_sha256
    return [_drawn(asked), or_(outputs.c.state == "rejected", corrected, STOPPED)]


def _too_late(conn: Connection, asked: Behind) -> Conditions:
    return [_drawn(asked), outputs.c.state.in_(("expired", "recalled"))]


def _reported(conn: Connection, asked: Behind) -> Conditions:
    unseen = or_(~outputs.c.sampled, outputs.c.pi.is_(None))
    return [_made(asked), unseen, outputs.c.state == "recalled", outputs.c.released_sha256.is_not(None)]


def _cleaned(conn: Connection, asked: Behind) -> Conditions:
    return _among(_feedback(conn, asked))


def _cleaned_elsewhere(conn: Connection, asked: Behind) -> Conditions:
    """By a team that somebody named, other than the one that checks."""
    live = workflow(conn, asked.workflow)
    given = _feedback(conn, asked)
    spelt = conn.execute(given.with_only_columns(feedback.c.team).distinct()).scalars()
    others = [one for one in spelt if one and _is_other(one, live)]
    return _among(given.where(feedback.c.team.in_(others)))


def _feedback(conn: Connection, asked: Behind) -> Select[*tuple[Any, ...]]:
    live, own = workflow(conn, asked.workflow), outputs.alias("cleaned")
    zone = "UTC" if live is None else live.policy.working_hours.timezone
    within = given_in_weeks(zone, asked.begins_at, asked.ends_at)
    return (
        select(feedback.c.output_id)
        .join(own, own.c.id == feedback.c.output_id)
        .where(own.c.workflow == asked.workflow, within, feedback.c.minutes > 0)
    )


def _handed_in(conn: Connection, asked: Behind) -> Conditions:
    return [_made(asked)]


def _unchecked(conn: Connection, asked: Behind) -> Conditions:
    return [_made(asked), outputs.c.needed == 0, outputs.c.released_sha256.is_not(None)]


def _decided(conn: Connection, asked: Behind) -> Conditions:
    return _among(select(outputs.c.id).where(_settled(asked, DECIDED)))


def _expired(conn: Connection, asked: Behind) -> Conditions:
    return _among(select(outputs.c.id).where(_settled(asked, outputs.c.state == "expired")))


def _waiting(conn: Connection, asked: Behind) -> Conditions:
    return _among(select(outputs.c.id).where(_open(asked)))


def _late(conn: Connection, asked: Behind) -> Conditions:
    """Decided after the reviewers' deadline, or waiting beyond it; of what is stopped, nothing that waits."""
    own = select(outputs.c.id).outerjoin(reviews, FIRST_REVIEW)
    decided = own.where(_settled(asked, DECIDED), is_over_at(outputs.c.settled_at))
    before = (questions.c.id == outputs.c.question) & (questions.c.asked_at < asked.ends_at)
    waiting = own.outerjoin(questions, before).where(_open(asked), is_over_at(clock_at(asked.ends_at)))
    stop = stops_of_week(conn, [asked.workflow], asked.begins_at, asked.ends_at).get(asked.workflow)
    is_stopped = stop is not None and stop.went_on_at is None
    return _among(decided if is_stopped else union(decided, waiting))


def _asked(conn: Connection, asked: Behind) -> Conditions:
    within = (questions.c.asked_at >= asked.begins_at) & (questions.c.asked_at < asked.ends_at)
    own = select(outputs.c.id).join(questions, questions.c.output_id == outputs.c.id)
    return _among(own.where(outputs.c.workflow == asked.workflow, within))


_ARE: Mapping[Kind, Callable[[Connection, Behind], Conditions]] = MappingProxyType({
    "wrong": _wrong,
    "stopped": _stopped,
    "reported": _reported,
    "too_late": _too_late,
    "cleaned": _cleaned,
    "cleaned_elsewhere": _cleaned_elsewhere,
    "handed_in": _handed_in,
    "unchecked": _unchecked,
    "decided": _decided,
    "expired": _expired,
    "late": _late,
    "waiting": _waiting,
    "asked": _asked,
})  # fmt: skip


def _is_late(one: LookedAt | None) -> bool:
    return one is not None and one.verdict == "late"


def _got_out(one: LookedAt | None) -> bool:
    return one is not None and one.got_out


def _was_stopped(one: LookedAt | None) -> bool:
    return one is not None and one.verdict == "wrong" and not one.got_out


# Of these the conditions say only which may be among them: that is for the signal itself to say.
_JUDGED: Mapping[Kind, Callable[[LookedAt | None], bool]] = MappingProxyType({
    "wrong": _got_out,
    "stopped": _was_stopped,
    "too_late": _is_late,
})  # fmt: skip
