"""How much of a workflow has not gone out yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, literal_column, select

from storage.tables import outputs

# In the words of the index of what is open, so that it is seen to fit.
OPEN = outputs.c.state.in_([literal_column("'in_review'"), literal_column("'approved'")])


@dataclass(frozen=True)
class Open:
    """Outputs that wait for people, and those that wait for their AI system to release them."""

    in_review: int
    approved: int


def open_outputs(conn: Connection, workflow: str) -> Open:
    """Count the workflow's outputs that are neither released nor at an end."""
    unreleased = outputs.c.state.in_(("in_review", "approved"))
    counted = select(outputs.c.state, func.count()).where(outputs.c.workflow == workflow, unreleased)
    found = {row[0]: int(row[1]) for row in conn.execute(counted.group_by(outputs.c.state))}
    return Open(found.get("in_review", 0), found.get("approved", 0))


def waiting_by_workflow(conn: Connection) -> dict[str, int]:
    """Return how many outputs wait for people, by workflow; without those where none does."""
    counted = select(outputs.c.workflow, func.count()).where(OPEN, outputs.c.state == "in_review")
    return {row[0]: int(row[1]) for row in conn.execute(counted.group_by(outputs.c.workflow))}
