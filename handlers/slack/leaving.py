"""Somebody goes away or comes back, by command or in App Home: the same of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.eligibility import Person, unfit
from domain.leave import Absence, Unclear
from domain.refusals import Refused
from domain.working_time import is_zone
from handlers.cards.leave import away_lines
from handlers.cards.phrase import Sentence, say
from handlers.fresh import fresh_id
from handlers.moving_on import MovedOn, move_on
from handlers.slack.desk import Desk
from storage.leave import Leave, standing_leave
from storage.leave_views import leave_view
from storage.outputs import names_of
from storage.people import rosters_with
from storage.workflows import Workflow, all_workflows
from usecases.come_back import ComeBack, come_back
from usecases.go_away import GoAway, go_away


@dataclass(frozen=True)
class Member:
    """Who is asking, and in which zone their days are."""

    person: Person
    zone: str


async def member(desk: Desk, user_id: str, *, otherwise: str = "away.not_a_member") -> Member | Sentence:
    """Return who is asking, or why they have nothing here to be away from, in the sentence for who is no member."""
    person = await desk.directory.person(user_id)
    refusal = Refused.of("unknown_person") if person is None else unfit(person, now=desk.now())
    if person is None or refusal is not None:
        is_unknown = refusal is not None and refusal.code == "unknown_person"
        return say("refused.unknown_person" if is_unknown else otherwise)
    known = person.timezone is not None and is_zone(person.timezone)
    return Member(person, person.timezone if known and person.timezone is not None else "UTC")


async def leave_of(desk: Desk, user_id: str) -> Leave | None:
    """Return the person's leave that is not over, begun or to come; None if there is none."""
    leave = await desk.db.read(standing_leave, user_id)
    return leave if leave is not None and leave.until_at > desk.now() else None


async def leave_now(desk: Desk, who: Member, absence: Absence | Unclear) -> list[Sentence] | Sentence:
    """Keep that the person is away and move on what they have; return what came of it, one sentence if nothing did."""
    if not isinstance(absence, Absence):
        return say(f"away.{absence}")
    now, user_id = desk.now(), who.person.user_id
    command = GoAway(
        fresh_id("leave", now), user_id, absence.from_at, absence.until_at, who.zone, user_id, now
    )
    leave = await desk.decide(go_away, command)
    if isinstance(leave, Refused):
        return say("away.past")
    moved = await move_on(desk.db, leave.id, user_id, now) if leave.covers(now) else MovedOn()
    owned, names = await desk.db.read(_owned, user_id, moved)
    back_at = await desk.db.read(_works_again, who.person, leave)
    return away_lines(leave, moved, owned, names, now, back_at)


async def back_now(desk: Desk, who: Member) -> Sentence:
    """Keep that the person is back; return what they hear."""
    user_id = who.person.user_id
    leave = await desk.decide(come_back, ComeBack(user_id, user_id, desk.now()))
    if leave is None:
        return say("away.not")
    if leave.from_at > desk.now():
        return say("away.called_off")
    return say("away.back_moved" if await desk.db.read(_has_moved, leave.id) else "away.back")


def _owned(conn: Connection, user_id: str, moved: MovedOn) -> tuple[list[Workflow], dict[str, str]]:
    owned = [one for one in all_workflows(conn) if one.owner == user_id]
    people = {one.deputy for one in owned} | {one.becomes for one in moved.reviews} | set(moved.tasks)
    return owned, names_of(conn, {one for one in people if one is not None})


def _works_again(conn: Connection, person: Person, leave: Leave) -> datetime:
    """Return when the person's work begins once they are back: the first in any workflow that is theirs to judge or
    to answer for; the end of the leave where there is none.
    """
    listed = rosters_with(conn, person)
    theirs = [
        one.policy.working_hours.in_zone(leave.zone)
        for one in all_workflows(conn)
        if one.slug in listed or person.user_id in (one.owner, one.deputy)
    ]
    return min((hours.next_open(leave.until_at) for hours in theirs), default=leave.until_at)


def _has_moved(conn: Connection, leave_id: str) -> bool:
    view = leave_view(conn, leave_id)
    return view is not None and bool(view.moved)
