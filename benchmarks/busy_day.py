"""A busy day on a movable clock: what 300 outputs, eight reviewers and two late workflows cost people and Slack."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
from sqlalchemy import Connection, select

from benchmarks.pairs import Finding, Promise, once
from bot.app import Bot, Tempo, build
from bot.config import Settings
from bot.workflow_files import apply_file
from domain.api_keys import SECRET_BYTES, key_sha256, spell_key
from domain.clock import MovableClock
from domain.references import ChannelRef
from handlers.clock.ticks import TICKS, run_ticks
from handlers.fresh import fresh_id
from handlers.slack.pacing import Pacer
from sandbox.acts.perform import perform
from sandbox.channels import Channel
from sandbox.clock import SandboxClock
from sandbox.installed_app import InstalledApp
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.workspace import APP_TOKEN, BOT_TOKEN, BOT_USER, TEAM, Workspace, our_bot
from storage.migrate import upgrade
from storage.tables import cards, outputs
from usecases.create_key import CreateKey, create_key

ITEMS = 300
REVIEWERS = tuple(f"reviewer{number}" for number in range(1, 9))
OTHERS = ("ada", "grace", "ruth")
LEADERS = "ai-leaders"
# Who decides in each, and from which step on: nobody in the last, all day.
WORKFLOWS = {
    "replies": (REVIEWERS[:4], 0),
    "summaries": (REVIEWERS[3:6], 60),
    "contracts": (REVIEWERS[5:], None),
}
BEGINS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP_S = 300
STEPS = 8 * 3_600 // STEP_S
HAND_IN_STEPS = STEPS * 3 // 4

CALLS = Promise("calls of Slack an item, told and changed", floor=4, aim=4, unit="", less_is_better=True)
LOOKS = Promise("looks for lost marks an item", floor=6, aim=4, unit="", less_is_better=True)
BOTH = Promise("both together", floor=10, aim=8, unit="", less_is_better=True)
MESSAGES = Promise("direct messages to one person, most", floor=2, aim=2, unit="", less_is_better=True)
LONGEST = Promise("longest that a decided one waited", floor=480, aim=480, unit=" min", less_is_better=True)

# What the clock would ask for in between: so that a look is as late as it is on a day that passes by itself.
_LOOKS_IN_A_MINUTE = 6 * [tick for tick in TICKS if tick.name == "looking"]
_ASKED_ALWAYS = {"auth.test", "apps.connections.open", "users.info", "users.lookupByEmail", "conversations.list",
                 "conversations.info", "usergroups.list", "team.info"}  # fmt: skip
# What stands first in the names of a message's blocks says what kind it is: a card (ans), what is late, …
_BLOCK_ID = re.compile(r"block_id['\"]+: ?['\"]+(\w+)")
_WORKFLOW = """
[workflows.{slug}]
purpose = "Drafts {slug}"
channel = "#{slug}-review"
owner = "ada@example.com"
deputy = "grace@example.com"
reviewers = [{reviewers}]
working_hours = {{ timezone = "UTC", days = "mon-fri", from = "09:00", to = "17:00" }}
review_within = "2h"
"""


@dataclass
class BusyDay:
    """The workspace, the bot in this process, and the one clock."""

    box: Sandbox
    bot: Bot
    clock: MovableClock
    keys: dict[str, str]
    handed_in: int = 0
    decided: set[str] = field(default_factory=set)

    async def pass_by(self) -> None:
        """Hand in for three quarters of the day; let people decide as they can; let the clock do the rest."""
        async with httpx.AsyncClient(base_url=self.bot.http.url) as client:
            for step in range(STEPS):
                while self.handed_in < ITEMS * (step + 1) // HAND_IN_STEPS and self.handed_in < ITEMS:
                    await self._hand_in(client)
                await self._calm()
                for slug, (people, from_step) in WORKFLOWS.items():
                    if from_step is not None and step >= from_step:
                        await self._decide(slug, people)
                await self._calm()
                for _ in range(STEP_S // 60):
                    self.clock.advance(60)
                    await run_ticks(self.bot._reach, _LOOKS_IN_A_MINUTE)
                await self._calm()

    async def _hand_in(self, client: httpx.AsyncClient) -> None:
        slug = list(WORKFLOWS)[self.handed_in % len(WORKFLOWS)]
        self.handed_in += 1
        answer = await client.post(
            "/v1/outputs",
            json={"workflow": slug, "content": f"Dear Ms Okafor, your case {self.handed_in} is settled."},
            headers={"Authorization": f"Bearer {self.keys[slug]}", "Idempotency-Key": str(self.handed_in)},
        )
        answer.raise_for_status()

    async def _decide(self, slug: str, people: tuple[str, ...]) -> None:
        """Let each of them put a mark on the oldest card that nobody has decided: one in ten is a no."""
        open_cards = [
            row for row in await self.bot.db.read(_open_cards, slug) if row.output_id not in self.decided
        ]
        for who, card in zip(people, open_cards, strict=False):
            self.decided.add(card.output_id)
            name = "x" if len(self.decided) % 10 == 0 else "white_check_mark"
            where = {"channel": card.channel_id, "ts": card.ts}
            await perform(self.box.world, {"as": who, "do": "react", "name": name, **where})

    async def _calm(self) -> None:
        """Let the bot do all that there is to do at this moment."""
        for _ in range(3):
            while self.box.world.delivery.open_events():  # noqa: ASYNC110  # nothing else tells
                await asyncio.sleep(0.005)
            await self.bot.tick()

    def findings(self, waits: list[float]) -> list[Finding]:
        """Return what it came to. `waits` are minutes from handing in to the decision."""
        made = [call for call in self.box.world.calls if call["method"] not in _ASKED_ALWAYS]
        looks = Counter(call["method"] for call in made if _is_look(call))
        calls = Counter(_purpose(call) for call in made if not _is_look(call))
        told, seen = calls.total(), looks.total()
        people = Counter(
            call["args"]["channel"] for call in self.box.world.calls if call["method"] == "chat.postMessage"
        )
        direct = {one.id for one in self.box.world.channels.values() if one.im_of is not None}
        most = max((count for channel, count in people.items() if channel in direct), default=0)
        each = told / ITEMS
        return [
            Finding(CALLS, each, each, each, note=_spelled(calls)),
            Finding(LOOKS, seen / ITEMS, seen / ITEMS, seen / ITEMS, note=_spelled(looks)),
            once(BOTH, (told + seen) / ITEMS),
            once(MESSAGES, most),
            once(LONGEST, max(waits, default=0)),
        ]


def _is_look(call: dict[str, Any]) -> bool:
    """Say whether it asks what is under cards: under one, or in a stretch of a channel."""
    asks = call["method"] == "conversations.history" and "latest" in call["args"]
    return call["method"] == "reactions.get" or (asks and str(call["args"].get("limit")) != "1")


def _purpose(call: dict[str, Any]) -> str:
    """Return the method, and what kind of message it is about as its blocks are named."""
    named = _BLOCK_ID.search(str(call["args"].get("blocks")))
    return call["method"] if named is None else f"{call['method']} {named[1]}"


def _spelled(calls: Counter[str]) -> str:
    return ", ".join(f"{purpose} {count}" for purpose, count in calls.most_common())


async def a_busy_day(among: Path) -> list[Finding]:
    """Return what a busy day costs: calls, messages, waiting. It takes a minute or two, in a new folder each time."""
    folder = Path(mkdtemp(dir=among))
    clock = MovableClock(BEGINS)
    box = Sandbox(
        workspace=_company(), rate_limits=False, clock=SandboxClock(lambda: clock.now().timestamp())
    )
    await box.start()
    bot = await _bot(folder, box, clock)
    try:
        day = BusyDay(box, bot, clock, await _settle_in(folder, bot, clock))
        await day.pass_by()
        return day.findings(await bot.db.read(_waits))
    finally:
        await bot.stop()
        await box.stop()


def _company() -> Workspace:
    app = InstalledApp()
    names = (*REVIEWERS, *OTHERS)
    people = [
        Person(f"U{number:03d}", name, name.capitalize(), TEAM, email=f"{name}@example.com", kind="member")
        for number, name in enumerate(names)
    ]
    members = {person.id for person in people} | {BOT_USER}
    channels = [Channel(f"C{slug.upper()}", f"{slug}-review", members=set(members)) for slug in WORKFLOWS]
    channels.append(Channel("CLEADERS", LEADERS, members=set(members)))
    return Workspace([*people, our_bot(app)], channels, [], app)


async def _bot(folder: Path, box: Sandbox, clock: MovableClock) -> Bot:
    url = f"sqlite:///{folder / 'busy.db'}"
    upgrade(url)
    settings = Settings(
        database_url=url,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        slack_api_url=box.api_url,
        secret=secrets.token_hex(32),
        port=0,
        leaders_channel=ChannelRef(f"#{LEADERS}"),
        log_level="error",
    )
    bot = build(settings, clock, Tempo(pacer=Pacer(per_channel={}, per_workspace={})))
    await bot.start()
    await bot.connected()
    return bot


async def _settle_in(folder: Path, bot: Bot, clock: MovableClock) -> dict[str, str]:
    file = folder / "workflows.toml"
    quoted = {
        slug: ", ".join(f'"{who}@example.com"' for who in people) for slug, (people, _) in WORKFLOWS.items()
    }
    file.write_text("".join(_WORKFLOW.format(slug=slug, reviewers=who) for slug, who in quoted.items()))
    await apply_file(bot.db, bot.directory, file, timezone="UTC", now=clock.now())
    owner = await bot.directory.person_by_email("ruth@example.com")
    if owner is None:
        raise ValueError("there is no Ruth")
    keys = {}
    for slug in WORKFLOWS:
        key_id = fresh_id("key", clock.now())
        keys[slug] = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
        made = CreateKey(key_id, key_sha256(keys[slug]), slug, owner.user_id, ("submit", "read"), clock.now())
        await bot.db.write(create_key, made)
    return keys


def _open_cards(conn: Connection, slug: str) -> list[Any]:
    open_ones = (
        select(cards.c.output_id, cards.c.channel_id, cards.c.ts)
        .join(outputs, outputs.c.id == cards.c.output_id)
        .where(outputs.c.workflow == slug, outputs.c.state == "in_review", outputs.c.settles_at.is_(None))
    )
    return list(conn.execute(open_ones.order_by(outputs.c.due_at, outputs.c.id)))


def _waits(conn: Connection) -> list[float]:
    settled = select(outputs.c.submitted_at, outputs.c.settled_at).where(outputs.c.settled_at.is_not(None))
    return [(row.settled_at - row.submitted_at).total_seconds() / 60 for row in conn.execute(settled)]
