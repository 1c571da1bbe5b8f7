"""`/answerable trust NAME`: what got out wrong in four weeks, what it took, and whether anybody would notice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from domain.signals.leading import Leading
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.cards.signals import cleaning_words, signal_words
from handlers.slack.commands.workflow import which_workflow
from handlers.slack.desk import Desk
from handlers.slack.figures import readable_by
from storage.organisation import team_sizes
from storage.signals import leading
from storage.workflows import workflow

_WEEKS = 4


async def tell_trust(desk: Desk, person: str, rest: str) -> Message:
    """Return the leading figures of one workflow over the last four weeks; for an unknown name, the nearest one."""
    slug = rest.lower()
    may = await readable_by(desk, person)
    found = await desk.db.read(_leading, slug, desk)
    if found is None:
        return await which_workflow(desk, "trust", rest)
    if may.of is not None and slug not in may.of:
        return draw_lines([say("figures.not_yours")])
    signals, sizes = found
    cleaned = cleaning_words(signals.time, sizes)
    lines = [say("trust.about", workflow=slug, count=_WEEKS), *signal_words(signals, sizes)]
    return draw_lines([*lines, *([] if cleaned is None else [cleaned])])


def _leading(conn: Connection, slug: str, desk: Desk) -> tuple[Leading, dict[str, int]] | None:
    found = workflow(conn, slug)
    if found is None:
        return None
    now = desk.now()
    signals = leading(conn, {slug: found}, now - timedelta(weeks=_WEEKS), now)
    return signals[slug], team_sizes(conn, [found])
