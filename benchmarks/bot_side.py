"""The whole bot of a measurement, as a process of its own: `python -m benchmarks.bot_side FOLDER` answers jobs."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import uvloop
from sqlalchemy import Connection, func, select

from benchmarks.jobs import Job, answer_jobs_meanwhile
from bot.app import Bot, build
from bot.config import Settings
from bot.workflow_files import apply_file
from domain.api_keys import SECRET_BYTES, key_sha256, spell_key
from domain.clock import Clock
from handlers.fresh import fresh_id
from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from storage.migrate import upgrade
from storage.tables import inbox
from usecases.create_key import CreateKey, create_key

WORKFLOW = """
[workflows.{slug}]
purpose = "Drafts replies"
channel = "#{channel}"
owner = "ada@example.com"
reviewers = ["ben@example.com", "mia@example.com"]
max_open_cards = 1000
"""


class BotSide:
    """The bot on SQLite, with a workflow for each channel."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bot: Bot | None = None
        self._keys: dict[str, str] = {}

    async def work(self, job: Job) -> Job:
        """Do one job, by its name."""
        if job["do"] == "start":
            return await self._start(job)
        if self._bot is None:
            raise ValueError("it was not started")
        if job["do"] == "hand_in":
            return await self._hand_in(self._bot, job)
        return {"stored": await self._bot.db.read(_stored)}

    async def _start(self, job: Job) -> Job:
        url = f"sqlite:///{self._folder / 'bot.db'}"
        upgrade(url)
        settings = Settings(
            database_url=url,
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            slack_api_url=job["api_url"],
            secret=secrets.token_hex(32),
            port=0,
            log_level="error",
        )
        bot = self._bot = build(settings, Clock())
        await bot.start()
        await bot.connected()
        file = self._folder / "workflows.toml"
        file.write_text("".join(WORKFLOW.format(slug=each, channel=each) for each in job["channels"]))
        now = datetime.now(UTC)
        await apply_file(bot.db, bot.directory, file, timezone="UTC", now=now)
        owner = await bot.directory.person_by_email("ruth@example.com")
        if owner is None:
            raise ValueError("there is no Ruth")
        for slug in job["channels"]:
            key_id = fresh_id("key", now)
            self._keys[slug] = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
            made = CreateKey(
                key_id, key_sha256(self._keys[slug]), slug, owner.user_id, ("submit", "read"), now
            )
            await bot.db.write(create_key, made)
        return {}

    async def _hand_in(self, bot: Bot, job: Job) -> Job:
        slug = job["workflow"]
        headers = {"Authorization": f"Bearer {self._keys[slug]}"}
        async with httpx.AsyncClient(base_url=bot.http.url, headers=headers) as client:
            for _ in range(job["count"]):
                answer = await client.post(
                    "/v1/outputs",
                    json={"workflow": slug, "content": f"Dear Mr Weber, {secrets.token_hex(200)}."},
                    headers={"Idempotency-Key": secrets.token_hex(8)},
                )
                answer.raise_for_status()
        return {}


def _stored(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(inbox)).scalar_one())


if __name__ == "__main__":
    uvloop.run(answer_jobs_meanwhile(BotSide(Path(sys.argv[1])).work))
