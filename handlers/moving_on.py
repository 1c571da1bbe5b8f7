"""What somebody has when they go away moves on: at once when they say so, by the clock when they said it before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.fresh import fresh_id
from storage.assignment import open_reviews_of
from storage.database import Database
from usecases.assign_review import Assigned, AssignReview, assign_review
from usecases.move_put_right import MovePutRight, move_put_right, tasks_of
from usecases.note_leave_moved import NoteLeaveMoved, note_leave_moved
from usecases.pass_judging_on import PassJudgingOn, pass_judging_on, waiting_for_word
from usecases.tell_given import TellGiven, tell_given


@dataclass(frozen=True)
class MovedOn:
    """Where somebody's reviews went, and who puts right now what they had to."""

    reviews: list[Assigned] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)


async def tell_of_many(db: Database, given: Mapping[str, list[str]], now: datetime) -> None:
    """Let each of these people hear of the outputs whose reviews have just come to them, where they are many."""
    for who, ids in sorted(given.items()):
        await db.write(tell_given, TellGiven(who, ids, now))


async def move_on(db: Database, leave_id: str, person: str, now: datetime) -> MovedOn:
    """Give each open review and task of the person's to somebody else, and note it when all are; return where to. What
    waits for their word as an owner is asked of who stands in.

    Each in a commit of its own: what breaks off is taken up by the next that asks.
    """
    moved = MovedOn()
    given: defaultdict[str, list[str]] = defaultdict(list)
    for output_id in await db.read(open_reviews_of, person):
        went = await db.write(assign_review, AssignReview(output_id, now))
        moved.reviews.extend([went] if went is not None else [])
        if went is not None and went.becomes is not None:
            given[went.becomes].append(output_id)
    await tell_of_many(db, given, now)
    for output_id in await db.read(tasks_of, person):
        to = await db.write(move_put_right, MovePutRight(output_id, person, fresh_id("act", now), now))
        moved.tasks.extend([to] if to is not None else [])
    for output_id in await db.read(waiting_for_word, person):
        await db.write(pass_judging_on, PassJudgingOn(output_id, person, leave_id, now))
    await db.write(note_leave_moved, NoteLeaveMoved(leave_id, now))
    return moved
