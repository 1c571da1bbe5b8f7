"""Which workflows have no owner any more, since when, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.lanes import CLOSED
from storage.outputs import names_of
from storage.tables import people, unowned, workflows
from storage.workflow_counts import Open, open_outputs
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class Unowned:
    """A workflow that was noted to have no owner. `owner` is who it was."""

    workflow: str
    owner: str
    since_at: datetime


@dataclass(frozen=True)
class UnownedView:
    """A workflow without an owner, how much of it has not gone out, and what its owner and deputy are called."""

    workflow: Workflow
    since_at: datetime
    waiting: Open
    names: dict[str, str]


def is_gone(conn: Connection, user_id: str) -> bool:
    """Say whether the person is known to be no member any more; whoever was never seen is not known to be."""
    kind = conn.execute(select(people.c.kind).where(people.c.user_id == user_id)).scalar_one_or_none()
    return kind is not None and kind != "member"


def gone_from(conn: Connection, live: Workflow) -> tuple[str, ...]:
    """Return which of the workflow's owner and deputy are known to be no members any more."""
    return tuple(one for one in (live.owner, live.deputy) if one is not None and is_gone(conn, one))


def noted_as_unowned(conn: Connection) -> dict[str, Unowned]:
    """Return the workflows that were noted to have no owner, by name."""
    return {row.workflow: Unowned(*row) for row in conn.execute(select(unowned))}


def ownership_to_note(conn: Connection) -> list[str]:
    """Return the workflows of which it is not noted yet that their owner has gone, or that they have one again."""
    gone = set(
        conn.execute(
            select(workflows.c.slug)
            .join(people, people.c.user_id == workflows.c.owner)
            .where(people.c.kind != "member", workflows.c.status.not_in(CLOSED))
        ).scalars()
    )
    return sorted(gone ^ noted_as_unowned(conn).keys())


def unowned_view(conn: Connection, slug: str) -> UnownedView | None:
    """Return how the workflow stands, None if it has an owner, or is none of ours."""
    noted, live = noted_as_unowned(conn).get(slug), workflow(conn, slug)
    if noted is None or live is None:
        return None
    people_named = {live.owner} | ({live.deputy} if live.deputy is not None else set())
    return UnownedView(live, noted.since_at, open_outputs(conn, slug), names_of(conn, people_named))
