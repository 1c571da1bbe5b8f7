"""One change of how much is checked, with all that is told of it: read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from domain.aftermath import PutRight
from domain.bands import mean_share
from domain.draws import chance
from domain.transitions import Transition
from storage.bands import band_mix
from storage.outputs import names_of, output
from storage.put_rights import put_right_of
from storage.tables import outputs
from storage.transitions import transition
from storage.workflows import Workflow, workflow
from storage.workload import working_days

_COUNTED_OVER = timedelta(days=7)


@dataclass(frozen=True)
class StageView:
    """What changed, in which workflow, and what brought it about. `title` is of that output, `put_right` the task
    that it opened; None: there is none. `per_day` outputs come in, of which `share` are looked at while a
    share is; `names` are by Slack id.
    """

    id: int
    change: Transition
    workflow: Workflow
    title: str | None
    put_right: PutRight | None
    per_day: int
    share: float
    names: Mapping[str, str]

    def name(self, user_id: str) -> str:
        """Return what somebody is called, their id if we never learned it."""
        return self.names.get(user_id, user_id)


def stage_view(conn: Connection, transition_id: int) -> StageView | None:
    """Return the change with what there is to say of it, None if there is none."""
    change = transition(conn, transition_id)
    live = None if change is None else workflow(conn, change.workflow)
    if change is None or live is None:
        return None
    about = None if change.output_id is None else output(conn, change.output_id)
    task = None if about is None else put_right_of(conn, about.id)
    people = {live.owner, change.person, None if task is None else task.person}
    return StageView(
        transition_id,
        change,
        live,
        None if about is None else (about.title or "").strip() or None,
        task,
        per_day(conn, live, change.at),
        usual_share(conn, live, change.at, live.sensitivity),
        names_of(conn, {one for one in people if one is not None}),
    )


def per_day(conn: Connection, live: Workflow, now: datetime) -> int:
    """Return how many outputs came in for each working day of the last week, or since the first of all; rounded.

    What comes in on other days is looked at on working days too.
    """
    since = now - _COUNTED_OVER
    own = (outputs.c.workflow == live.slug) & (outputs.c.kind == "real")
    within = (outputs.c.submitted_at >= since) & (outputs.c.submitted_at <= now)
    count = conn.execute(select(func.count()).select_from(outputs).where(own, within)).scalar_one()
    return round(count / working_days(conn, live.slug, live.policy.working_hours, since, now)) if count else 0


def usual_share(conn: Connection, live: Workflow, now: datetime, sensitivity: float) -> float:
    """Return which share of such outputs as came in over the last week is looked at while a share is, in (0, 1]."""
    least = chance(live.policy, "sampling", sensitivity=sensitivity)
    return mean_share(least, band_mix(conn, live, now - _COUNTED_OVER, now))
