"""What one person's App Home is about: what waits for them, and what they answer for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from domain.draws import bands_with_more, chance
from domain.eligibility import Person
from domain.lanes import CLOSED
from domain.outputs import Output
from domain.second_looks import Pairs
from storage.aftermath_home import AfterHome, after_home
from storage.audits_waiting import AuditsWaiting, audits_waiting
from storage.joining import Joinable, joinable_by
from storage.lateness import late_ones
from storage.leave import Leave, standing_leave
from storage.muting import is_muted
from storage.organisation import leaders_of
from storage.outputs import names_of, outputs_where
from storage.own_figures import OwnFigures, own_figures
from storage.people import listed_on, on_roster
from storage.places import GONE_OUT, WAITING, Spot, queue_page, waiting_count
from storage.questions import FIRST_DUE_AT, FIRST_REVIEW
from storage.queue_views import reviewer, workflows_of
from storage.quiet import Quiet, quiet_of
from storage.register import Register, register
from storage.second_looks import pairs_told, seconds_for
from storage.standards import Shortfall, shortfalls
from storage.tables import cards, outputs, reviews
from storage.trained import Trained, roll_of
from storage.unowned import is_gone
from storage.workflow_decisions import WorkflowDecision, who_stopped
from storage.workflows import Workflow, all_workflows

WAITING_SHOWN = 15
AUDITS_SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """An output that this person may decide. `permalink` is of its card, None if it has none yet.

    `moved_due_at` is the reviewers' deadline where a question has moved it. `given`: it is theirs without their
    having taken it.
    """

    output: Output
    zone: str
    permalink: str | None
    mine: bool
    moved_due_at: datetime | None = None
    given: bool = False

    @property
    def due_at(self) -> datetime:
        """Return until when the reviewers are to decide."""
        return self.moved_due_at or self.output.due_at


@dataclass(frozen=True)
class ToLookAt:
    """What has gone out and waits for this person to look at it: a page (from 1) of it, in the order of their queue,
    and how much it is in all, at most one more than COUNTED.
    """

    items: tuple[Waiting, ...] = ()
    page: int = 1
    count: int = 0


@dataclass(frozen=True)
class Answered:
    """A workflow that this person owns, or is the deputy of. `oldest_due_at`: None if nothing waits.

    `stage` is None outside `automated`, `share` what is looked at while only a share is, in (0, 1]: the least of it
    where there is `more_in_bands`.
    `stopped`: who stopped it and why, while it is paused. `unowned`: its owner has left. `trained` are those of its
    roster who may decide, None where it asks for no training. `audits`: what has gone out and waits to be looked
    at, None where nothing does. `lacks` is what its standard does, None for nothing. `pairs` are
    the blind second looks of half a year.
    """

    slug: str
    status: str
    lane: str
    is_owner: bool
    waiting: int
    late: int
    oldest_due_at: datetime | None
    zone: str
    stopped: WorkflowDecision | None = None
    unowned: bool = False
    trained: tuple[Trained, ...] | None = None
    audits: AuditsWaiting | None = None
    lacks: Shortfall | None = None
    stage: str | None = None
    share: float = 1.0
    pairs: Pairs = field(default_factory=Pairs)
    more_in_bands: bool = False


@dataclass(frozen=True)
class HomeView:
    """All of it: the most pressing of what waits to go out, and how much waits in all, at most one more than COUNTED,
    what has gone out and is to be looked at included.

    `names` are of who asked for them, of who stopped what and of who is trained. `is_member`: no guest of the
    workspace. `joins` are where the person is to be trained, or trained anew. `seconds`: how many second looks they can
    be asked for, which only *Review now* shows, and which are counted nowhere else. `weekly_muted`: whether they
    want no weekly message, None where none would come to them. `leads`: the leaders' is theirs to read.
    """

    waiting: tuple[Waiting, ...]
    count: int
    answers_for: tuple[Answered, ...]
    any_workflow: bool
    names: Mapping[str, str]
    after: AfterHome = field(default_factory=AfterHome)
    now: datetime = datetime(1970, 1, 2, tzinfo=UTC)
    leave: Leave | None = None
    joins: tuple[Joinable, ...] = ()
    register: Register = field(default_factory=lambda: Register((), {}))
    quiet: Quiet | None = None
    is_member: bool = True
    own: OwnFigures = field(default_factory=OwnFigures)
    looks: ToLookAt = ToLookAt()
    seconds: int = 0
    weekly_muted: bool | None = None
    leads: bool = False


def home_view(conn: Connection, user_id: str, now: datetime, page: int = 1) -> HomeView:
    """Return what App Home shows this person at `now`: of what waits, the same as their queue, in its order.

    `page` is which of what has gone out and is to be looked at; the last there is, where there are fewer.
    """
    existing = all_workflows(conn)
    known = reviewer(conn, user_id)
    slugs = workflows_of(conn, known, now) if known is not None else []
    waiting, count, seconds = [], 0, 0
    gone_out = ToLookAt()
    if known is not None and slugs:
        spots = queue_page(conn, known, slugs, after=None, limit=WAITING_SHOWN, parts=WAITING)
        waiting, count = _waiting(conn, spots, existing), waiting_count(conn, known, slugs)
        seconds = len(seconds_for(conn, known, slugs))
        gone_out = _to_look_at(conn, known, slugs, existing, page)
    own, leads = [one for one in existing if user_id in (one.owner, one.deputy)], user_id in leaders_of(conn)
    looks = audits_waiting(conn, [one.slug for one in own], now)
    lacking = shortfalls(conn, own, now)
    answers_for = [
        replace(_answered(conn, one, user_id, now), audits=looks.get(one.slug), lacks=lacking.get(one.slug))
        for one in own
    ]
    asked = {one.output.requester for one in waiting} | {one.output.requested_by for one in waiting}
    asked |= {one.stopped.person for one in answers_for if one.stopped is not None}
    asked |= {who.person for one in answers_for for who in one.trained or ()}
    return HomeView(
        waiting=tuple(waiting),
        count=max(count, len(waiting)),
        # What is stopped comes first: somebody waits for this person to look.
        answers_for=tuple(sorted(answers_for, key=lambda one: one.stopped is None)),
        any_workflow=bool(existing),
        names=names_of(conn, {one for one in asked if one is not None}),
        after=after_home(conn, user_id, existing, now),
        now=now,
        leave=standing_leave(conn, user_id),
        joins=tuple(joinable_by(conn, known, now)) if known is not None else (),
        register=register(conn, user_id),
        quiet=quiet_of(conn, user_id),
        is_member=known is not None,
        own=own_figures(conn, user_id, now),
        looks=gone_out,
        seconds=seconds,
        weekly_muted=is_muted(conn, user_id) if leads or any(one.is_owner for one in answers_for) else None,
        leads=leads,
    )


def _to_look_at(
    conn: Connection, known: Person, slugs: Collection[str], existing: Iterable[Workflow], page: int
) -> ToLookAt:
    count = waiting_count(conn, known, slugs, GONE_OUT)
    if not count:
        return ToLookAt()
    page = min(max(page, 1), -(-count // AUDITS_SHOWN))
    skipped = (page - 1) * AUDITS_SHOWN
    spots = queue_page(conn, known, slugs, after=None, limit=AUDITS_SHOWN, parts=GONE_OUT, skipped=skipped)
    return ToLookAt(tuple(_waiting(conn, spots, existing)), page, count)


def _waiting(conn: Connection, spots: Sequence[Spot], existing: Iterable[Workflow]) -> list[Waiting]:
    zones = {one.slug: one.policy.working_hours.timezone for one in existing}
    ids = [spot.output_id for spot in spots]
    found = {one.id: one for one in outputs_where(conn, outputs.c.id.in_(ids))} if ids else {}
    links = select(cards.c.output_id, cards.c.permalink).where(cards.c.output_id.in_(ids))
    permalinks = {row.output_id: row.permalink for row in conn.execute(links)} if ids else {}
    first = select(reviews.c.output_id, reviews.c.due_at, reviews.c.taken_at).where(
        reviews.c.output_id.in_(ids), reviews.c.kind.in_(("first", "audit"))
    )
    review = {row.output_id: row for row in conn.execute(first)} if ids else {}
    return [
        Waiting(
            output=one,
            zone=zones[one.workflow],
            permalink=permalinks.get(one.id),
            mine=spot.holder == "mine",
            moved_due_at=review[one.id].due_at if one.id in review else None,
            given=spot.holder == "mine" and review[one.id].taken_at is None,
        )
        for spot in spots
        if (one := found.get(spot.output_id)) is not None
    ]


def _answered(conn: Connection, workflow: Workflow, user_id: str, now: datetime) -> Answered:
    waiting = (outputs.c.workflow == workflow.slug) & (outputs.c.state == "in_review")
    row = conn.execute(
        select(
            func.count(),
            late_ones(now).label("late"),
            FIRST_DUE_AT.label("oldest"),
        )
        .select_from(outputs)
        .outerjoin(reviews, FIRST_REVIEW)
        .where(waiting)
    ).one()
    return Answered(
        slug=workflow.slug,
        status=workflow.status,
        lane=workflow.lane,
        stage=workflow.stage,
        share=chance(workflow.policy, "sampling", sensitivity=workflow.sensitivity),
        pairs=pairs_told(conn, workflow.slug, now),
        more_in_bands=bool(bands_with_more(workflow.policy, sensitivity=workflow.sensitivity)),
        is_owner=workflow.owner == user_id,
        waiting=int(row[0]),
        late=int(row.late),
        oldest_due_at=row.oldest,
        zone=workflow.policy.working_hours.timezone,
        stopped=who_stopped(conn, workflow),
        unowned=is_gone(conn, workflow.owner),
        trained=_trained(conn, workflow, now),
    )


def _trained(conn: Connection, workflow: Workflow, now: datetime) -> tuple[Trained, ...] | None:
    if workflow.live.training_months is None or workflow.status in CLOSED:
        return None
    return roll_of(conn, workflow.slug, on_roster(conn, listed_on(conn, workflow.slug)), now)
