"""How long Slack waits, all in real seconds. Tests shorten it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Timing:
    """`retry_after_s` are the pauses before the second, third and fourth attempt at an event."""

    ack_s: float = 3.0
    retry_after_s: tuple[float, ...] = (1.0, 60.0, 300.0)
    trigger_s: float = 3.0
    disconnect_warning_s: float = 10.0
    history_lag_s: float = 0.0
