"""All that is to be known before a workflow is stopped, or let go on: read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.outputs import names_of
from storage.unowned import gone_from
from storage.workflow_counts import Open, open_outputs
from storage.workflow_decisions import WorkflowDecision, who_stopped
from storage.workflows import Workflow, workflow


@dataclass(frozen=True)
class Cord:
    """A workflow, how much of it has not gone out yet, and who stopped it (None: it is not stopped).

    `names` are of its owner, its deputy and whoever stopped it, by Slack id; `gone` are those of owner and
    deputy who have left.
    """

    workflow: Workflow
    waiting: Open
    stopped: WorkflowDecision | None
    names: Mapping[str, str]
    gone: tuple[str, ...] = ()


def cord_of(conn: Connection, slug: str) -> Cord | None:
    """Return how the workflow stands, None if there is none of this name."""
    found = workflow(conn, slug)
    if found is None:
        return None
    stopped = who_stopped(conn, found)
    people = {found.owner, found.deputy, stopped.person if stopped is not None else None}
    names = names_of(conn, {one for one in people if one})
    return Cord(found, open_outputs(conn, slug), stopped, names, gone_from(conn, found))
