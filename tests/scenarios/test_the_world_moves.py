"""What changes in Slack behind our back, end to end: the app is taken away and comes back with another token."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.acquaintance import Acquaintance
from bot.app import build
from bot.checks.the_slack_side import slack_findings
from bot.checks.the_workflows import workflow_findings
from bot.config import Settings
from bot.workflow_files import apply_file
from domain.references import ChannelRef
from handlers.clock.reach import Reach
from storage.workflows import workflow
from tests.scenarios.office import SLUG, WORKFLOW, Office, an_office, until


async def administer(office: Office, do: str, **given: str) -> None:
    answer = await office.sandbox.post("/_sandbox/admin", json={"do": do, **given})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("do", "code"), [("revoke_token", "token_revoked"), ("uninstall", "account_inactive")]
)
async def test_without_a_token_everything_is_kept_and_with_a_new_one_it_goes_out_once(
    sqlite_url: str, tmp_path: Path, do: str, code: str
) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        await administer(office, do)
        outputs = [await office.hand_in() for _ in range(3)]

        async def is_told() -> bool:
            ready = await office.api.get("/readyz")
            part = ready.json()["parts"]["slack"]
            return ready.status_code == 503 and f"Slack lets us in no more ({code})" in str(part["problem"])

        await until(is_told)
        refused = [call for call in office.box.world.calls if call["method"] == "chat.postMessage"]
        (found,) = [one async for one in slack_findings(office.bot.settings)]
        await office.bot.stop()
        await administer(office, "reinstall")
        again = build(replace(office.bot.settings, bot_token=office.box.world.bot_token), office.bot.clock)
        await again.start()
        await again.connected()
        office.bot.clock.advance(61)  # type: ignore[attr-defined]  # the office's is movable
        await again.tick()

        assert len(refused) <= 1
        assert found.verdict == "unfit"
        assert f"{code}; " in found.says
        assert "install the app again" in found.says
        for output in outputs:
            await office.card(output)
        await again.stop()


async def test_renamed_or_gone_a_channel_stays_what_the_file_means_by_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        file = tmp_path / "workflows.toml"
        settings = replace(office.bot.settings, leaders_channel=ChannelRef("#ai-leaders"))
        at_first = await a_start(settings, office)

        async def applied(purpose: str) -> list[str]:
            file.write_text(WORKFLOW.replace("Drafts the replies", purpose))
            bot = office.bot
            return (await apply_file(bot.db, bot.directory, file, timezone="UTC", now=bot.clock.now())).notes

        await administer(office, "rename", channel="support-ai-review", name="support-reviews")
        await administer(office, "rename", channel="ai-leaders", name="leads")
        renamed = await applied("Writes the replies")
        leads = await a_start(settings, office)
        checked = await checks(office)
        await administer(office, "archive", channel="support-reviews")
        await administer(office, "rename", channel="support-reviews", name="support-ai-review")
        archived = await applied("Proposes the replies")
        await administer(office, "delete_channel", channel="support-ai-review")
        checked_again = await checks(office)
        gone = await applied("Thinks of the replies")

        assert "#support-ai-review is called #support-reviews now" in renamed[0]
        assert "#support-ai-review is archived" in archived[0]
        assert "the bot sees no channel #support-ai-review any more" in gone[0]
        assert at_first == leads is not None
        assert ("note", "#ai-leaders is called #leads now; write that in the settings") in checked
        unfit = [says for verdict, says in checked_again if verdict == "unfit"]
        assert unfit == [
            "the bot does not see its channel #support-ai-review; invite it there, or apply the file with another"
        ]
        found = await office.bot.db.read(workflow, SLUG)
        assert found is not None
        assert found.policy.purpose == "Thinks of the replies to refund requests"


async def checks(office: Office) -> list[tuple[str, str]]:
    """Return what `answerable check` says of workflows and channels."""
    found = workflow_findings(office.bot.db, office.bot.directory, ChannelRef("#ai-leaders"))
    return [(one.verdict, one.says) async for one in found]


async def a_start(settings: Settings, office: Office) -> str | None:
    """Let another process get to know Slack; return which channel it takes for the leaders'."""
    reach = Reach(office.bot.db, office.bot.clock)
    acquaintance = Acquaintance(settings, office.bot.directory, reach)
    await acquaintance.run()
    return reach.leaders_channel
