"""The next window of somebody who joins: an example, a text to be tried on, or that there is none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from domain.training import next_shadowed
from handlers.cards.joining import draw_example, draw_none_left, draw_shadow
from handlers.cards.message import Json
from handlers.cards.modals import Carried
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from storage.joining import Joining, to_shadow
from storage.outputs import names_of
from storage.queue_views import reviewer
from storage.workflows import workflow


async def next_window(desk: Desk, joining: Joining, *, after: int) -> Json:
    """Return what comes after this many examples; whoever has been tried already is shown none again."""
    if not joining.given:
        for number in range(after + 1, len(joining.examples) + 1):
            view = await desk.view(joining.examples[number - 1])
            if view is not None:
                return draw_example(view, joining, _carried(desk, joining, number))
    chosen = await desk.db.read(_next_output, joining, desk.now())
    view = await desk.view(chosen)
    if view is None:
        return draw_none_left(joining, await desk.db.read(_owner, joining))
    return draw_shadow(view, joining, _carried(desk, joining, 0))


def _carried(desk: Desk, joining: Joining, example: int) -> Carried:
    nonce = fresh_id("view", desk.now())
    return Carried("", "", nonce, workflow=joining.workflow, joining=joining.id, example=example)


def _next_output(conn: Connection, joining: Joining, now: datetime) -> str | None:
    known = reviewer(conn, joining.person)
    if known is None or joining.is_done:
        return None
    found = next_shadowed(joining.id, joining.place, to_shadow(conn, joining, known, now))
    return None if found is None else found.output_id


def _owner(conn: Connection, joining: Joining) -> str:
    found = workflow(conn, joining.workflow)
    return "" if found is None else names_of(conn, [found.owner]).get(found.owner, found.owner)
