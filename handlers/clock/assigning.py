"""Reviews that nobody has, or that are left lying, come to somebody; leaves begin and end."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection

from handlers.clock.reach import Reach
from handlers.moving_on import tell_of_many
from storage.assignment import missed_a_step, taken, with_somebody_gone, with_somebody_untrained
from storage.workflows import all_workflows
from usecases.assign_review import AssignReview, assign_review, can_be_assigned

# Of each workflow; the rest has its turn with the next tick.
AT_ONCE = 100


async def assign_reviews(reach: Reach) -> None:
    """Give what nobody has to whoever has the least to do, and free what somebody took and left."""
    moved: defaultdict[str, list[str]] = defaultdict(list)
    for output_id in await reach.db.read(_to_be_assigned, reach.clock.now()):
        went = await reach.db.write(assign_review, AssignReview(output_id, reach.clock.now()))
        # What is new comes with its card; what somebody else had comes all at once, and late.
        if went is not None and went.was is not None and went.becomes is not None:
            moved[went.becomes].append(output_id)
    await tell_of_many(reach.db, moved, reach.clock.now())


def _to_be_assigned(conn: Connection, now: datetime) -> list[str]:
    existing = all_workflows(conn)
    by_load = [one for one in existing if one.live.assign == "by_load"]
    found = [output_id for one in by_load for output_id in can_be_assigned(conn, one, now, limit=AT_ONCE)]
    untrained = [output_id for one in existing for output_id in with_somebody_untrained(conn, one, now)]
    return [*found, *untrained, *taken(conn), *missed_a_step(conn), *with_somebody_gone(conn)]
