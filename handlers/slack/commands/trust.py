"""`/answerable trust NAME`: what got out wrong in four weeks, what it took, and whether anybody would notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.signals.leading import Leading
from domain.signals.signal import Read
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.cards.trust import draw_trust
from handlers.slack.commands.workflow import which_workflow
from handlers.slack.desk import Desk
from handlers.slack.figures import readable_by
from storage.organisation import team_sizes
from storage.signals.behind import behind
from storage.signals.leading import leading
from storage.signals.scope import Scope
from storage.workflows import all_workflows, workflow

_WEEKS = 4


async def tell_trust(desk: Desk, person: str, rest: str) -> Message:
    """Return the figures of one workflow over the last four weeks; for an unknown name, the nearest one."""
    slug = rest.lower()
    may = await readable_by(desk, person)
    found = await desk.db.read(_figures, slug, desk.now())
    if found is None:
        return await which_workflow(desk, "trust", rest)
    if not may.includes(slug):
        return draw_lines([say("figures.not_yours")])
    return draw_trust(found.scope, _WEEKS, found.leading, found.behind)


@dataclass(frozen=True)
class _Found:
    scope: Scope
    leading: Leading
    behind: Mapping[str, Read]


def _figures(conn: Connection, slug: str, now: datetime) -> _Found | None:
    live = workflow(conn, slug)
    if live is None:
        return None
    begins_at = now - timedelta(weeks=_WEEKS)
    signals = leading(conn, {slug: live}, begins_at, now)[slug]
    scope = Scope(live, begins_at, now, team_sizes(conn, all_workflows(conn)), signals)
    return _Found(scope, signals, behind(conn, scope))
