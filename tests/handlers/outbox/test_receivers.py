"""A receiver that hangs is spared, and spares the others."""

from __future__ import annotations

import pytest

from handlers.outbox.receivers import AT_ONCE, BUSY_S, SILENT_S, Receivers


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def receivers(now: list[float]) -> Receivers:
    return Receivers(lambda: now[0])


def test_a_host_gets_so_many_calls_at_once_and_another_is_not_held_up(receivers: Receivers) -> None:
    calls = [receivers.calling("slow.example") for _ in range(AT_ONCE)]
    for call in calls[:-1]:
        call.__enter__()
    one_less = receivers.wait_s("slow.example")
    calls[-1].__enter__()

    full, other = receivers.wait_s("slow.example"), receivers.wait_s("quick.example")
    for call in calls:
        call.__exit__(None, None, None)

    assert (one_less, full, other) == (0, BUSY_S, 0)
    assert receivers.wait_s("slow.example") == 0


def test_a_host_that_fell_silent_is_left_alone_for_a_while(receivers: Receivers, now: list[float]) -> None:
    receivers.fell_silent("dead.example")
    at_once = receivers.wait_s("dead.example")
    now[0] += 10
    later = receivers.wait_s("dead.example")
    now[0] += SILENT_S - 10

    assert (at_once, later) == (SILENT_S, SILENT_S - 10)
    assert receivers.wait_s("dead.example") == 0
