"""What is late, as one person's message says it, or as the leaders' channel's does: counts, and no single output."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, literal, null, or_, select

from domain.escalation import ChainKind, is_late
from domain.policy import StepTo
from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.disturbing import last_asked_on
from storage.escalation import AT_ONCE, Held, Next, policy_of
from storage.hearing_next import chain_of, next_of
from storage.late_disagreements import LateDisagreements, late_disagreements, listed_disagreements
from storage.late_put_rights import LateTasks, late_tasks, listed_tasks
from storage.lateness import RUNS, UNDECIDED, is_over, runs_for
from storage.leave import away
from storage.outputs import names_of
from storage.places import OPEN, spot_of
from storage.questions import REVIEWERS_DUE_AT
from storage.queue_views import reviewer, workflows_of
from storage.quiet import quiet_until
from storage.summaries import Summary, summary_of
from storage.tables import (
    escalations,
    late_items,
    leaves,
    more_time,
    outputs,
    people,
    reviews,
    summaries,
    workflows,
)
from storage.weekly_readers import weeklies_sent
from storage.workflow_decisions import WorkflowDecision, who_stopped
from storage.workflows import Workflow, workflow

# So much of it is looked up one by one: the rest is counted.
WORKFLOWS_SHOWN = 4
SHOWN = 5
_COUNTED: tuple[ChainKind, ...] = ("review", "put_right", "disagreement", "audit")
# What has a part of its own in a message.
_APART: tuple[ChainKind, ...] = ("put_right", "disagreement")


@dataclass(frozen=True)
class LateItem:
    """One output on somebody's list. `due_at` is the reviewers' deadline, `requester` a name or None.

    `holder` is the name of who has it, None for nobody and where it is whoever reads this. `theirs_to_decide`: this
    person may decide it, and has not.
    """

    output_id: str
    title: str | None
    due_at: datetime
    requester: str | None
    is_objected: bool
    theirs_to_decide: bool
    holder: str | None = None


@dataclass(frozen=True)
class LateIn:
    """What is late in one workflow and somebody's, and what is on their list and due soon: `count` in all.

    `role` is why it is theirs. `items` are the first of it, what is late before what is not; `taken` of what is late
    have a reviewer, or of all where nothing is. `owner` is a name. `next` None: nobody hears after them.
    `held` None: nobody has asked for more time. `answers`: this person is its owner or deputy. `deputy` is the name
    of who stands in for them, None if nobody does. `kind`: to be decided, or gone out and to be looked at.
    """

    workflow: Workflow
    role: StepTo
    owner: str
    count: int
    late: int
    taken: int
    items: tuple[LateItem, ...]
    next: Next | None
    held: Held | None = None
    answers: bool = False
    deputy: str | None = None
    kind: ChainKind = "review"


@dataclass(frozen=True)
class StoppedIn:
    """A stopped workflow, and how many that stand on somebody's list wait there: none of them is late meanwhile.

    `by` is the decision that stopped it, `who` the name of who made it.
    """

    workflow: Workflow
    count: int
    by: WorkflowDecision
    who: str


@dataclass(frozen=True)
class Listed:
    """What one workflow's part of somebody's message is about, by id: what is late, and what is due soon."""

    late: tuple[str, ...] = ()
    soon: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return all of it."""
        return self.late + self.soon


@dataclass(frozen=True)
class LateCount:
    """How many of a workflow nobody decides, looks at, puts right or settles, and since when the first is late."""

    slug: str
    count: int
    since: datetime
    zone: str
    kind: ChainKind = "review"


@dataclass(frozen=True)
class LateList:
    """What somebody's message is to say at `now`: in detail, or as the leaders' counts.

    `tasks` are what is to be put right, `disagreements` what is to be settled. `more` outputs are in workflows for
    which there is no room. `untold` are outputs of which no message of its own has told them; of these some may be
    `urgent`, and `works_now` says whether this is a time for it. `timezone` is theirs, None if nobody knows;
    `asked_on` the last day on which a question of ours went to them, `weekly_at` when they last had a week's summary,
    which counts among a day's messages.
    """

    person: str
    now: datetime
    timezone: str | None = None
    lists: tuple[LateIn, ...] = ()
    more: int = 0
    untold: frozenset[str] = frozenset()
    urgent: bool = False
    works_now: bool = False
    summary: Summary | None = None
    counts: tuple[LateCount, ...] = ()
    tasks: LateTasks | None = None
    disagreements: LateDisagreements | None = None
    stopped: tuple[StoppedIn, ...] = ()
    is_away: bool = False
    asked_on: str | None = None
    weekly_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is late any more, nor was when it was stopped."""
        return not (self.lists or self.counts or self.tasks or self.disagreements or self.stopped)


def late_list(conn: Connection, person: str, now: datetime, leaders: str | None = None) -> LateList:
    """Return what this person's message is to say. `leaders`: their channel, which may hear next."""
    rows, task_rows = _theirs(conn, person, now), conn.execute(listed_tasks(person)).all()
    disagreed = conn.execute(listed_disagreements(person)).all()
    zone = conn.execute(select(people.c.timezone).where(people.c.user_id == person)).scalar_one_or_none()
    parted = _parted(rows)
    shown = list(parted)[: WORKFLOWS_SHOWN - bool(task_rows) - bool(disagreed)]
    lists = (_in_workflow(conn, person, *one, parted[one], now, leaders) for one in shown)
    return LateList(
        person,
        now,
        zone,
        tuple(one for one in lists if one is not None),
        sum(len(own) for one, own in parted.items() if one not in shown),
        *_untold(conn, person, [*rows, *task_rows, *disagreed], zone, now),
        summary_of(conn, person),
        tasks=late_tasks(conn, person, task_rows, now, leaders),
        disagreements=late_disagreements(conn, person, disagreed, leaders),
        stopped=_stopped(conn, person),
        is_away=bool(away(conn, [person], now)),
        asked_on=last_asked_on(conn, person),
        weekly_at=weeklies_sent(conn, [person]).get(person),
    )


def late_counts(conn: Connection, channel_id: str, now: datetime) -> LateList:
    """Return what the leaders' channel is to say: by name the workflows of which something has come to them, each with
    all that is late there, as its owner reads it too.
    """
    listed = conn.execute(_listed(channel_id)).all()
    listed_late = [row for row in listed if is_late(row.due_at, now)]
    rows = [*listed_late, *_unlisted(conn, set(_parted(listed)), {row.id for row in listed}, now)]
    rows += conn.execute(listed_tasks(channel_id)).all()
    rows += conn.execute(listed_disagreements(channel_id)).all()
    in_order = sorted(_parted(rows).items(), key=lambda one: (_COUNTED.index(one[0][1]), one[0][0]))
    counts = [_count(conn, slug, kind, own) for (slug, kind), own in in_order]
    untold, _, works_now = _untold(conn, channel_id, rows, None, now)
    # What is urgent has gone to people at once; leaders read it with the rest.
    return LateList(
        channel_id,
        now,
        counts=tuple(counts),
        untold=untold,
        works_now=works_now,
        summary=summary_of(conn, channel_id),
        stopped=_stopped(conn, channel_id),
    )


def _parted(rows: Iterable[Row[Any]]) -> dict[tuple[str, ChainKind], list[Row[Any]]]:
    """Return the rows by workflow and by what is to be done, the most pressing first."""
    parted: dict[tuple[str, ChainKind], list[Row[Any]]] = {}
    for row in rows:
        parted.setdefault((row.workflow, row.kind), []).append(row)
    return parted


def _count(conn: Connection, slug: str, kind: ChainKind, own: list[Row[Any]]) -> LateCount:
    zone = policy_of(conn, own[0].policy_id).working_hours.timezone
    return LateCount(slug, len(own), min(row.due_at for row in own), zone, kind)


def left_behind(conn: Connection, now: datetime) -> list[tuple[str, str, ChainKind]]:
    """Return (person, output, kind) of at most 200 on the list of who answers for them, and is away or has left."""
    on_leave = select(leaves.c.id).where(
        leaves.c.person == late_items.c.person,
        leaves.c.ended_at.is_(None),
        leaves.c.from_at <= now,
        leaves.c.until_at > now,
    )
    gone = select(people.c.user_id).where(people.c.user_id == late_items.c.person, people.c.kind != "member")
    absent = on_leave.exists() | gone.exists()
    found = (
        select(late_items.c.person, late_items.c.output_id, late_items.c.kind)
        .join(outputs, outputs.c.id == late_items.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(
            absent,
            runs_for(late_items.c.kind),
            late_items.c.role == "owner",
            late_items.c.person == workflows.c.owner,
        )
        .where(workflows.c.deputy.is_not(None))
    )
    others = late_items.alias("others")
    known = select(others.c.person).where(
        others.c.output_id == outputs.c.id,
        others.c.kind == late_items.c.kind,
        others.c.person == workflows.c.deputy,
    )
    rows = conn.execute(found.where(~known.exists()).order_by(late_items.c.output_id).limit(AT_ONCE))
    return [(row.person, row.output_id, row.kind) for row in rows]


def late_in(conn: Connection, person: str, slug: str, now: datetime, kind: ChainKind = "review") -> Listed:
    """Return the outputs of this workflow that the person's message is about, to be decided or looked at, by id."""
    own = _parted(_theirs(conn, person, now)).get((slug, kind), [])
    late = sorted(row.id for row in own if is_late(row.due_at, now))
    return Listed(tuple(late), tuple(sorted(row.id for row in own if not is_late(row.due_at, now))))


def listing(conn: Connection, output_id: str, kind: ChainKind) -> list[str]:
    """Return the people, without the leaders' channel, whose message may name this output."""
    own = (late_items.c.output_id == output_id) & (late_items.c.kind == kind)
    people_only = late_items.c.role != "leaders"
    return sorted(conn.execute(select(late_items.c.person).where(own, people_only)).scalars())


def untold_before(conn: Connection, person: str, at: datetime) -> frozenset[str]:
    """Return what was on the person's list at this instant, and no message has told them of."""
    listed = late_items.c
    own = select(listed.output_id).where(listed.person == person, listed.from_at <= at)
    return frozenset(conn.execute(own.where(listed.told_at.is_(None))).scalars())


def told_people(conn: Connection) -> list[str]:
    """Return everybody whose message may have to change, the leaders' channel among them."""
    listed = conn.execute(select(late_items.c.person).distinct()).scalars()
    says_some = conn.execute(select(summaries.c.person).where(summaries.c.says_some)).scalars()
    return sorted({*listed, *says_some})


# What somebody has of what they are told: the review, or since it has gone out the audit.
_ASKED: ColumnElement[bool] = (reviews.c.output_id == outputs.c.id) & (
    reviews.c.kind == case((late_items.c.kind == "review", "first"), else_="audit")
)
# Whoever no longer has a review need not hear of it as theirs.
_STILL_THEIRS: ColumnElement[bool] = or_(
    late_items.c.role != "assignee", reviews.c.assignee == late_items.c.person
)


_FACTS = (
    outputs.c.id,
    outputs.c.workflow,
    outputs.c.policy_id,
    outputs.c.title,
    outputs.c.requester,
    outputs.c.requested_by,
    outputs.c.objection,
    REVIEWERS_DUE_AT.label("due_at"),
    reviews.c.assignee,
    workflows.c.owner,
    workflows.c.deputy,
    escalations.c.next_step,
    escalations.c.next_at,
    escalations.c.held_until,
)


def _theirs(conn: Connection, person: str, now: datetime) -> list[Row[Any]]:
    """Return what is on the person's list, and whatever else is late where they were told as who answers for it, as an
    owner is of whatever they are told: by deadline, what is late before what is not.
    """
    listed = conn.execute(_listed(person)).all()
    answered = {
        (row.workflow, row.kind)
        for row in listed
        if person == row.owner or (person == row.deputy and row.role in ("owner", "deputy"))
    }
    rows = [*listed, *_unlisted(conn, answered, {row.id for row in listed}, now)]
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def _unlisted(
    conn: Connection, where: Collection[tuple[str, ChainKind]], listed: Collection[str], now: datetime
) -> list[Row[Any]]:
    """Return what else is late in these workflows, of what each is named with, and on no list: no news to anybody."""
    found: list[Row[Any]] = []
    for kind in ("review", "audit"):
        slugs = sorted(slug for slug, one in where if one == kind)
        if slugs:
            rows = conn.execute(_late_of(kind, slugs, now)).all()
            found += [row for row in rows if row.id not in listed]
    return found


def _late_of(kind: ChainKind, slugs: Collection[str], now: datetime) -> Select[*tuple[Any, ...]]:
    asked = (reviews.c.output_id == outputs.c.id) & (
        reviews.c.kind == ("first" if kind == "review" else "audit")
    )
    known = (
        literal(kind).label("kind"),
        null().label("role"),
        null().label("from_at"),
        null().label("told_at"),
    )
    query = (
        select(*_FACTS, *known)
        .select_from(outputs)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .join(reviews, asked, isouter=kind == "review")
        .outerjoin(escalations, (escalations.c.output_id == outputs.c.id) & (escalations.c.kind == kind))
        .where(outputs.c.workflow.concat("").in_(slugs), RUNS[kind], is_over(now))
    )
    return query.where(OPEN) if kind == "review" else query.where(IS_AUDIT, IS_OPEN, BY_INDEX)


def _stopped(conn: Connection, person: str) -> tuple[StoppedIn, ...]:
    """Return the stopped workflows of which something stands on this list, by name."""
    paused = and_(late_items.c.kind == "review", UNDECIDED, workflows.c.status == "paused")
    found: list[StoppedIn] = []
    for (slug, _), rows in sorted(_parted(conn.execute(_listed(person, paused)).all()).items()):
        about = workflow(conn, slug)
        by = None if about is None else who_stopped(conn, about)
        if about is not None and by is not None:
            who = names_of(conn, [by.person]).get(by.person, by.person)
            found.append(StoppedIn(about, len(rows), by, who))
    return tuple(found)


def _listed(person: str, runs: ColumnElement[bool] | None = None) -> Select[*tuple[Any, ...]]:
    return (
        select(*_FACTS, late_items.c.kind, late_items.c.role, late_items.c.from_at, late_items.c.told_at)
        .select_from(late_items)
        .join(outputs, outputs.c.id == late_items.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(reviews, _ASKED)
        .outerjoin(
            escalations,
            (escalations.c.output_id == outputs.c.id) & (escalations.c.kind == late_items.c.kind),
        )
        .where(late_items.c.person == person, late_items.c.kind.not_in(_APART))
        .where(runs_for(late_items.c.kind) if runs is None else runs, _STILL_THEIRS)
        .order_by(REVIEWERS_DUE_AT, outputs.c.id)
    )


def _in_workflow(
    conn: Connection,
    person: str,
    slug: str,
    kind: ChainKind,
    rows: list[Row[Any]],
    now: datetime,
    leaders: str | None,
) -> LateIn | None:
    about = workflow(conn, slug)
    if about is None:
        return None
    known = reviewer(conn, person)
    slugs = workflows_of(conn, known, now) if known is not None else []
    late = [row for row in rows if is_late(row.due_at, now)]
    names = _names(conn, about, rows[:SHOWN])
    items = []
    for row in rows[:SHOWN]:
        theirs = known is not None and spot_of(conn, known, slugs, row.id) is not None
        asked = row.requester or row.requested_by
        requester = None if asked is None else names.get(asked)
        is_objected = row.objection is not None
        holder = None if row.assignee in (None, person) else names.get(row.assignee, row.assignee)
        items.append(LateItem(row.id, row.title, row.due_at, requester, is_objected, theirs, holder))
    return LateIn(
        about,
        _role(about, person, rows),
        names.get(about.owner, about.owner),
        len(rows),
        len(late),
        sum(row.assignee is not None for row in late or rows),
        tuple(items),
        next_of(conn, person, rows, lambda row: chain_of(conn, row.id, row.kind, leaders), leaders),
        _held(conn, slug, rows, now),
        person in (about.owner, about.deputy),
        _stands_in(conn, about, person),
        kind,
    )


def _stands_in(conn: Connection, about: Workflow, person: str) -> str | None:
    deputy = about.deputy
    if person != about.owner or deputy is None or deputy == person:
        return None
    return names_of(conn, [deputy]).get(deputy, deputy)


def _held(conn: Connection, slug: str, rows: list[Row[Any]], now: datetime) -> Held | None:
    """Return the last time that was asked for any of these and is not over."""
    until = {row.held_until for row in rows if row.held_until is not None and row.held_until > now}
    if not until:
        return None
    asked = select(more_time).where(more_time.c.workflow == slug, more_time.c.until_at.in_(until))
    row = conn.execute(asked.order_by(more_time.c.given_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Held(names_of(conn, [row.person]).get(row.person, row.person), row.until_at, row.reason)


def _role(about: Workflow, person: str, rows: list[Row[Any]]) -> StepTo:
    """Return why these are this person's, as things are now."""
    if person == about.owner:
        return "owner"
    if all(row.assignee == person for row in rows):
        return "assignee"
    return "deputy" if person == about.deputy else "assignee"


def _names(conn: Connection, about: Workflow, rows: Collection[Row[Any]]) -> dict[str, str]:
    asked = {row.requester or row.requested_by for row in rows} - {None}
    emails = select(people.c.email, people.c.name).where(
        people.c.email.in_({str(one).lower() for one in asked if "@" in str(one)})
    )
    by_email = {row.email: row.name for row in conn.execute(emails)}
    has = {row.assignee for row in rows} - {None}
    found = names_of(conn, {str(one) for one in asked} | has | {about.owner})
    return found | {str(one): by_email[str(one).lower()] for one in asked if str(one).lower() in by_email}


def _untold(
    conn: Connection, person: str, rows: Collection[Row[Any]], zone: str | None, now: datetime
) -> tuple[frozenset[str], bool, bool]:
    """Return what nobody has told them of, whether any of it is urgent, and whether they can hear now."""
    untold = [row for row in rows if row.from_at is not None and row.told_at is None and row.from_at <= now]
    rules = [policy_of(conn, policy_id) for policy_id in {row.policy_id for row in untold}]
    works = any(one.working_hours.in_zone(zone).is_open(now) for one in rules)
    works = works and not away(conn, [person], now) and not quiet_until(conn, [person], now)
    return frozenset(row.id for row in untold), any(one.urgent for one in rules), works
