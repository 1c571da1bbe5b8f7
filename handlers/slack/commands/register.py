"""`/answerable workflows`: where AI works here, who answers for it, and what was stopped or refused."""

from __future__ import annotations

from sqlalchemy import Connection

from handlers.cards.message import Message
from handlers.cards.pages import LINES_AT_MOST, draw_lines
from handlers.cards.phrase import say
from handlers.cards.standing import Standing, register_lines
from handlers.slack.desk import Desk
from storage.outputs import names_of
from storage.workflow_counts import waiting_by_workflow
from storage.workflow_decisions import last_changes_of_status
from storage.workflows import all_workflows


async def tell_register(desk: Desk, person: str, rest: str) -> Message:
    """Return the register, as far as one message holds it."""
    standings, names = await desk.db.read(_register)
    if not standings:
        return draw_lines([say("home.no_workflow"), say("command.help.propose")])
    return draw_lines(register_lines(standings, names, at_most=LINES_AT_MOST - 2))


def _register(conn: Connection) -> tuple[list[Standing], dict[str, str]]:
    waiting, decided = waiting_by_workflow(conn), last_changes_of_status(conn)
    found = [Standing(one, decided.get(one.slug), waiting.get(one.slug, 0)) for one in all_workflows(conn)]
    people = {one.workflow.owner for one in found} | {one.decision.person for one in found if one.decision}
    return found, names_of(conn, people)
