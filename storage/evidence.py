"""The record: rows that are added with the change they tell of, and never touched again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from domain.outputs import Output
from storage.rows import add_rows
from storage.tables import evidence


@dataclass(slots=True)  # frozen, it would take three times as long to make, and each submitter waits for one
class Happening:
    """One thing that happened. `action` is in the past tense; `actor` is a random subject id, "key:<id>",
    "clock" or "operator"; `commitment` binds it to a text; `facts` hold no text and no name of a person;
    an instant among them is read back as it is spelt (RFC 3339).
    """

    action: str
    at: datetime
    actor: str
    workflow: str | None = None
    output_id: str | None = None
    via: str | None = None
    commitment: str | None = None
    policy_version: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


_COLUMNS = tuple(Happening.__dataclass_fields__)


def record(conn: Connection, *happenings: Happening) -> None:
    """Add rows to the record in this transaction."""
    add_rows(conn, evidence, happenings, columns=_COLUMNS)


def about(
    output: Output,
    action: str,
    *,
    at: datetime,
    actor: str,
    via: str | None = None,
    commitment: str | None = None,
    **facts: object,
) -> Happening:
    """Return a happening to an output, under the policy it is judged by."""
    return Happening(
        action,
        at,
        actor,
        workflow=output.workflow,
        output_id=output.id,
        via=via,
        commitment=commitment,
        policy_version=output.policy_version,
        facts=facts,
    )


def story_of(conn: Connection, output_id: str) -> list[Happening]:
    """Return all that happened to one output, in order."""
    columns = [evidence.c[name] for name in _COLUMNS]
    rows = conn.execute(select(*columns).where(evidence.c.output_id == output_id).order_by(evidence.c.id))
    return [Happening(**row._mapping) for row in rows]
