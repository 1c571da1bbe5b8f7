"""As fast as Slack lets us, and no faster; slower for a while after it has complained."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from handlers.slack.pacing import Pacer
from sandbox.errors import ApiError
from sandbox.rate_limits import Model, RateLimits, Tier

POST: tuple[str, Tier] = ("chat.postMessage", "special")
UPDATE: tuple[str, Tier] = ("chat.update", 3)


@dataclass
class Hour:
    """An hour of somebody who always has more to send, and Slack's limits, on one clock. No real time passes."""

    model: Model = "bursty"
    now_s: float = 1_000.0
    refused: int = 0
    starts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pacer = Pacer(lambda: self.now_s)
        self.limits = RateLimits(self.model, lambda: self.now_s)
        self.latency = random.Random(1)

    def send(self, method: str, tier: Tier, channel: str) -> None:
        self.now_s += self.pacer.book(method, channel, float("inf"))
        self.starts.append(self.now_s)
        try:
            self.limits.spend(method, tier, channel)
        except ApiError as error:
            self.refused += 1
            self.pacer.refused(method, channel, float(error.headers["Retry-After"]))
            return
        self.now_s += self.latency.lognormvariate(-3.5, 0.5)  # a median of 30 ms
        self.pacer.answered(method, channel)

    def send_for(self, seconds: float, method: str, tier: Tier, channel: str = "C1") -> int:
        until_s = self.now_s + seconds
        begun = len(self.starts)
        while self.now_s < until_s:
            self.send(method, tier, channel)
        return len(self.starts) - begun - self.refused


def test_a_channel_gets_99_of_100_possible_messages_without_one_429() -> None:
    hour = Hour()

    sent = hour.send_for(3_600, *POST)

    assert hour.refused == 0
    assert sent >= 0.99 * 3_600


def test_a_slow_answer_does_not_move_the_grid() -> None:
    hour = Hour()
    for _ in range(10):
        hour.send(*POST, "C1")

    gaps = [later - sooner for sooner, later in pairwise(hour.starts)]

    assert gaps == [pytest.approx(1.005)] * 9


def test_a_strict_slack_is_met_with_care_and_still_gets_most_of_it() -> None:
    hour = Hour("strict")

    sent = hour.send_for(3_600, *POST)

    assert hour.refused <= 6, "one for each ten minutes of care"
    assert sent >= 0.85 * 3_600


def test_after_a_429_the_next_message_comes_a_second_after_the_answer() -> None:
    hour = Hour()
    hour.pacer.refused("chat.postMessage", "C1", 7)

    waits = []
    for latency_s in (0.4, 0.4):
        waits.append(hour.pacer.book("chat.postMessage", "C1", 60))
        hour.now_s += waits[-1] + latency_s
        hour.pacer.answered("chat.postMessage", "C1")
    waits.append(hour.pacer.book("chat.postMessage", "C1", 60))

    assert waits == [pytest.approx(7), pytest.approx(1.0), pytest.approx(1.0)]


def test_a_429_for_one_channel_does_not_hold_up_another() -> None:
    hour = Hour()

    hour.pacer.refused("chat.postMessage", "C1", 30)

    assert hour.pacer.book("chat.postMessage", "C2", 60) == 0


def test_updates_share_what_the_workspace_allows() -> None:
    hour = Hour()

    hour.send_for(3_600, *UPDATE)
    first_minute = [start for start in hour.starts if start < hour.starts[0] + 60]

    assert hour.refused == 0
    assert 40 <= len(first_minute) <= 51


def test_many_channels_together_stay_below_the_workspaces_limit() -> None:
    hour = Hour()

    for round_ in range(600):
        hour.send(*POST, f"C{round_ % 10}")

    assert hour.refused == 0


def test_whoever_cannot_wait_has_booked_nothing() -> None:
    hour = Hour()
    hour.pacer.refused("chat.postMessage", "C1", 30)

    impatient = [hour.pacer.book("chat.postMessage", "C1", 2) for _ in range(3)]

    assert impatient == [pytest.approx(30)] * 3
