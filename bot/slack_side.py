"""Slack as a command reaches it: for a moment, beside whatever serves."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from bot.config import BadSettings, Settings
from domain.clock import Clock
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from storage.database import Database


@contextlib.asynccontextmanager
async def directory_for(settings: Settings, db: Database, clock: Clock) -> AsyncIterator[Directory]:
    """Open the directory over a started database. Raises BadSettings where there is no token to ask with."""
    if settings.bot_token is None:
        raise BadSettings(["SLACK_BOT_TOKEN: it is not set; people and channels are looked up in Slack"])
    directory = Directory(db, Slack(settings.bot_token, settings.slack_api_url), clock)
    try:
        yield directory
    finally:
        await directory.stop()


async def look_up(settings: Settings, email: str) -> None:
    """Ask Slack who has this e-mail address, and keep the answer. Raises BadSettings, Unreachable."""
    db = Database(settings.database_url)
    await db.start(beside=True)
    try:
        async with directory_for(settings, db, Clock()) as directory:
            await directory.person_by_email(email)
    finally:
        await db.stop()
