"""A sign of life is given while all is well, and never otherwise."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.heartbeat import Heartbeat
from tests.handlers.outbox.receiver import receiving, saying

BEAT_S = 0.02


async def _for_a_while(heartbeat: Heartbeat) -> None:
    running = asyncio.create_task(heartbeat.run())
    await asyncio.sleep(1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("well", [True, False])
async def test_the_address_is_asked_only_while_all_is_well(well: bool) -> None:
    async def is_well() -> bool:
        return well

    async with receiving(saying(200)) as monitor:
        await _for_a_while(Heartbeat(f"{monitor.url}/ping/secret", is_well, every_s=BEAT_S))

    assert bool(monitor.bodies) == well


async def test_a_monitor_that_does_not_hear_is_told_once_without_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def is_well() -> bool:
        return True

    caplog.set_level(logging.INFO)
    answers = iter([saying(500)] * 3)
    async with receiving(lambda nth: next(answers, saying(200))(nth)) as monitor:
        await _for_a_while(Heartbeat(f"{monitor.url}/ping/secret", is_well, every_s=BEAT_S))

    told = [record.message for record in caplog.records if record.name == "bot.heartbeat"]
    assert told == ["nobody hears the heartbeat: it answers 500", "the heartbeat is heard again"]
    assert "secret" not in caplog.text


async def test_nobody_there_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def is_well() -> bool:
        return True

    await _for_a_while(Heartbeat("http://127.0.0.1:9/ping/secret", is_well, every_s=BEAT_S))

    assert [record.message for record in caplog.records] == ["nobody hears the heartbeat: ConnectError"]
