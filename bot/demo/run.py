"""The demo as one process: workspace, bot, AI systems and colleagues, on one clock."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from bot.app import Bot, Tempo, build
from bot.config import Settings, has_display
from bot.demo.ai_system import AiSystem, Habit
from bot.demo.colleagues import Colleagues
from bot.demo.company import Office, settle_in
from bot.demo.drafts import Texts
from bot.demo.history import first_day, gather, live_through
from bot.demo.life import Cast, Life
from bot.demo.line import line_to
from bot.demo.next_week import Weeks
from bot.demo.panel import Panel
from bot.slack_side import directory_for
from domain.clock import MovableClock
from domain.draws import draws_secret
from domain.references import ChannelRef
from handlers.slack.pacing import Pacer, Rate
from sandbox.clock import SandboxClock
from sandbox.rate_limits import CHANNEL_BURST, RateLimits
from sandbox.server import Sandbox
from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from sandbox.workspace_file import load_app, load_workspace
from storage.database import Database
from storage.migrate import upgrade
from storage.overdue import overdue_steps

MANIFEST = Path(__file__).parents[2] / "slack_manifest.yaml"
PEOPLE = Path(__file__).parent / "people.toml"
HOST = "127.0.0.1"
API_PORT = 8700
TIMEZONE = "Europe/Berlin"
# Nearly as many messages of a moved hour as the sandbox takes at once.
IN_A_CHANNEL = {"chat.postMessage": Rate(1.007, CHANNEL_BURST - 1)}
VISITOR = "ben"
_TRIES, _BETWEEN_S = 50, 0.1
_SECRET_BYTES = 32
HABITS = (
    Habit("refund-replies", at_first=3, every_s=35, most_open=7),
    Habit("contract-summaries", at_first=1, every_s=150, most_open=3),
    Habit("faq-answers", at_first=4, every_s=50, most_open=3),
    Habit("delivery-updates", at_first=1, every_s=90, most_open=2),
    Habit("product-texts", at_first=1, every_s=120, most_open=2),
    Habit("nda-checks", at_first=1, every_s=600, most_open=1),
)


@dataclass(frozen=True)
class Demo:
    """All that works together. `keys` are what AI systems hand in with, by workflow; `cast` is who lives here."""

    box: Sandbox
    bot: Bot
    keys: Mapping[str, str]
    cast: Cast
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
            say(f"A key      {demo.keys['refund-replies']}   for refund-replies")
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
        workspace = load_workspace(PEOPLE, load_app(MANIFEST))
        box = Sandbox(workspace=workspace, port=port, clock=sandbox_clock)
        # What Slack allows in a minute it allows in each of those that a moved clock leaves out.
        box.world.limits = RateLimits("bursty", sandbox_clock.now)
        await box.start()
        ending.push_async_callback(box.stop)
        settings = _settings(box, folder, chance.randbytes(_SECRET_BYTES).hex())
        await asyncio.to_thread(upgrade, settings.database_url)
        keys, cast, life = await _before_it_opens(settings, clock, chance)
        settings = replace(settings, port=API_PORT if _is_free(API_PORT) else 0)
        bot = build(settings, clock, Tempo(pacer=Pacer(sandbox_clock.now, per_channel=IN_A_CHANNEL)))
        await bot.start()
        ending.push_async_callback(bot.stop)

        async def moved(seconds: float) -> None:
            clock.advance(seconds)
            await _tell_what_was_due(bot)
            await bot.tick()

        sandbox_clock.on_advance(moved)
        await bot.connected()
        box.world.next_week = Weeks(box.world, bot, cast, life).live
        yield Demo(box, bot, keys, cast, chance)


async def _tell_what_was_due(bot: Bot) -> None:
    """Tell what was due on the way, as fast as Slack takes it: else the bot finds, rightly, that it is behind."""
    for _ in range(_TRIES):
        await bot.deliver()
        late = await bot.db.read(overdue_steps, bot.clock.now())
        if all(one.step != "deliveries" for one in late):
            return
        await asyncio.sleep(_BETWEEN_S)


async def _before_it_opens(
    settings: Settings, clock: MovableClock, chance: random.Random
) -> tuple[Mapping[str, str], Cast, Life]:
    """Make the company and what it has lived through, before the bot starts: nothing of that is told as news."""
    db = Database(settings.database_url)
    await db.start()
    try:
        async with directory_for(settings, db, clock) as directory:
            office, now = Office(db, directory, TIMEZONE), clock.now()
            keys = await settle_in(office, first_day(now, TIMEZONE))
            draws = draws_secret(settings.secret or "")
            cast = await gather(office, {slug: Texts(slug, chance) for slug in keys}, now, draws=draws)
            return keys, cast, await live_through(office, cast, chance, now)
    finally:
        await db.stop()


def _settings(box: Sandbox, folder: Path, secret: str) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        slack_api_url=box.api_url,
        secret=secret,
        host=HOST,
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
    bot, chance, known = demo.bot, demo.chance, demo.cast.known
    async with contextlib.AsyncExitStack() as ending:
        panel = Panel(demo.box.url, bot.clock)
        ending.push_async_callback(panel.close)
        people = await ending.enter_async_context(line_to(demo.box.url))
        # Last week's message, and whoever is to be asked something: without waiting for the clock's turn.
        acts = [bot.tick(), Colleagues(people, known, bot.clock, chance).run()]
        for habit in HABITS:
            client = await ending.enter_async_context(_client(bot, demo.keys[habit.workflow]))
            texts = demo.cast.texts[habit.workflow]
            acts.append(AiSystem(habit, client, texts, panel, known, chance).run())
        async with asyncio.TaskGroup() as group:
            for act in acts:
                group.create_task(act)


def _client(bot: Bot, key: str) -> httpx.AsyncClient:
    return line_to(bot.http.url, {"Authorization": f"Bearer {key}"})
