"""Handing in: once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
from sqlalchemy import func, select

from domain.content import commitment
from domain.policy import Policy
from domain.refusals import Refused
from storage.evidence import story_of
from storage.tables import contents, details, outbox, outputs
from storage.transaction import Tx
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.http.serving import Served, a_key, served
from usecases.sign_lane import SignLane, sign_lane
from usecases.submit_output import SubmitOutput, Submitted, submit_output, submit_outputs


def rows(api: Served, table: object) -> int:
    return api.db.read_now(
        lambda conn: int(conn.execute(select(func.count()).select_from(table)).scalar_one())
    )  # type: ignore[arg-type]


async def test_an_output_is_taken_and_waits_for_a_person(api: Served) -> None:
    answer = await api.submit("Dear Mr Weber, …", title="Reply to order 1881")

    assert answer.status_code == 201, answer.text
    output = answer.json()
    assert output == {
        "id": output["id"],
        "workflow": SLUG,
        "lane": "reviewed",
        "state": "in_review",
        "content_sha256": hashlib.sha256("Dear Mr Weber, …".encode()).hexdigest(),
        "policy_version": 1,
        "sampled": False,
        "submitted_at": "2026-11-23T09:00:00.000Z",
        "due_at": output["due_at"],
        "assignee": None,
        "decision": None,
        "decision_pending": None,
        "decisions": [],
        "question": None,
        "released_sha256": None,
        "released_at": None,
        "slack": {"channel": CHANNEL, "permalink": None},
    }
    assert (await api.get(f"/v1/outputs/{output['id']}")).json() == output


async def test_everything_that_may_be_sent_is_kept_where_it_belongs(api: Served) -> None:
    before = (await api.submit("The first try")).json()["id"]
    said = {
        "title": "t" * 150,
        "input": "what was asked",
        "links": [{"label": "Order 1881", "url": "https://example.com/orders/1881"}] * 5,
        "model": "m",
        "model_version": "1",
        "prompt_version": "2",
        "confidence": 1,
        "segment": "returns",
        "requested_by": "cleo@example.com",
        "beneficiary_team": "sales",
        "risk": "high",
        "supersedes": before,
        "callback_url": "https://example.com/hook",
        "metadata": {"ticket": "Z-1", "deep": [[[[[[1]]]]]]},
    }

    text = "Guten Tag 😀 \u202e \x1b"
    answer = await api.submit(text, key="order-1881", needed_by="2026-11-23T10:00:00+01:00", **said)

    assert answer.status_code == 201, answer.text
    assert answer.json()["due_at"] == "2026-11-23T09:00:00.000Z"
    kept = everything_of(api, answer.json()["id"])
    assert {name: kept[name] for name in said} == said
    assert (kept["body"], kept["commitment"]) == (text, commitment(kept["salt"], text))
    assert (kept["workflow"], kept["idempotency_key"]) == (SLUG, "order-1881")


def everything_of(api: Served, output_id: str) -> Mapping[str, Any]:
    """Return the rows of one output, its text and its details as one."""
    rows = select(outputs, contents, details).join(contents).join(details)
    found = rows.where(outputs.c.id == output_id)
    return dict(api.db.read_now(lambda conn: conn.execute(found).mappings().one()))


async def test_the_same_request_again_is_answered_with_the_output_as_it_is_now(api: Served) -> None:
    first = await api.submit("Dear Mr Weber", key="order-1881", title="A")
    api.company.tick()

    again = await api.raw(
        b'{ "title":"A","content" : "Dear Mr Weber", "workflow":"refund-replies", "risk": "normal"}',
        key="order-1881",
    )

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert rows(api, outputs) == 1


async def test_the_same_key_with_another_body_is_refused(api: Served) -> None:
    await api.submit("Dear Mr Weber", key="order-1881")

    other = await api.submit("Dear Mrs Weber", key="order-1881")

    assert other.status_code == 422
    assert other.json()["error"]["code"] == "idempotency_mismatch"
    assert other.json()["error"]["field"] == "Idempotency-Key"


async def test_one_key_sent_64_times_at_once_is_one_output(api: Served) -> None:
    answers = await asyncio.gather(*(api.submit("Dear Mr Weber", key="order-1881") for _ in range(64)))

    assert sorted(answer.status_code for answer in answers) == [200] * 63 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert (rows(api, outputs), rows(api, outbox)) == (1, 1)
    assert len(api.db.read_now(story_of, answers[0].json()["id"])) == 1


async def test_two_processes_that_are_sent_one_key_make_one_output(postgresql_url: str) -> None:
    async with served(postgresql_url) as here, served(postgresql_url, settled=True) as there:
        answers = await asyncio.gather(
            *(
                api.submit(f"Reply {number % 20}", key=f"order-{number % 20}")
                for number in range(200)
                for api in (here, there)
            )
        )

    assert {answer.status_code for answer in answers} == {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 20
    assert len({answer.json()["id"] for answer in answers}) == 20


async def test_whoever_loses_the_race_for_a_key_is_answered_with_the_winners_output(
    postgresql_url: str,
) -> None:
    async with served(postgresql_url) as here, served(postgresql_url, settled=True) as there:
        command = here.company.submission("Dear Mr Weber", idempotency_key="order-1881")
        loop = asyncio.get_running_loop()
        begun = loop.create_future()

        def slowly(tx: Tx, command: SubmitOutput) -> list[Submitted | Refused]:
            outcome = submit_outputs(tx, [command])
            loop.call_soon_threadsafe(begun.set_result, None)
            time.sleep(0.3)
            return outcome

        first = asyncio.create_task(here.db.write(slowly, command))
        await begun
        second = await there.db.write(submit_output, replace(command, output_id="out_" + "1" * 26))

    assert isinstance(second, Submitted)
    assert second.replayed
    assert [second.output] == [taken.output for taken in await first if isinstance(taken, Submitted)]


async def test_a_thousand_at_once_share_few_commits(api: Served) -> None:
    before, asked_before = api.db.transactions, api.db.statements

    async def hand_in(client: aiohttp.ClientSession, number: int) -> int:
        body = {"workflow": SLUG, "content": f"Reply {number}"}
        headers = api.headers(Idempotency_Key=f"order-{number}")
        async with client.post("/v1/outputs", json=body, headers=headers) as answer:
            return answer.status

    everybody = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(str(api.client.base_url), connector=everybody) as client:
        statuses = await asyncio.gather(*(hand_in(client, number) for number in range(1_000)))

    assert set(statuses) == {201}
    assert rows(api, outputs) == 1_000
    assert api.db.transactions - before <= 40
    assert api.db.statements - asked_before <= 1_000 / 2


async def test_a_next_try_goes_to_who_judged_the_last_one(api: Served) -> None:
    first = api.company.hand_in("Dear Mr Weber")
    api.company.vote(first, "ben", "reject", via="modal", reason="wrong")

    answer = await api.submit("Dear Mr Weber, sorry", supersedes=first.id)
    again = await api.submit("Dear Mr Weber, very sorry", supersedes=first.id)

    assert answer.status_code == 201
    assert answer.json()["assignee"] == {"slack_user_id": "U0BEN", "name": "Ben"}
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "superseded_already"


async def test_a_key_hands_in_for_its_own_workflow_only(api: Served) -> None:
    answer = await api.client.post(
        "/v1/outputs",
        json={"workflow": "contract-summaries", "content": "…"},
        headers=api.headers(Idempotency_Key="1"),
    )

    assert answer.status_code == 403
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == ("key_other_workflow", "workflow")
    assert error["message"].startswith("This API key is for the workflow refund-replies.")


async def test_what_a_signature_lets_out_is_released_at_once(database_url: str) -> None:
    policy = Policy(purpose="Answers questions", lane="automated")
    async with served(database_url, policy) as api:
        signature = SignLane(SLUG, "automated", user_id("ada"), "tried for weeks", api.company.now)
        api.db.write_now(sign_lane, signature)

        output = (await api.submit("It is open until five.")).json()

    assert (output["state"], output["lane"]) == ("released", "automated")
    assert output["released_sha256"] == output["content_sha256"]
    assert output["released_at"] == output["submitted_at"]


async def test_a_key_without_the_scope_hands_nothing_in(api: Served) -> None:
    api.key = a_key(api.company, "read")

    answer = await api.submit()

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "key_scope"
