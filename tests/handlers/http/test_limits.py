"""A system gone wild is told to slow down, and holds up nobody else's."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain.api_keys import ApiKey
from handlers.http.answers import Problem
from handlers.http.limits import Limits, Turnstile
from storage.database import Database
from tests.builders import MONDAY, SLUG
from tests.handlers.http.serving import Served, a_key, served


def lines(*keys: str) -> list[dict[str, Any]]:
    return [{"workflow": SLUG, "content": "x", "idempotency_key": key} for key in keys]


def headers(key: str, repeat: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": repeat}


async def hand_in(api: Served, key: str, repeat: str) -> Any:
    body = {"workflow": SLUG, "content": f"Text {repeat}"}
    return await api.client.post("/v1/outputs", json=body, headers=headers(key, repeat))


async def test_a_key_that_asks_too_fast_is_told_when_to_come_back_and_another_is_not(
    database_url: str,
) -> None:
    async with served(database_url, limits=Limits(per_second=0.2, burst=5)) as api:
        other = a_key(api.company)

        flood = await asyncio.gather(*(hand_in(api, api.key, f"flood-{n}") for n in range(20)))
        calm = [await hand_in(api, other, f"calm-{n}") for n in range(5)]

        assert Counter(answer.status_code for answer in flood) == {201: 5, 429: 15}
        refused = next(answer for answer in flood if answer.status_code == 429)
        assert refused.json()["error"]["code"] == "too_fast"
        assert 1 <= int(refused.headers["Retry-After"]) <= 5
        assert [answer.status_code for answer in calm] == [201] * 5


async def test_reading_and_waiting_count_too(database_url: str) -> None:
    async with served(database_url, limits=Limits(per_second=0.2, burst=2)) as api:
        output = api.company.hand_in()

        answers = [await api.get(f"/v1/outputs/{output.id}") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_bulk_lines_count_one_by_one_and_those_too_many_say_so_in_their_place(
    database_url: str,
) -> None:
    async with served(database_url, limits=Limits(per_second=0.2, burst=4)) as api:
        answers = await api.bulk(*lines("a", "b", "c", "d", "e"))

        assert [answer["status"] for answer in answers] == [201, 201, 201, 429, 429]
        assert answers[-1]["error"]["code"] == "too_fast"


async def test_what_piles_up_is_refused_until_people_have_decided(database_url: str) -> None:
    async with served(database_url, limits=Limits(open_outputs=2)) as api:
        first, second, third = [await hand_in(api, api.key, repeat) for repeat in ("1", "2", "3")]
        again = await hand_in(api, api.key, "1")
        others = await hand_in(api, a_key(api.company), "4")

        assert [one.status_code for one in (first, second, third)] == [201, 201, 429]
        assert third.json()["error"]["code"] == "too_many_open"
        assert third.headers["Retry-After"] == "60"
        assert (again.status_code, others.status_code) == (200, 201)


async def test_in_bulk_what_is_known_passes_where_nothing_new_does(database_url: str) -> None:
    async with served(database_url, limits=Limits(open_outputs=2)) as api:
        await api.bulk(*lines("a", "b"))

        answers = await api.bulk(*lines("c", "b", "d", "a"))

        assert [answer["status"] for answer in answers] == [429, 200, 429, 200]


def test_an_allowance_is_used_up_at_once_and_refills_evenly(sqlite_url: str) -> None:
    now = [0.0]
    turnstile = Turnstile(Database(sqlite_url), Limits(per_second=10, burst=20), lambda: now[0])
    key = ApiKey("key_1", "", SLUG, "U0RUTH", frozenset(), None, MONDAY, None)

    passed = []
    for seconds in (0.0, 0.0, 0.25, 0.0, 100.0):
        now[0] += seconds
        passed.append(turnstile.admitted(key, 25))

    assert passed == [20, 0, 2, 0, 20]
    with pytest.raises(Problem) as refused:
        turnstile.admit(key)
    assert refused.value.headers == {"Retry-After": "1"}
