"""Waiting for a decision: woken by it, asking the database nothing meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.handlers.http.serving import Served, a_key, quiet, served, until


async def parked(api: Served, count: int = 1) -> None:
    """Return once this many requests wait, and have looked once."""
    await until(lambda: api.api.waiters.count >= count)
    await quiet(api.db)


def waiting(api: Served, output_id: str, wait: float = 30) -> asyncio.Task[Any]:
    return asyncio.create_task(api.get(f"/v1/outputs/{output_id}", wait=wait))


async def test_whoever_waits_hears_of_the_decision_at_once(api: Served) -> None:
    output = api.company.hand_in()
    asked = waiting(api, output.id)
    await parked(api)

    api.company.vote(output, "ben", via="modal")

    answer = (await asyncio.wait_for(asked, 20)).json()
    assert answer["state"] == "approved"
    assert answer["decision"]["by"] == {"slack_user_id": "U0BEN", "name": "Ben"}
    assert api.api.waiters.count == 0


async def test_a_parked_request_asks_the_database_nothing(api: Served) -> None:
    output = api.company.hand_in()
    asked = [waiting(api, output.id) for _ in range(20)]
    await parked(api, 20)
    before = api.db.statements

    await asyncio.sleep(0.5)

    assert api.db.statements == before
    api.company.vote(output, "ben", via="modal")
    assert {(await each).json()["state"] for each in asked} == {"approved"}


async def test_a_decision_that_can_be_undone_ends_no_wait(api: Served) -> None:
    output = api.company.hand_in()
    asked = waiting(api, output.id)
    await parked(api)

    api.company.vote(output, "ben")
    await asyncio.sleep(0.2)
    assert not asked.done()

    api.company.later(seconds=60)
    api.company.tick()
    assert (await asyncio.wait_for(asked, 20)).json()["state"] == "approved"


async def test_the_end_of_the_wait_is_answered_with_what_is_so_far(one: Served) -> None:
    output = one.company.hand_in()
    one.company.vote(output, "ben")
    began = time.monotonic()

    answer = (await one.get(f"/v1/outputs/{output.id}", wait=0.3)).json()

    assert 0.3 <= time.monotonic() - began < 3
    assert answer["state"] == "in_review"
    assert answer["decision"] is None
    assert answer["decision_pending"]["verdict"] == "approve"
    assert answer["decision_pending"]["final_at"] == "2026-11-23T09:01:00.000Z"


async def test_what_is_decided_needs_no_waiting(one: Served) -> None:
    output = one.company.hand_in()
    one.company.vote(output, "ben", "reject", via="modal", reason="wrong")

    answer = (await asyncio.wait_for(one.get(f"/v1/outputs/{output.id}", wait=60), 20)).json()

    assert answer["state"] == "rejected"
    assert answer["decision"]["reason"] == "wrong"


async def test_a_key_that_waits_in_half_of_all_places_is_asked_to_come_back_and_others_are_not(
    sqlite_url: str,
) -> None:
    async with served(sqlite_url, most_waiters=6) as api:
        output = api.company.hand_in()
        asked = [waiting(api, output.id) for _ in range(3)]
        await parked(api, 3)
        api.key, flooding = a_key(api.company), api.key
        asked.append(waiting(api, output.id))
        await parked(api, 4)

        api.key = flooding
        refused = await api.get(f"/v1/outputs/{output.id}", wait=30)
        unwaiting = await api.get(f"/v1/outputs/{output.id}")

        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "too_many_waiting")
        assert refused.headers["Retry-After"] == "5"
        assert unwaiting.status_code == 200
        api.company.vote(output, "ben", via="modal")
        await asyncio.gather(*asked)


async def test_whoever_hangs_up_waits_no_more(one: Served) -> None:
    output = one.company.hand_in()
    asked = waiting(one, output.id)
    await parked(one)

    asked.cancel()

    await until(lambda: one.api.waiters.count == 0)


async def test_nobody_is_kept_waiting_by_a_process_that_ends(one: Served) -> None:
    output = one.company.hand_in()
    asked = waiting(one, output.id)
    await parked(one)

    one.api.waiters.close()

    assert (await asyncio.wait_for(asked, 20)).json()["state"] == "in_review"
    late = await asyncio.wait_for(one.get(f"/v1/outputs/{output.id}", wait=30), 20)
    assert late.json()["state"] == "in_review"


async def test_a_decision_in_another_process_ends_the_wait(postgresql_url: str) -> None:
    async with served(postgresql_url) as here, served(postgresql_url, settled=True) as there:
        output = here.company.hand_in()
        asked = waiting(there, output.id)
        await parked(there)

        here.company.vote(output, "ben", via="modal")

        assert (await asyncio.wait_for(asked, 20)).json()["state"] == "approved"
