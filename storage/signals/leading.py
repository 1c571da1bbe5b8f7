"""The leading signals of a period, for many workflows at once: a handful of statements, whatever their number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from domain.probes import Noticed
from domain.signals.leading import Leading
from storage.signals.noticing import noticed_by_workflow
from storage.signals.peoples_time import time_spent
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import wrong_out
from storage.workflows import Workflow


def leading(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, Leading]:
    """Return the leading signals of these workflows, for the period up to `ends_at`, which is not in it."""
    out = wrong_out(conn, workflows, begins_at, ends_at)
    spent = time_spent(conn, workflows, begins_at, ends_at)
    caught = noticed_by_workflow(conn, workflows, ends_at)
    return {slug: Leading(out[slug], spent[slug], caught.get(slug, Noticed())) for slug in workflows}


def leading_in(conn: Connection, scope: Scope) -> Leading:
    """Return those of one workflow, as they were read already or else now."""
    if scope.leading is not None:
        return scope.leading
    live = scope.live
    return leading(conn, {live.slug: live}, scope.begins_at, scope.ends_at)[live.slug]
