"""The main job, end to end: handed in, shown, judged, used once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.office import SLUG, WORKFLOW, an_office


@pytest.mark.parametrize("signed", [False, True], ids=["socket-mode", "signed-http"])
async def test_a_tick_in_slack_lets_the_output_out_once(
    database_url: str, tmp_path: Path, signed: bool
) -> None:
    async with an_office(database_url, tmp_path, signed=signed) as office:
        output = await office.hand_in()
        card = await office.card(output)
        await office.act("ben", "react", card, name="white_check_mark")
        await office.card(output, saying="Approved by Ben")

        early = await office.release(output)
        await office.later(61)
        decided = await office.look(output, wait_s=10)
        first, again, other = [await office.release(output, key) for key in ("use-1", "use-1", "use-2")]

        assert early.status_code == 409
        assert decided["state"] == "approved"
        assert decided["decision"]["by"]["name"] == "Ben Hartmann"
        assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
        assert (await office.look(output))["released_sha256"] == output["content_sha256"]
        assert len(await office.cards(output)) == 1


async def test_a_waiting_request_hears_of_a_rejection_at_once(database_url: str, tmp_path: Path) -> None:
    import asyncio

    async with an_office(database_url, tmp_path) as office:
        output = await office.hand_in()
        card = await office.card(output)
        waiting = asyncio.create_task(office.look(output, wait_s=30))

        await office.act("mia", "react", card, name="x")
        await office.card(output, saying="Mia")
        await office.later(61)

        assert (await waiting)["state"] == "rejected"


async def test_whoever_may_not_decide_changes_nothing_and_is_told_why(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        output = await office.hand_in(requested_by="ben@example.com")
        card = await office.card(output)

        by_ben = await office.act("ben", "react", card, name="white_check_mark", wait_s=10, until="private")
        by_gus = await office.act("gus", "react", card, name="white_check_mark", wait_s=10, until="private")
        await office.later(61)

        assert "You asked for this one" in by_ben["private"][0]["text"]
        assert by_gus["private"]
        assert (await office.look(output))["state"] == "in_review"


async def test_always_human_is_decided_in_a_modal_that_shows_the_text(
    database_url: str, tmp_path: Path
) -> None:
    strict = WORKFLOW + 'lane = "always_human"\n'
    async with an_office(database_url, tmp_path, workflow=strict) as office:
        output = await office.hand_in("The contract ends on 31 March.")
        card = await office.card(output)

        opened = await office.act("ben", "click", card, action_id="approve", wait_s=5, until="view")
        assert "The contract ends on 31 March." in str(opened["view"])
        done = await office.sandbox.post(
            "/_sandbox/act", json={"as": "ben", "do": "submit", "view": "approve"}
        )

        assert done.json()["ok"], done.text
        assert (await office.look(output, wait_s=10))["state"] == "approved"
        assert (await office.release(output)).status_code == 200


async def test_two_people_deciding_at_once_make_one_decision(database_url: str, tmp_path: Path) -> None:
    import asyncio

    async with an_office(database_url, tmp_path) as office:
        outputs = [await office.hand_in(f"Text {number}") for number in range(5)]
        cards = [await office.card(output) for output in outputs]

        await asyncio.gather(
            *(office.act("ben", "click", card, action_id="approve") for card in cards),
            *(office.act("mia", "click", card, action_id="approve") for card in cards),
        )
        await office.later(61)
        told = [await office.look(output, wait_s=10) for output in outputs]

        assert [one["state"] for one in told] == ["approved"] * 5
        assert all(len([d for d in one["decisions"] if d["withdrawn_at"] is None]) >= 1 for one in told)


async def test_the_evidence_tells_the_whole_story(sqlite_url: str, tmp_path: Path) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        output = await office.hand_in("Dear Mr Weber, secret words.")
        await office.act("ben", "react", await office.card(output), name="white_check_mark")
        await office.card(output, saying="Approved by Ben")
        await office.later(61)
        await office.release(output)

        answer = await office.api.get(f"/v1/evidence/{output['id']}")

        assert answer.status_code == 200
        told = answer.text
        assert "secret words" not in told
        assert "Ben" not in told
        assert SLUG in told


async def test_a_stray_mark_is_told_and_asks_for_a_reviewer_only_while_one_is_needed(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with an_office(sqlite_url, tmp_path) as office:
        output = await office.hand_in(requested_by="cleo@example.com")
        card = await office.card(output)

        await office.act("cleo", "react", card, name="white_check_mark")
        stray = await office.card(output, saying="doesn't count")
        await office.act("ben", "react", card, name="white_check_mark")
        pending = await office.card(output, saying="Approved by Ben")

        assert "Still needs a reviewer. Cleo Martin's ✅ doesn't count" in stray["text"]
        assert "Cleo Martin's ✅ doesn't count" in pending["text"]
        assert "Still needs a reviewer" not in pending["text"]
