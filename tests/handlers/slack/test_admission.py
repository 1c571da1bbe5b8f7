"""A token that was revoked: one call a minute tries it, one line tells it, and no more is asked."""

from __future__ import annotations

import logging

import pytest

from handlers.cards.message import Message
from handlers.outbox.outcomes import NotYet, Retry
from handlers.slack.admission import AGAIN_S, SHUT_OUT, Admission
from handlers.slack.asking import Unreachable
from handlers.slack.gateway import Posted, Slack
from sandbox.server import Sandbox
from sandbox.workspace import BOT_TOKEN
from tests.handlers.slack.test_gateway import CHANNEL

HELLO = Message("hello", [{"type": "divider", "block_id": "ans:out_1:line:1"}])


@pytest.mark.parametrize("code", SHUT_OUT)
def test_while_slack_refuses_us_one_call_a_minute_tries(code: str) -> None:
    now_s = [1_000.0]
    admission = Admission(lambda: now_s[0])

    admission.heard(code)
    at_once = admission.wait_s()
    now_s[0] += AGAIN_S
    waits = [admission.wait_s() for _ in range(3)]
    admission.heard(None)

    assert at_once == AGAIN_S
    assert waits == [0.0, AGAIN_S, AGAIN_S]
    assert (admission.wait_s(), admission.problem) == (0.0, None)


@pytest.mark.parametrize("code", ["channel_not_found", "ratelimited", "http_503", "TimeoutError"])
def test_what_says_nothing_of_the_token_shuts_nobody_out(code: str) -> None:
    admission = Admission()

    admission.heard(code)

    assert (admission.wait_s(), admission.problem) == (0.0, None)


async def test_what_waits_costs_no_calls_and_one_line_without_the_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = Sandbox()
    await box.start()
    slack = Slack(BOT_TOKEN, box.api_url, timeout_s=2)
    box.world.dead_tokens[BOT_TOKEN] = "token_revoked"
    with caplog.at_level(logging.INFO):
        outcomes = [await slack.post(CHANNEL, HELLO) for _ in range(5)]
        with pytest.raises(Unreachable, match="token_revoked"):
            await slack.ask("users.info", user="U1")
        tried = len(box.world.calls)
        del box.world.dead_tokens[BOT_TOKEN]
        await slack.knock()
        after = await slack.post(CHANNEL, HELLO)
    await box.stop()

    assert [type(one) for one in outcomes] == [Retry, NotYet, NotYet, NotYet, NotYet]
    assert tried == 1
    said = [record.getMessage() for record in caplog.records if record.name == "handlers.slack.admission"]
    assert said == [
        "Slack lets us in no more (token_revoked): SLACK_BOT_TOKEN was revoked: install the app again, put its token "
        "into the settings (.env) and restart; what waits is kept, and goes out then.",
        "Slack lets us in again",
    ]
    assert BOT_TOKEN not in caplog.text
    assert isinstance(after, Posted)
