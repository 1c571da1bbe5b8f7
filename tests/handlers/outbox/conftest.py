"""A company, a Slack-like workspace with the same people, and a dispatcher between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.attempts import Pace
from bot.dispatcher import Dispatcher
from domain.clock import MovableClock
from domain.outputs import Output
from handlers.outbox.effects import Means, effects
from handlers.outbox.outcomes import Effect
from handlers.outbox.webhook import SendWebhook
from handlers.slack.gateway import Slack
from sandbox.channels import Channel
from sandbox.clock import SandboxClock
from sandbox.control import messages_json
from sandbox.faults import Fault
from sandbox.installed_app import InstalledApp
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.timing import Timing
from sandbox.workspace import BOT_TOKEN, BOT_USER, Workspace, our_bot
from storage.cards import Card, card_of
from storage.database import Database
from storage.tables import outbox
from tests.builders import CAST, CHANNEL, MONDAY, Company, user_id
from tests.ground.official_blocks.payloads import assert_official
from usecases.submit_output import Submitted, submit_output

PACE = Pace(lease_s=20, effect_s=15, settle_s=0.3, poll_s=0.05)
LEADERS = "C0LEADERS"


@dataclass
class Scene:
    """What a test has at hand. The clock stands still until moved, the workspace's with it."""

    company: Company
    clock: MovableClock
    box: Sandbox
    slack: Slack
    effects: dict[str, Effect]
    leaders: str | None = LEADERS

    def dispatcher(self, pace: Pace = PACE, db: Database | None = None) -> Dispatcher:
        return Dispatcher(db or self.db, self.effects, self.clock, pace=pace)

    @property
    def db(self) -> Database:
        return self.company.db

    async def work(self) -> int:
        return await self.dispatcher().work_once()

    def hand_in(self, content: str = "Dear Mr Weber, your money is on its way.", **fields: Any) -> Output:
        """Hand in a text; its card is only wished for."""
        answer = self.db.write_now(submit_output, self.company.submission(content, **fields))
        assert isinstance(answer, Submitted), answer
        return answer.output

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.company.later(seconds=seconds)

    def messages(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """What stands in a channel, the oldest first."""
        return messages_json(self.box.world, self.box.world.channels[channel])[::-1]

    def cards(self, output: Output | None = None) -> list[dict[str, Any]]:
        mark = "ans:" if output is None else f"ans:{output.id}:"
        return [
            message
            for message in self.messages()
            if any(block["block_id"].startswith(mark) for block in message.get("blocks") or [])
        ]

    def card(self, output: Output) -> Card:
        found = self.db.read_now(card_of, output.id)
        assert found is not None
        return found

    def fault(self, method: str, fault: str, **more: Any) -> None:
        self.box.world.faults.waiting.append(Fault(method, fault, **more))

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [call for call in self.box.world.calls if call["method"] == method]

    def left(self) -> list[tuple[str, str, str | None]]:
        """What is in the outbox: kind, state and why. Later looks for second cards are left out."""
        return self.db.read_now(_left)


def _left(conn: Connection) -> list[tuple[str, str, str | None]]:
    rows = conn.execute(select(outbox).where(outbox.c.kind != "twins").order_by(outbox.c.id))
    return [(row.kind, row.state, row.last_error) for row in rows]


def same_people() -> Workspace:
    """The cast of `tests.builders` as members of a workspace with the channels they use."""
    app = InstalledApp()
    people = [
        Person(user_id(name), name, name.capitalize(), "T0", email=f"{name}@example.com", kind="member")
        for name in CAST
    ]
    members = {person.id for person in people} | {BOT_USER}
    channels = [
        Channel(CHANNEL, "support-ai-review", False, members=set(members)),
        Channel(LEADERS, "ai-leaders", False, members=set(members)),
    ]
    return Workspace([*people, our_bot(app)], channels, [], app)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
async def box(clock: MovableClock) -> AsyncIterator[Sandbox]:
    """A workspace whose message times follow the test's clock. It limits nothing: pacing has its own tests."""
    running = Sandbox(
        workspace=same_people(),
        rate_limits=False,
        clock=SandboxClock(lambda: clock.now().timestamp()),
        timing=Timing(),
    )
    await running.start()
    yield running
    assert_official(running)
    await running.stop()


@pytest.fixture
async def scene(database_url: str, clock: MovableClock, box: Sandbox) -> AsyncIterator[Scene]:
    """The cast with refund-replies in `reviewed`, on a Monday morning in Berlin."""
    company = Company(Database(database_url))
    company.settle_in()
    await company.db.start()
    slack = Slack(BOT_TOKEN, box.api_url, timeout_s=5)
    webhooks = SendWebhook("a secret of at least thirty-two bytes")
    made = Scene(company, clock, box, slack, {})
    means = Means(company.db, slack, clock, "Europe/Berlin", webhooks, lambda: made.leaders)
    made.effects = effects(means)
    yield made
    await webhooks.stop()
    await company.db.stop()
