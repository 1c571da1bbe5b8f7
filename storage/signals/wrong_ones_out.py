"""What the wrong ones that got out are estimated from: everything handed in in a period, as far as it is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    null,
    select,
    text,
    true,
    type_coerce,
    union_all,
)

from domain.policy import Policy
from domain.signals.wrong_ones_out import LookedAt, Made, Verdict, WrongOnesOut, wrong_ones_out
from domain.standards import is_signed
from domain.trials import Maker
from domain.weighing import Judged, weight
from storage.audits import IS_AUDIT, IS_OPEN
from storage.lists import one_of
from storage.standards import signatures_under
from storage.tables import outputs, reviews, votes
from storage.tables.types import Instant
from storage.volumes import volumes_between
from storage.weighing import STOPPED
from storage.workflows import Workflow, policies_of

_DRAWN = outputs.c.sampled
# Whatever was drawn and went out at once has an audit: the few that are open are a list, made once for all.
_HAS_BEEN_AUDITED = outputs.c.id.not_in(select(reviews.c.output_id).where(IS_AUDIT, IS_OPEN))
_LOOKED_AT = and_(outputs.c.needed == 0, _HAS_BEEN_AUDITED)
# All that it depends on how an output counts; to be joined with the vote that settled it.
ALIKE = (
    outputs.c.workflow,
    outputs.c.policy_id,
    outputs.c.pi,
    _DRAWN.label("drawn"),
    outputs.c.stage,
    outputs.c.needed,
    outputs.c.state,
    outputs.c.released_sha256.is_not(None).label("went_out"),
    and_(outputs.c.settled_by_vote.is_not(None), outputs.c.state != "in_review").label("decided"),
    (outputs.c.current_sha256 != outputs.c.content_sha256).label("corrected"),
    and_(outputs.c.released_sha256 != outputs.c.content_sha256, outputs.c.state != "recalled").label(
        "went_out_corrected"
    ),
    votes.c.reason,
    and_(_DRAWN, _LOOKED_AT).label("looked_at"),
    # In so many words: of a plain "and", SQLite would look the second half up for each.
    case((and_(_DRAWN, outputs.c.state.in_(("recalled", "superseded"))), STOPPED), else_=false()).label(
        "stopped"
    ),
)
# Only why these were stopped is asked; most of what people decide they let pass, and its votes need not be fetched.
_STOPPABLE = ("rejected", "recalled", "superseded")
# What an output says that it was made by.
MAKER = (outputs.c.model, outputs.c.model_version, outputs.c.prompt_version)


def wrong_out(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, WrongOnesOut]:
    """Return what is known of the wrong ones that got out, of these workflows and what was handed in in the period."""
    found = seen(conn, workflows, begins_at, ends_at)
    tolerated = signed_limits(conn, workflows)
    told = {}
    for slug in workflows:
        own = found.get(slug, Seen(0, (), 0))
        told[slug] = wrong_ones_out(
            own.looked_at,
            gone_out=own.gone_out,
            reported=own.reported,
            tolerated=tolerated[slug],
            people_first=own.people_first,
        )
    return told


def signed_limits(conn: Connection, workflows: Mapping[str, Workflow]) -> dict[str, float | None]:
    """Return how much may be wrong of what goes out, in 0..1, of each of these; None where nothing is signed."""
    signatures = signatures_under(conn, {live.policy_id for live in workflows.values()})
    limits: dict[str, float | None] = {}
    for slug, live in workflows.items():
        parts = {one.part for one in signatures[live.policy_id]}
        signed = live.readable and is_signed(parts, high_impact=live.policy.high_impact)
        limits[slug] = live.policy.standard.max_error_rate if signed else None
    return limits


@dataclass(frozen=True)
class Seen:
    """A workflow's outputs of a period: how many went out, what was made of those that were looked at, and how many
    that nobody was to look at turned out wrong because somebody said so. `people_first`: none went out before a
    person had decided.
    """

    gone_out: int
    looked_at: tuple[LookedAt, ...]
    reported: int
    people_first: bool = True


def seen(
    conn: Connection, workflows: Collection[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Seen]:
    """Return what these were handed in the period (its end not included) came to, by workflow; nothing, no entry.

    What is undecided is among neither. Planted mistakes are no outputs, and are not here.
    """
    looked_at: dict[str, list[LookedAt]] = defaultdict(list)
    judged = union_all(*_judged(begins_at, ends_at))
    rows = conn.execute(judged, {"workflows": list(workflows)}).all()
    rules = Rules(conn, {row.policy_id for row in rows})
    for row in rows:
        one = counted_as(row, rules, ends_at)
        if one is not None:
            looked_at[row.workflow].append(replace(one, made=_made(row)))
    return {
        slug: Seen(volume.gone_out, tuple(looked_at[slug]), volume.reported, not volume.unchecked)
        for slug, volume in volumes_between(conn, workflows, begins_at, ends_at).items()
    }


def _judged(begins_at: datetime, ends_at: datetime) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give the queries of what was drawn of the period and may have been judged, those that are alike counted: what
    went out at once, and what waited for people until they had settled it. Each names the words of its index, which a
    handing-in need not pay for where it does not belong there.
    """
    at = outputs.c.submitted_at
    yield _audited(begins_at, ends_at)
    # Nothing is settled before it comes; and by when it came SQLite would go through all that did.
    unsought = type_coerce(type_coerce(at, BigInteger) + 0, Instant)
    settled = (
        select(*ALIKE, *MAKER, at)
        .outerjoin(votes, votes.c.id == case((outputs.c.state.in_(_STOPPABLE), outputs.c.settled_by_vote)))
        .where(one_of(outputs.c.workflow, "workflows"), outputs.c.kind == "real", outputs.c.pi.is_not(None))
        .where(outputs.c.settled_at >= begins_at, outputs.c.needed > 0, outputs.c.sampled)
    )
    yield _alike_by_maker(settled.where(unsought >= begins_at, unsought < ends_at).subquery())


def _audited(begins_at: datetime, ends_at: datetime) -> Select[*tuple[Any, ...]]:
    """Return what `ALIKE` says of what went out at once, all of it read from its index: no vote has settled it, and
    nobody could correct it first. So that is said of those alike, not sorted by.
    """
    at, audited = outputs.c.submitted_at, text("outputs.sampled AND outputs.needed = 0")
    known: dict[str, ColumnElement[Any]] = {
        "drawn": true(),
        "needed": literal(0),
        "went_out": true(),
        "decided": false(),
        "corrected": false(),
        "went_out_corrected": false(),
        "reason": null(),
        "stopped": false(),
    }
    told = {one.key: one for one in ALIKE} | {"looked_at": _HAS_BEEN_AUDITED.label("looked_at")}
    each = (
        select(*[one for key, one in told.items() if key not in known], *MAKER, at)
        .where(one_of(outputs.c.workflow, "workflows"), audited, outputs.c.pi.is_not(None))
        .where(at >= begins_at, at < ends_at)
        .subquery()
    )
    alike = _alike_by_maker(each).subquery()
    columns = [known[key].label(key) if key in known else alike.c[key] for key in told]
    return select(*columns, *[alike.c[one.key] for one in MAKER], *alike.c["many", "first_at", "last_at"])


def _alike(each: Subquery) -> Select[*tuple[Any, ...]]:
    return select(*each.c, func.count().label("many")).group_by(*each.c)


def _alike_by_maker(each: Subquery) -> Select[*tuple[Any, ...]]:
    alike = [column for column in each.c if column is not each.c.submitted_at]
    first_at, last_at = func.min(each.c.submitted_at), func.max(each.c.submitted_at)
    many = func.count().label("many")
    return select(*alike, many, first_at.label("first_at"), last_at.label("last_at")).group_by(*alike)


def _made(row: Row[*tuple[Any, ...]]) -> Made:
    return Made(Maker.of(row.model, row.model_version, row.prompt_version), row.first_at, row.last_at)


def counted(
    conn: Connection,
    workflows: Collection[str],
    begins_at: datetime,
    ends_at: datetime,
    *more: ColumnElement[Any],
    such: ColumnElement[bool] | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return rows of `ALIKE`, with `many` alike in each, of what these were handed in the period (its end not
    included); apart by the columns `more` too, and only those of which `such` holds.
    """
    each = (
        select(*ALIKE, *more)
        .outerjoin(votes, votes.c.id == outputs.c.settled_by_vote)
        .where(
            one_of(outputs.c.workflow, "workflows"),
            outputs.c.kind == "real",
            outputs.c.submitted_at >= begins_at,
            outputs.c.submitted_at < ends_at,
            *([] if such is None else [such]),
        )
        .subquery()
    )
    return conn.execute(_alike(each), {"workflows": list(workflows)}).all()


def verdict_of(row: Row[*tuple[Any, ...]], rules: Rules, now: datetime) -> Verdict | None:
    """Return how those of a row of `ALIKE` were judged, whatever went out of them; None for what is undecided, or was
    not drawn.
    """
    found = None if not row.drawn or row.pi is None else counted_as(row, rules, now)
    return None if found is None else found.verdict


def counted_as(row: Row[*tuple[Any, ...]], rules: Rules, ends_at: datetime) -> LookedAt | None:
    """Return how those of a row of `ALIKE` were judged, under the rules of then; None for what is undecided, or never
    was to be. `many` of them, where the row says so.
    """
    under = rules.of(row.policy_id)
    return None if under is None else _looked_at(row, under, ends_at)


def _looked_at(row: Row[*tuple[Any, ...]], rules: Policy, ends_at: datetime) -> LookedAt | None:
    judged = Judged(
        "",
        ends_at,
        counts=True,
        state=row.state,
        went_out=bool(row.went_out),
        looked_at=bool(row.looked_at),
        decided=bool(row.decided),
        corrected=bool(row.corrected),
        due_at=ends_at,
        screened=row.stage == "screening",
        reason=row.reason,
        stopped=bool(row.stopped),
        drawn=row.stage is not None,
    )
    verdict = weight(judged, rules, ends_at)
    if verdict == "none" or verdict == "open":
        return None
    held = row.stage is not None and rules.checking.is_held
    return LookedAt(
        row.pi,
        verdict,
        bool(row.went_out),
        held,
        row._mapping.get("many", 1),
        people_first=row.needed > 0 and not (held and row.stage == "sampling"),
        corrected=bool(row.went_out_corrected),
    )


class Rules:
    """The policies that outputs were judged by, each read once, those that are named all together; None for one that
    cannot be read.
    """

    def __init__(self, conn: Connection, policy_ids: Collection[int] = ()) -> None:
        self._conn = conn
        self._read = policies_of(conn, policy_ids) if policy_ids else {}

    def of(self, policy_id: int) -> Policy | None:
        if policy_id not in self._read:
            self._read |= policies_of(self._conn, [policy_id])
        return self._read[policy_id]
