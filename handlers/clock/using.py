"""Whoever asked for something that went out is asked, now and then, whether they used it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from handlers.clock.reach import Reach
from storage.disturbing import may_be_asked
from storage.use_questions import has_outdated, people_to_ask
from usecases.ask_about_use import AskAboutUse, PassUseQuestions, ask_about_use, pass_use_questions


async def ask_all_about_use(reach: Reach) -> None:
    """Ask everybody whose time it is; what has waited too long is asked of nobody."""
    now = reach.clock.now()
    if await reach.db.read(has_outdated, now):
        await reach.db.write(pass_use_questions, PassUseQuestions(now))
    for person, day in (await reach.db.read(_to_ask, now)).items():
        await reach.db.write(ask_about_use, AskAboutUse(person, day, now))


def _to_ask(conn: Connection, now: datetime) -> dict[str, str]:
    return may_be_asked(conn, people_to_ask(conn, now), now)
