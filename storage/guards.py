"""Whether the triggers that guard the schema are all there."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from storage import engines
from storage.failures import unavailable_if_away
from storage.migrations.escalation_guards import MORE_TIME, STEPS
from storage.migrations.guards import GUARDS
from storage.migrations.later_guards import LATER
from storage.migrations.proposal_guards import PROPOSALS
from storage.migrations.second_look_guards import SECOND_LOOKS
from storage.migrations.stage_guards import STAGES
from storage.migrations.standard_guards import STANDARDS
from storage.migrations.watching_guards import SETTLED_LOOKS, WATCHING
from storage.transaction import Unfit

# By the revisions that made them, after the first.
_SINCE = (LATER, STEPS, MORE_TIME, PROPOSALS, WATCHING, SETTLED_LOOKS, STAGES, STANDARDS, SECOND_LOOKS)
_A_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def missing_guards(conn: Connection) -> list[str]:
    """Return the names of triggers that should be there and are not, or are switched off."""
    dialect = conn.dialect.name
    since = (statement for guards in _SINCE for statement in guards.making(dialect))
    statements = (*GUARDS[dialect], *since)
    wanted = {name for statement in statements for name in _A_TRIGGER.findall(statement)}
    return sorted(wanted - set(conn.execute(text(_LISTED[dialect])).scalars()))


def insist_on_guards(url: str) -> None:
    """Raise Unfit where one is missing: nothing would then stop a bug. Unavailable if the database is away."""
    engine = engines.reading(engines.address(url), 1)
    try:
        with unavailable_if_away(), engine.connect() as conn:
            missing = missing_guards(conn)
    finally:
        engine.dispose()
    if missing:
        raise Unfit(f"Guards are missing from the schema: {', '.join(missing)}. Restore it from a backup.")
