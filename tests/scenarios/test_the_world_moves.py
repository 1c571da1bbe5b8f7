"""What changes in Slack behind our back, end to end: the app is taken away and comes back with another token."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import build
from bot.checks.the_slack_side import slack_findings
from tests.scenarios.office import Office, an_office, until


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
