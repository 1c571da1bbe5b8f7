"""What is late, as one person's message says it, or as the leaders' channel's does: counts, and no single output."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from domain.escalation import Line
from domain.policy import StepTo
from storage.escalation import AT_ONCE, RUNS, Held, Next, course_of, line_of, policy_of, steps_taken
from storage.hearing_next import Chain, next_of
from storage.late_put_rights import LateTasks, late_tasks, listed_tasks
from storage.leave import away
from storage.outputs import names_of, output
from storage.places import spot_of
from storage.questions import FIRST_REVIEW, REVIEWERS_DUE_AT
from storage.queue_views import reviewer, workflows_of
from storage.quiet import quiet_until
from storage.tables import (
    escalations,
    late_items,
    late_put_rights,
    leaves,
    more_time,
    outputs,
    people,
    reviews,
    summaries,
    workflows,
)
from storage.workflows import Workflow, workflow

# So much of it is looked up one by one: the rest is counted.
WORKFLOWS_SHOWN = 4
SHOWN = 5


@dataclass(frozen=True)
class Summary:
    """Somebody's message as it stands in Slack. `ts` None: they have deleted it. `posts` are those of `day`.

    `shown_at` is when it last came to say something else, `offers` names its buttons: None where nobody noted it.
    """

    person: str
    channel_id: str
    ts: str | None
    shown: str
    says_some: bool
    posted_at: datetime
    day: str
    posts: int
    shown_at: datetime | None
    offers: list[str] | None


@dataclass(frozen=True)
class LateItem:
    """One output on somebody's list. `due_at` is the reviewers' deadline, `requester` a name or None.

    `theirs_to_decide`: this person may decide it, and has not.
    """

    output_id: str
    title: str | None
    due_at: datetime
    requester: str | None
    is_objected: bool
    theirs_to_decide: bool


@dataclass(frozen=True)
class LateIn:
    """What is on somebody's list in one workflow: `role` is why it is theirs, `items` are the first of it.

    `late` have passed their deadline, `taken` have a reviewer; `owner` is a name. `next` None: nobody hears after them.
    `held` None: nobody has asked for more time. `answers`: this person is its owner or deputy. `deputy` is the name
    of who stands in for them, None if nobody does.
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


@dataclass(frozen=True)
class LateCount:
    """How many of a workflow nobody decides (or puts right: `wrong`), and since when the first of them is late."""

    slug: str
    count: int
    since: datetime
    zone: str
    wrong: bool = False


@dataclass(frozen=True)
class LateList:
    """What somebody's message is to say at `now`: in detail, or as the leaders' counts.

    `tasks` are what is to be put right. `more` outputs are in workflows for which there is no room. `untold` are
    outputs of which no message of its own has told them; of these some may be `urgent`, and `works_now` says whether
    this is a time for it. `timezone` is theirs, None if nobody knows.
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

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is late any more."""
        return not self.lists and not self.counts and self.tasks is None


def late_list(conn: Connection, person: str, now: datetime, leaders: str | None = None) -> LateList:
    """Return what this person's message is to say. `leaders`: their channel, which may hear next."""
    rows, task_rows = conn.execute(_listed(person)).all(), conn.execute(listed_tasks(person)).all()
    zone = conn.execute(select(people.c.timezone).where(people.c.user_id == person)).scalar_one_or_none()
    by_workflow: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_workflow.setdefault(row.workflow, []).append(row)
    shown = list(by_workflow)[: WORKFLOWS_SHOWN - bool(task_rows)]
    lists = (_in_workflow(conn, person, slug, by_workflow[slug], now, leaders) for slug in shown)
    return LateList(
        person,
        now,
        zone,
        tuple(one for one in lists if one is not None),
        sum(len(by_workflow[slug]) for slug in by_workflow if slug not in shown),
        *_untold(conn, person, [*rows, *task_rows], zone, now),
        summary_of(conn, person),
        tasks=late_tasks(conn, person, task_rows, now, leaders),
    )


def late_counts(conn: Connection, channel_id: str, now: datetime) -> LateList:
    """Return what the leaders' channel is to say: workflows by name, and how many of each have come to them."""
    rows = conn.execute(_listed(channel_id)).all()
    by_workflow: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_workflow.setdefault(row.workflow, []).append(row)
    counts = [_count(conn, slug, own) for slug, own in sorted(by_workflow.items())]
    task_rows = conn.execute(listed_tasks(channel_id)).all()
    of_tasks: dict[str, list[Row[Any]]] = {}
    for row in task_rows:
        of_tasks.setdefault(row.workflow, []).append(row)
    counts += [_count(conn, slug, own, wrong=True) for slug, own in sorted(of_tasks.items())]
    untold, _, works_now = _untold(conn, channel_id, [*rows, *task_rows], None, now)
    # What is urgent has gone to people at once; leaders read it with the rest.
    return LateList(
        channel_id,
        now,
        counts=tuple(counts),
        untold=untold,
        works_now=works_now,
        summary=summary_of(conn, channel_id),
    )


def _count(conn: Connection, slug: str, own: list[Row[Any]], *, wrong: bool = False) -> LateCount:
    zone = policy_of(conn, own[0].policy_id).working_hours.timezone
    return LateCount(slug, len(own), own[0].due_at, zone, wrong)


def summary_of(conn: Connection, person: str) -> Summary | None:
    """Return the person's message, None if none was ever posted."""
    row = conn.execute(select(summaries).where(summaries.c.person == person)).one_or_none()
    return None if row is None else Summary(**row._mapping)


def left_behind(conn: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return (person, output) of at most 200 that are on the list of who answers for them, and is away or has left."""
    on_leave = select(leaves.c.id).where(
        leaves.c.person == late_items.c.person,
        leaves.c.ended_at.is_(None),
        leaves.c.from_at <= now,
        leaves.c.until_at > now,
    )
    gone = select(people.c.user_id).where(people.c.user_id == late_items.c.person, people.c.kind != "member")
    absent = on_leave.exists() | gone.exists()
    found = (
        select(late_items.c.person, late_items.c.output_id)
        .join(outputs, outputs.c.id == late_items.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(absent, RUNS, late_items.c.role == "owner", late_items.c.person == workflows.c.owner)
        .where(workflows.c.deputy.is_not(None))
    )
    others = late_items.alias("others")
    known = select(others.c.person).where(
        others.c.output_id == outputs.c.id, others.c.person == workflows.c.deputy
    )
    rows = conn.execute(found.where(~known.exists()).order_by(late_items.c.output_id).limit(AT_ONCE))
    return [(row.person, row.output_id) for row in rows]


def late_in(conn: Connection, person: str, slug: str) -> list[str]:
    """Return the outputs of this workflow that are on the person's list, by id."""
    rows = conn.execute(_listed(person).where(outputs.c.workflow == slug)).all()
    return sorted(row.id for row in rows)


def untold_before(conn: Connection, person: str, at: datetime) -> frozenset[str]:
    """Return what was on the person's list at this instant, and no message has told them of."""
    untold = []
    for listed in (late_items.c, late_put_rights.c):
        own = select(listed.output_id).where(listed.person == person, listed.from_at <= at)
        untold += list(conn.execute(own.where(listed.told_at.is_(None))).scalars())
    return frozenset(untold)


def told_people(conn: Connection) -> list[str]:
    """Return everybody whose message may have to change, the leaders' channel among them."""
    listed = conn.execute(select(late_items.c.person).distinct()).scalars()
    with_tasks = conn.execute(select(late_put_rights.c.person).distinct()).scalars()
    says_some = conn.execute(select(summaries.c.person).where(summaries.c.says_some)).scalars()
    return sorted({*listed, *with_tasks, *says_some})


# Whoever no longer has a review need not hear of it as theirs.
_STILL_THEIRS: ColumnElement[bool] = or_(
    late_items.c.role != "assignee", reviews.c.assignee == late_items.c.person
)


def _listed(person: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            outputs.c.id,
            outputs.c.workflow,
            outputs.c.policy_id,
            outputs.c.title,
            outputs.c.requester,
            outputs.c.requested_by,
            outputs.c.objection,
            REVIEWERS_DUE_AT.label("due_at"),
            reviews.c.assignee,
            late_items.c.role,
            late_items.c.from_at,
            late_items.c.told_at,
            escalations.c.next_step,
            escalations.c.next_at,
            escalations.c.held_until,
        )
        .select_from(late_items)
        .join(outputs, outputs.c.id == late_items.c.output_id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(reviews, FIRST_REVIEW)
        .outerjoin(escalations, escalations.c.output_id == outputs.c.id)
        .where(late_items.c.person == person, RUNS, _STILL_THEIRS)
        .order_by(REVIEWERS_DUE_AT, outputs.c.id)
    )


def _in_workflow(
    conn: Connection, person: str, slug: str, rows: list[Row[Any]], now: datetime, leaders: str | None
) -> LateIn | None:
    about = workflow(conn, slug)
    if about is None:
        return None
    known = reviewer(conn, person)
    slugs = workflows_of(conn, known, now) if known is not None else []
    names = _names(conn, about, rows[:SHOWN])
    items = []
    for row in rows[:SHOWN]:
        theirs = known is not None and spot_of(conn, known, slugs, row.id) is not None
        asked = row.requester or row.requested_by
        requester = None if asked is None else names.get(asked)
        is_objected = row.objection is not None
        items.append(LateItem(row.id, row.title, row.due_at, requester, is_objected, theirs))
    return LateIn(
        about,
        _role(about, person, rows),
        names.get(about.owner, about.owner),
        len(rows),
        sum(row.due_at <= now for row in rows),
        sum(row.assignee is not None for row in rows),
        tuple(items),
        next_of(conn, person, rows, lambda row: _chain(conn, row, leaders), leaders),
        _held(conn, slug, now),
        person in (about.owner, about.deputy),
        _stands_in(conn, about, person),
    )


def _stands_in(conn: Connection, about: Workflow, person: str) -> str | None:
    deputy = about.deputy
    if person != about.owner or deputy is None or deputy == person:
        return None
    return names_of(conn, [deputy]).get(deputy, deputy)


def _held(conn: Connection, slug: str, now: datetime) -> Held | None:
    """Return the last time that was asked for here and is not over."""
    asked = select(more_time).where(more_time.c.workflow == slug, more_time.c.until_at > now)
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
    found = names_of(conn, {str(one) for one in asked} | {about.owner})
    return found | {str(one): by_email[str(one).lower()] for one in asked if str(one).lower() in by_email}


def _chain(conn: Connection, row: Row[Any], leaders: str | None) -> Chain | None:
    found = output(conn, row.id)
    if found is None:
        return None
    course = course_of(conn, found)

    def line_at(now: datetime) -> Line:
        return line_of(conn, found, course.policy, leaders=leaders, now=now)

    return Chain(course, steps_taken(conn, row.id), line_at)


def _untold(
    conn: Connection, person: str, rows: Collection[Row[Any]], zone: str | None, now: datetime
) -> tuple[frozenset[str], bool, bool]:
    """Return what nobody has told them of, whether any of it is urgent, and whether they can hear now."""
    untold = [row for row in rows if row.told_at is None and row.from_at <= now]
    rules = [policy_of(conn, policy_id) for policy_id in {row.policy_id for row in untold}]
    works = any(one.working_hours.in_zone(zone).is_open(now) for one in rules)
    works = works and not away(conn, [person], now) and not quiet_until(conn, [person], now)
    return frozenset(row.id for row in untold), any(one.urgent for one in rules), works
