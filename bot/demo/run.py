"""The demo as one process: workspace, bot, AI systems and colleagues, on one clock."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import shutil
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from bot.app import Bot, build
from bot.config import Settings, has_display
from bot.demo.ai_system import AiSystem, Habit
from bot.demo.colleagues import Colleagues
from bot.demo.company import Company, Office, settle_in
from bot.demo.drafts import Draft, drafts_of
from bot.demo.history import EARNS, WEEKS, live_through
from bot.demo.panel import Panel
from bot.slack_side import directory_for
from domain.clock import MovableClock
from domain.references import ChannelRef
from handlers.clock.reach import Reach
from handlers.clock.relaxing import ask_owners_to_relax
from handlers.clock.weighing import weigh_all_evidence
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.workspace import APP_TOKEN, BOT_TOKEN, default_workspace
from sandbox.workspace_file import load_app
from storage.database import Database
from storage.migrate import upgrade

MANIFEST = Path(__file__).parents[2] / "slack_manifest.yaml"
HOST = "127.0.0.1"
API_PORT = 8700
TIMEZONE = "Europe/Berlin"
VISITOR = "ben"
HABITS = (
    Habit("refund-replies", at_first=3, every_s=35, most_open=7),
    Habit("contract-summaries", at_first=1, every_s=150, most_open=3),
    Habit("faq-answers", at_first=4, every_s=50, most_open=3),
    Habit("delivery-updates", at_first=1, every_s=90, most_open=2),
    Habit("product-texts", at_first=1, every_s=120, most_open=2),
)


@dataclass(frozen=True)
class Demo:
    """All that works together, and what its AI systems will write, by workflow."""

    box: Sandbox
    bot: Bot
    company: Company
    drafts: Mapping[str, Iterator[Draft]]
    chance: random.Random


async def run(port: int, *, browser: bool, folder: Path | None, say: Callable[[str], None]) -> None:
    """Run until interrupted. OSError if the page's port is taken."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    with _state(folder) as state:
        async with _demo(port, state) as demo:
            page, api = f"{demo.box.url}/?as={VISITOR}", demo.bot.http.url
            say(f"The page   {page}")
            say(f"The API    {api}   described at {api}/docs")
            say(f"A key      {demo.company.keys['refund-replies']}   for refund-replies")
            say("You are Ben, who reviews. Press Approve, or react with ✅ or ❌. Ctrl-C ends it.")
            if browser and has_display():
                webbrowser.open(page)
            await _until_told(told, demo)


@contextlib.contextmanager
def _state(folder: Path | None) -> Iterator[Path]:
    """Give an empty folder for the database; what a former demo left in it is gone."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("demo.db*"):
            old.unlink()
        yield folder
        return
    Path(".demo").mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="run-", dir=".demo"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.asynccontextmanager
async def _demo(port: int, folder: Path) -> AsyncIterator[Demo]:
    """Start the workspace and the bot, on one clock: moving one moves and ticks both."""
    chance = random.Random(7)  # noqa: S311  # the same show every time
    async with contextlib.AsyncExitStack() as ending:
        clock, sandbox_clock = MovableClock(), SandboxClock()
        box = Sandbox(workspace=default_workspace(load_app(MANIFEST)), port=port, clock=sandbox_clock)
        await box.start()
        ending.push_async_callback(box.stop)
        settings = _settings(box, folder)
        await asyncio.to_thread(upgrade, settings.database_url)
        drafts = {slug: drafts_of(slug, chance) for slug in (habit.workflow for habit in HABITS)}
        company = await _company(settings, clock, drafts[EARNS])
        bot = build(settings, clock)
        await bot.start()
        ending.push_async_callback(bot.stop)

        async def moved(seconds: float) -> None:
            clock.advance(seconds)
            await bot.tick()

        sandbox_clock.on_advance(moved)
        await bot.connected()
        yield Demo(box, bot, company, drafts, chance)


async def _company(settings: Settings, clock: MovableClock, drafts: Iterator[Draft]) -> Company:
    """Make the company and what it has lived through, before the bot starts: nothing of that is told as news."""
    db = Database(settings.database_url)
    await db.start()
    try:
        async with directory_for(settings, db, clock) as directory:
            office, now = Office(db, directory, TIMEZONE), clock.now()
            company = await settle_in(office, began_at=now - timedelta(weeks=WEEKS, days=1), now=now)
            await live_through(office, drafts, now)
    finally:
        await db.stop()
    return company


def _settings(box: Sandbox, folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        slack_api_url=box.api_url,
        secret=secrets.token_hex(32),
        host=HOST,
        port=API_PORT if _is_free(API_PORT) else 0,
        timezone=TIMEZONE,
        leaders_channel=ChannelRef("#ai-leaders"),
        allow_local_callbacks=True,
    )


def _is_free(port: int) -> bool:
    import socket

    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) != 0


async def _until_told(told: asyncio.Event, demo: Demo) -> None:
    """Let the company work until somebody ends it. What breaks in the scenery is raised: it is a bug."""
    scenery = asyncio.create_task(_scenery(demo))
    ended = asyncio.create_task(told.wait())
    await asyncio.wait({scenery, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in (scenery, ended):
        task.cancel()
    await asyncio.gather(ended, return_exceptions=True)
    with contextlib.suppress(asyncio.CancelledError):
        await scenery


async def _scenery(demo: Demo) -> None:
    bot, chance = demo.bot, demo.chance
    known: dict[str, Draft] = {}
    async with contextlib.AsyncExitStack() as ending:
        panel = Panel(demo.box.url, bot.clock)
        ending.push_async_callback(panel.close)
        people = await ending.enter_async_context(httpx.AsyncClient(base_url=demo.box.url, timeout=30.0))
        acts = [_count_and_ask(bot), Colleagues(people, known, bot.clock, chance).run()]
        for habit in HABITS:
            client = await ending.enter_async_context(_client(bot, demo.company.keys[habit.workflow]))
            drafts = demo.drafts[habit.workflow]
            acts.append(AiSystem(habit, client, drafts, panel, known, chance).run())
        async with asyncio.TaskGroup() as group:
            for act in acts:
                group.create_task(act)


async def _count_and_ask(bot: Bot) -> None:
    """Let what was lived through be counted, and its owner be asked, without waiting for the clock's turn."""
    reach = Reach(bot.db, bot.clock, TIMEZONE)
    await weigh_all_evidence(reach)
    await ask_owners_to_relax(reach)


def _client(bot: Bot, key: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=bot.http.url, headers=headers, timeout=60.0)
