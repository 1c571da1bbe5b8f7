"""Alive, fit, and in figures."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text

from handlers.http import health
from storage.overdue import counted_steps, overdue_by
from storage.tables import lost_channels, unstaffed
from storage.transaction import Tx
from tests.builders import CHANNEL, MONDAY, SLUG
from tests.handlers.http.serving import Served, served


async def readiness(api: Served) -> tuple[int, dict[str, Any]]:
    answer = await api.client.get("/readyz")
    return answer.status_code, answer.json()


async def test_a_fit_process_says_so_to_anybody(api: Served) -> None:
    assert (await api.client.get("/livez")).json() == {"status": "ok"}

    status, told = await readiness(api)

    assert (status, told["status"]) == (200, "ready"), told
    assert set(told["parts"]) == {"database", "schema", "clock", "steps", "world"}


async def test_what_is_gone_from_slack_is_shown_and_the_process_serves_all_the_same(api: Served) -> None:
    def lose(tx: Tx, _: None) -> None:
        row = {"channel_id": CHANNEL, "why": "archived", "since_at": api.company.now}
        tx.conn.execute(insert(lost_channels).values(row))
        tx.conn.execute(insert(unstaffed).values(workflow=SLUG, since_at=api.company.now))

    api.company.hand_in()
    api.db.write_now(lose, None)
    api.company.later(minutes=11)

    status, told = await readiness(api)

    assert (status, told["status"]) == (200, "ready")
    assert told["parts"]["world"] == {
        "ok": True,
        "problem": None,
        "note": "1 channel is gone, 1 workflow has no reviewers: who answers has been told, and `answerable check` "
        "says which.",
    }


async def test_another_schema_is_not_ready(api: Served) -> None:
    def change(tx: Tx, _: None) -> None:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = 'older'"))

    api.db.write_now(change, None)

    status, told = await readiness(api)

    assert (status, told["status"]) == (503, "not_ready")
    assert [name for name, part in told["parts"].items() if not part["ok"]] == ["schema"]
    assert "answerable migrate" in told["parts"]["schema"]["problem"]


async def test_deliveries_that_are_late_are_told(api: Served) -> None:
    api.company.hand_in()
    api.company.later(minutes=11)

    status, told = await readiness(api)

    assert status == 503
    assert told["parts"]["steps"] == {
        "ok": False,
        "problem": "1 delivery waiting, 11 min late.",
        "note": None,
    }


async def test_every_step_that_is_late_is_told_and_counted(api: Served) -> None:
    output = api.company.hand_in()
    api.company.vote(output, "ben")
    api.company.later(minutes=4)
    in_time = (await readiness(api))[0]
    api.company.later(minutes=3)

    _, told = await readiness_later(api)
    figures = (await api.client.get("/metrics")).text

    assert in_time == 200
    assert told["parts"]["steps"]["problem"] == "1 decision waiting, 6 min late."
    assert 'answerable_overdue_steps{step="decisions"} 1.0' in figures


async def readiness_later(api: Served) -> tuple[int, dict[str, Any]]:
    """As `readiness`, once what it said a moment ago is forgotten."""
    await asyncio.sleep(health._REMEMBERED_S + 0.05)
    return await readiness(api)


async def test_a_clock_that_is_off_is_told(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SKEW", timedelta(seconds=-1))

    status, told = await readiness(one)

    assert status == 503
    assert "clock is" in told["parts"]["clock"]["problem"]


async def test_a_database_that_takes_no_write_is_told(postgresql_url: str) -> None:
    async with served(postgresql_url) as api:
        api.db.write_now(lambda tx, _: tx.conn.execute(text("DROP TABLE outbox CASCADE")) and None, None)

        status, told = await readiness(api)

    assert status == 503
    assert not told["parts"]["database"]["ok"]


async def test_further_parts_are_asked_and_may_fail_or_hang(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE_S", 0.05)

    async def slack() -> str | None:
        return "Slack does not know our token."

    async def broken() -> str | None:
        raise RuntimeError("secret detail")

    async def hanging() -> str | None:
        await health.asyncio.sleep(60)
        return None

    async with served(sqlite_url, checks={"slack": slack, "broken": broken, "hanging": hanging}) as api:
        _, told = await readiness(api)

    assert told["parts"]["slack"]["problem"] == "Slack does not know our token."
    assert told["parts"]["broken"]["problem"] == "It fails with RuntimeError."
    assert "does not answer" in told["parts"]["hanging"]["problem"]


async def test_it_is_asked_once_a_second_however_often_it_is_asked_itself(one: Served) -> None:
    await readiness(one)
    before = one.db.transactions

    for _ in range(5):
        await readiness(one)

    assert one.db.transactions - before <= 1


async def test_the_figures_are_read_by_prometheus_and_cannot_grow(api: Served) -> None:
    for number in range(3):
        output = (await api.submit(f"Reply {number}")).json()
        await api.get(f"/v1/outputs/{output['id']}")
        await api.get(f"/nowhere/{number}")

    told = await api.client.get("/metrics")

    families = {family.name: family for family in text_string_to_metric_families(told.text)}
    requests = {
        tuple(sample.labels.values()): sample.value
        for sample in families["answerable_http_requests"].samples
        if sample.name.endswith("_total")
    }
    assert requests["POST", "/v1/outputs", "201"] == 3
    assert requests["GET", "/v1/outputs/{output_id}", "200"] == 3
    assert requests["GET", "unknown", "404"] == 3
    assert families["answerable_in_review"].samples[0].value == 3
    assert families["answerable_outbox_waiting"].samples[0].value == 3
    late = {sample.labels["step"]: sample.value for sample in families["answerable_overdue_steps"].samples}
    assert late == dict.fromkeys(overdue_by(MONDAY), 0)
    assert families["answerable_database_up"].samples[0].value == 1
    assert "out_" not in told.text
    assert "refund" not in told.text


def test_every_kind_of_step_has_its_words() -> None:
    said = [(counted_steps(step, 1), counted_steps(step, 1_200)) for step in overdue_by(MONDAY)]

    assert ("1 decision", "1,200 decisions") in said
    assert ("1 delivery", "1,200 deliveries") in said
