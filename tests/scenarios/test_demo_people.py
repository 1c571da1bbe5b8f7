"""The demo's AI systems and colleagues, at work in an office."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from itertools import islice, repeat
from pathlib import Path

import pytest

from bot.demo.ai_system import AiSystem, Habit
from bot.demo.colleagues import CHANNEL, TAKEN, Colleagues
from bot.demo.drafts import Draft, Texts
from bot.demo.panel import Panel
from bot.demo.run import HABITS
from domain.workflow_file import WorkflowFile, parse
from sandbox import membership
from tests.architecture.source import ROOT
from tests.scenarios.office import PATIENCE_S, SLUG, Office, an_office, until
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.pause_workflow import PauseWorkflow, pause_workflow

WORKFLOWS = ROOT / "bot" / "demo" / "workflows.toml"


@contextlib.asynccontextmanager
async def at_work(office: Office, draft: Draft) -> AsyncIterator[dict[str, Draft]]:
    """Let an AI system hand in one draft and follow it; give what it handed in. It never stops working by itself."""
    known: dict[str, Draft] = {}
    panel = Panel(office.box.url, office.bot.clock)
    habit = Habit(SLUG, at_first=1, every_s=3_600, most_open=1)
    system = AiSystem(habit, office.api, repeat(draft), panel, known, random.Random(1))
    working = asyncio.create_task(system.run())
    try:
        yield known
    finally:
        works_still = not working.done()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await panel.close()
    assert works_still


async def panel_of(office: Office, status: str, saying: str = "") -> str:
    """Wait for a line in the panel with this status that has these words; return its text."""
    async with asyncio.timeout(PATIENCE_S * 2):
        while True:
            shown = (await office.sandbox.get("/_page/state", params={"as": "ben"})).json()["panel"]
            for entry in shown:
                if entry["status"] == status and saying in entry["text"]:
                    return str(entry["text"])
            await asyncio.sleep(0.1)


async def test_what_a_colleague_approves_is_released_by_the_ai_system(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with (
        an_office(sqlite_url, tmp_path) as office,
        at_work(office, Draft("Reply to order 1881", "Your money is on its way.")) as known,
    ):
        await panel_of(office, "in_review")
        (output_id,) = known
        card = await office.card({"id": output_id})
        colleagues = Colleagues(office.sandbox, known, office.bot.clock, random.Random(1))

        await colleagues.judge("mia", output_id, card["ts"])
        await office.card({"id": output_id}, saying="Approved by Mia")
        await office.later(61)

        assert await panel_of(office, "released") == "Approved by Mia Rossi. Released it, once, and sent it."


async def test_what_somebody_has_is_left_to_them(sqlite_url: str, tmp_path: Path) -> None:
    draft = Draft("Reply to order 1881", "Your money is on its way.")
    async with an_office(sqlite_url, tmp_path) as office, at_work(office, draft) as known:
        await panel_of(office, "in_review")
        (output_id,) = known
        card = await office.card({"id": output_id})
        await office.later(60)
        colleagues = Colleagues(office.sandbox, known, office.bot.clock, random.Random(1))

        free = await colleagues.waiting()
        await office.act("ben", "react", card, name="eyes")
        await office.card({"id": output_id}, saying=TAKEN)
        taken = await colleagues.waiting()
        channel = next(one for one in office.box.world.channels.values() if one.name == CHANNEL)
        membership.rename(office.box.world, channel, "support-reviews")
        gone = await colleagues.waiting()

        assert (free, taken, gone) == ([(output_id, card["ts"])], [], [])


async def test_the_panel_tells_what_is_asked_who_fixed_it_and_that_it_is_taken_back(
    sqlite_url: str, tmp_path: Path
) -> None:
    draft = Draft("Reply to order 1881", "Your money is on its weigh.")
    async with an_office(sqlite_url, tmp_path) as office, at_work(office, draft) as known:
        await panel_of(office, "in_review")
        (output_id,) = known
        card = await office.card({"id": output_id})

        await office.act("ben", "click", card, action_id="ask", wait_s=10, until="view")
        await office.fill_in("ben", "ask", {"question": {"question": "Which money?"}})
        await panel_of(office, "in_review", saying="Ben Hartmann asks: “Which money?”")

        await office.act("ben", "click", card, action_id="fix", wait_s=10, until="view")
        await office.fill_in("ben", "fix", {"text1": {"text": "Your money is on its way."}})
        await panel_of(office, "released", saying="Fixed by Ben Hartmann.")

        await office.card({"id": output_id}, saying="gone out")
        await office.act("cleo", "click", card, action_id="report_wrong", wait_s=10, until="view")
        await office.fill_in("cleo", "report_wrong", {"note": {"note": "He was paid already."}})
        await office.click_below("ada", card, "confirm_wrong")
        await office.fill_in("ada", "confirm", {})

        assert "taken back" in await panel_of(office, "recalled")


async def test_a_flaw_is_rejected_with_its_reason_and_tried_again(sqlite_url: str, tmp_path: Path) -> None:
    draft = Draft("Reply to order 1881", "Calm down.", flaw="tone", again="We are sorry.")
    async with an_office(sqlite_url, tmp_path) as office, at_work(office, draft) as known:
        await panel_of(office, "in_review")
        (output_id,) = known
        card = await office.card({"id": output_id})
        colleagues = Colleagues(office.sandbox, known, office.bot.clock, random.Random(1))

        await colleagues.judge("tom", output_id, card["ts"])
        await office.later(61)

        assert await panel_of(office, "rejected") == "Tom Nguyen: tone. Not sent."

        async def is_handed_in_again() -> bool:
            return len(known) == 2

        await until(is_handed_in_again, within_s=3 * PATIENCE_S)
        second = next(one for one in known if one != output_id)
        assert "Last time: tone" in (await office.card({"id": second}))["text"]


async def test_an_ai_system_works_on_where_somebody_has_ended_its_workflow(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        ada = await office.bot.directory.person_by_email("ada@example.com")
        assert ada is not None
        now = office.bot.clock.now()
        await office.bot.db.write(pause_workflow, PauseWorkflow(SLUG, ada.user_id, "It does harm.", now))
        ended = DecideWorkflow(SLUG, "refused", ada, "Not with AI.", now)
        assert await office.bot.db.write(decide_workflow, ended) == "refused"

        async with at_work(office, Draft("Reply to order 1881", "Your money is on its way.")):
            said = await panel_of(office, "refused")

    assert said == "Not taken. The workflow is refused and takes nothing more."


@pytest.mark.parametrize("workflow", [habit.workflow for habit in HABITS])
def test_every_draft_is_filled_in_and_would_be_taken(workflow: str) -> None:
    for draft in islice(Texts(workflow, random.Random(7)), 30):
        said = f"{draft.title} {draft.content} {draft.input} {draft.again}"

        assert "{" not in said
        assert 1 <= len(draft.content) <= 40_000
        assert len(draft.title) <= 150


def test_the_demos_workflows_are_in_three_lanes() -> None:
    found = parse(WORKFLOWS.read_text())

    assert isinstance(found, WorkflowFile)
    assert {entry.policy.lane for entry in found.workflows.values()} == {
        "automated", "reviewed", "always_human",
    }  # fmt: skip
