"""From a person's decision to the AI system that waits for its webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from standardwebhooks import Webhook

from bot.dispatcher import Dispatcher
from domain.api_keys import webhook_secret
from domain.outputs import Output
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.webhook import SendWebhook
from storage.database import Database
from tests.builders import Company
from tests.handlers.http.serving import CompanyClock
from tests.handlers.outbox.receiver import Receiver, receiving, saying
from usecases.recall_output import RecallOutput, recall_output
from usecases.withdraw_vote import WithdrawApproval, withdraw_approval


async def unseen(wish: Wish) -> Outcome:
    """A card that nobody looks at."""
    return Done()


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Company]:
    company = Company(Database(database_url))
    company.settle_in()
    await company.db.start()
    yield company
    await company.db.stop()


@asynccontextmanager
async def telling(company: Company) -> AsyncIterator[Dispatcher]:
    """A dispatcher that sends webhooks to this machine."""
    send = SendWebhook("installation", allow_local_callbacks=True, chance=lambda: 0.5)
    effects = {"webhook": send, "card": unseen, "whisper": unseen, "ask_reason": unseen}
    yield Dispatcher(company.db, effects, CompanyClock(company))
    await send.stop()


def heard(receiver: Receiver, output: Output) -> list[tuple[int, str, str]]:
    """What the receiver was told, each checked against the key's secret."""
    signing = Webhook(webhook_secret("installation", output.api_key_id))
    told: list[Any] = [
        signing.verify(body, headers) for body, headers in zip(receiver.bodies, receiver.headers, strict=True)
    ]
    assert {each["data"]["id"] for each in told} == {output.id}
    return [(each["sequence"], each["type"], each["data"]["state"]) for each in told]


async def test_the_ai_system_is_told_in_order(company: Company) -> None:
    async with receiving(saying(204)) as receiver, telling(company) as dispatcher:
        output = company.hand_in(callback_url=receiver.url)
        company.vote(output, "ben")
        await dispatcher.work_once()
        assert receiver.bodies == []

        company.later(seconds=60)
        company.tick()
        company.release(output)
        await dispatcher.work_once()

    assert heard(receiver, output) == [(1, "output.approved", "approved"), (2, "output.released", "released")]


async def test_it_is_told_when_what_it_knew_no_longer_holds(company: Company) -> None:
    async with receiving(saying(204)) as receiver, telling(company) as dispatcher:
        output = company.hand_in(callback_url=receiver.url)
        company.vote(output, "ben", source="reaction:1")
        company.later(seconds=60)
        company.tick()
        withdrawal = WithdrawApproval(output.id, company.person("ben"), "reaction:1", company.now)
        company.db.write_now(withdraw_approval, withdrawal)
        await dispatcher.work_once()

    assert [event for _, event, _ in heard(receiver, output)] == ["output.approved", "output.reopened"]


async def test_the_next_waits_until_the_first_has_arrived(company: Company) -> None:
    statuses = iter([500, 500, 204, 204])
    async with (
        receiving(lambda number: saying(next(statuses))(number)) as receiver,
        telling(company) as dispatcher,
    ):
        output = company.hand_in(callback_url=receiver.url)
        company.vote(output, "ben", via="modal")
        company.release(output)
        for seconds in (0, 4, 2, 40):
            company.later(seconds=seconds)
            await dispatcher.work_once()

    assert [sequence for sequence, _, _ in heard(receiver, output)] == [1, 1, 1, 2]
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 2


async def test_a_receiver_that_dies_after_it_has_heard_hears_the_same_again(company: Company) -> None:
    """The line breaks after the request was dealt with: it comes again under the same id, and the next one after it."""

    def dies_at_first(number: int) -> bytes:
        if number in (1, 2, 4):
            raise ConnectionError
        return saying(204)(number)

    async with receiving(dies_at_first) as receiver, telling(company) as dispatcher:
        output = company.hand_in(callback_url=receiver.url)
        company.vote(output, "ben", via="modal")
        company.release(output)
        for _ in range(6):
            company.later(minutes=10)
            await dispatcher.work_once()

    ids = [headers["webhook-id"] for headers in receiver.headers]
    assert [sequence for sequence, _, _ in heard(receiver, output)] == [1, 1, 1, 2, 2]
    assert (len(set(ids[:3])), len(set(ids[3:])), len(set(ids))) == (1, 1, 2), "a receiver can tell repeats"
    assert len(set(receiver.bodies)) == 2


async def test_nobody_is_told_of_what_he_took_back_himself(company: Company) -> None:
    async with receiving(saying(204)) as receiver, telling(company) as dispatcher:
        output = company.hand_in(callback_url=receiver.url)
        company.db.write_now(
            recall_output, RecallOutput(output.id, output.workflow, output.api_key_id, company.now)
        )
        await dispatcher.work_once()

    assert receiver.bodies == []
