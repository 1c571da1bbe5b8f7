"""What a file says of leaders and teams is kept: it belongs to no single workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from storage.evidence import Happening, record
from storage.organisation import parts
from storage.tables import organisation
from storage.transaction import Tx


@dataclass(frozen=True)
class KeepOrganisation:
    """The parts that a file says, each with the names in it and their ids in Slack."""

    said: Mapping[str, Mapping[str, str]]
    actor: str
    now: datetime


def keep_organisation(tx: Tx, command: KeepOrganisation) -> list[str]:
    """Bring these parts to what the command says, in this transaction; return those that changed.

    A part that the command does not name stays: several files can be applied one after the other.
    """
    before = parts(tx.conn)
    changed = [part for part, members in command.said.items() if before.get(part, {}) != dict(members)]
    for part in changed:
        tx.conn.execute(delete(organisation).where(organisation.c.part == part))
        rows = [
            {"part": part, "ref": ref, "slack_id": slack_id} for ref, slack_id in command.said[part].items()
        ]
        if rows:
            tx.conn.execute(insert(organisation), rows)
    if changed:
        happening = Happening(
            "organisation.changed", command.now, command.actor, facts={"parts": sorted(changed)}
        )
        record(tx.conn, happening)
    return changed
