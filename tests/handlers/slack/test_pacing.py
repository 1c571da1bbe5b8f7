"""As fast as Slack lets us, and no faster; slower for a while after it has complained."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from math import log

import pytest

from handlers.slack.pacing import LATE_S, Pacer
from sandbox.errors import ApiError
from sandbox.rate_limits import Model, RateLimits, Tier

POST: tuple[str, Tier] = ("chat.postMessage", "special")
UPDATE: tuple[str, Tier] = ("chat.update", 3)


@dataclass
class Hour:
    """An hour of somebody who always has more to send, a line, and Slack's limits, on one clock.

    A call takes about `way_s` to arrive and as long to be answered, now more and now less. No real time passes.
    """

    model: Model = "bursty"
    way_s: float = 0.03
    uneven: float = 0.5
    now_s: float = 1_000.0
    refused: int = 0
    starts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.arrives_s = 0.0
        self.pacer = Pacer(lambda: self.now_s)
        self.limits = RateLimits(self.model, lambda: self.arrives_s)
        self.chance = random.Random(1)

    def send(self, method: str, tier: Tier, channel: str) -> None:
        self.now_s += self.pacer.book(method, channel, float("inf"))
        self.starts.append(self.now_s)
        self.arrives_s = self.now_s + self._way()
        self.now_s = self.arrives_s + self._way()
        try:
            self.limits.spend(method, tier, channel)
        except ApiError as error:
            self.refused += 1
            self.pacer.refused(method, channel, float(error.headers["Retry-After"]))
        else:
            self.pacer.answered(method, channel)

    def send_for(self, seconds: float, method: str, tier: Tier, channel: str = "C1") -> int:
        until_s = self.now_s + seconds
        begun = len(self.starts)
        while self.now_s < until_s:
            self.send(method, tier, channel)
        return len(self.starts) - begun - self.refused

    def _way(self) -> float:
        return self.chance.lognormvariate(log(self.way_s), self.uneven)


@pytest.mark.parametrize("way_s", [0.002, 0.03, 0.2])
def test_a_channel_gets_99_of_100_possible_messages_without_one_429(way_s: float) -> None:
    hour = Hour(way_s=way_s)

    sent = hour.send_for(3_600, *POST)

    assert hour.refused == 0
    assert sent >= 0.99 * 3_600


def test_uneven_answers_do_not_move_the_grid() -> None:
    hour = Hour()
    for _ in range(100):
        hour.send(*POST, "C1")

    assert hour.starts[-1] - hour.starts[0] == pytest.approx(99 * 1.007, abs=2 * LATE_S)


@pytest.mark.parametrize("way_s", [0.001, 0.002])
def test_a_slack_that_insists_on_a_second_meets_no_429_on_a_steady_line(way_s: float) -> None:
    hour = Hour("strict", way_s, uneven=0.2)

    sent = hour.send_for(3_600, *POST)

    assert hour.refused == 0
    assert sent >= 0.99 * 3_600


@pytest.mark.parametrize("way_s", [0.01, 0.03, 0.1])
def test_on_an_uneven_line_it_is_met_with_ever_longer_care_and_gets_most_of_it(way_s: float) -> None:
    hour = Hour("strict", way_s)

    sent = hour.send_for(4 * 3_600, *POST)

    assert hour.refused <= 8, "each time twice as long without one"
    assert sent >= 0.85 * 4 * 3_600


def test_after_a_429_a_message_arrives_at_least_a_second_after_the_one_before() -> None:
    """Of an answer's 0.4 s 0.28 are taken for certain: the way back, and the next one's way."""
    hour = Hour()
    hour.pacer.refused("chat.postMessage", "C1", 7)

    waits = []
    for latency_s in (0.4, 0.4):
        waits.append(hour.pacer.book("chat.postMessage", "C1", 60))
        hour.now_s += waits[-1] + latency_s
        hour.pacer.answered("chat.postMessage", "C1")
    waits.append(hour.pacer.book("chat.postMessage", "C1", 60))

    assert waits == [pytest.approx(7), pytest.approx(0.72), pytest.approx(0.72)]


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


def test_however_much_yields_what_somebody_waits_for_goes_at_once() -> None:
    now_s = 1_000.0
    pacer = Pacer(lambda: now_s)
    yielding = [pacer.book("chat.update", "C1", 2.5, yields=True) for _ in range(50)]

    waited_for = [pacer.book("chat.update", "C2", 2.5) for _ in range(3)]
    now_s += 60
    later = pacer.book("chat.update", "C1", 2.5, yields=True)

    assert [wait_s <= 2.5 for wait_s in yielding].count(True) == 7, "what is left for others aside"
    assert waited_for == [0.0, 0.0, 0.0]
    assert later == 0.0
