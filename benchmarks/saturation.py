"""The bot against the sandbox's own limits: what it makes of them at saturation, and what a burst of events does."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.pairs import Finding, Promise, once
from benchmarks.servers import SERVER_CORE, Worker, working

BUSY, QUIET = "support-ai-review", "legal-ai-review"
SECONDS = 40
CARDS = 60
EVENTS = 2_000
# Slack gives an app so long to acknowledge an event.
PATIENCE_MS = 3_000.0

SHARE = Promise("messages at saturation, of one a second and channel", floor=0.99, aim=0.99)
REFUSED = Promise("messages refused meanwhile", floor=0, aim=0, unit="", less_is_better=True)
QUIET_CARD = Promise(
    "a quiet channel's card meanwhile, after", floor=5, aim=2, unit=" s", less_is_better=True
)
LOST = Promise(f"of {EVENTS:,} events at once, lost", floor=0, aim=0, unit="", less_is_better=True)
WORST_ACK = Promise(
    "worst acknowledgement of them, of the 3 s Slack waits", floor=1 / 3, aim=1 / 6, less_is_better=True
)


def measure_saturation(folder: Path, model: str, *, floor: float) -> list[Finding]:
    """Hand in more cards than a channel takes; return what share of its limit was used, and what was refused."""
    with _both(folder, model) as (slack, bot, channels):
        bot.ask(do="hand_in", workflow=BUSY, count=CARDS)
        time.sleep(SECONDS / 2)
        began = time.time()
        bot.ask(do="hand_in", workflow=QUIET, count=1)
        time.sleep(SECONDS / 2)
        calls = slack.ask(do="calls", method="chat.postMessage")["calls"]
    taken = [at for at, channel, status in calls if channel == channels[BUSY] and status == 200]
    quiet = [at for at, channel, status in calls if channel == channels[QUIET] and status == 200]
    refused = sum(status == 429 for *_, status in calls)
    share = (len(taken) - 1) / (taken[-1] - taken[0])
    return [
        once(Promise(f"{SHARE.what} ({model})", floor=floor, aim=floor), share),
        # One is enough to be told that the limits are strict, where neighbours made the line uneven.
        once(
            Promise(f"{REFUSED.what} ({model})", int(model == "strict"), 0, "", less_is_better=True), refused
        ),
        once(QUIET_CARD, quiet[0] - began if quiet else SECONDS),
    ]


def measure_burst(folder: Path) -> list[Finding]:
    """Send events all at once; return what was lost and how long the slowest acknowledgement took."""
    with _both(folder, "bursty") as (slack, bot, channels):
        bot.ask(do="hand_in", workflow=BUSY, count=1)
        time.sleep(2)
        told = slack.ask(do="burst", events=EVENTS, channel=channels[BUSY], ts="1795424400.000001")
        stored = bot.ask(do="stored")["stored"]
    late = sorted(PATIENCE_MS if each is None else each for each in told["ack_ms"])
    note = f"{late[-1]:.0f} ms; half within {late[len(late) // 2]:.0f} ms; {told['attempts']:,} attempts"
    worst = Finding(
        WORST_ACK, late[-1] / PATIENCE_MS, late[0] / PATIENCE_MS, late[-1] / PATIENCE_MS, note=note
    )
    return [once(LOST, EVENTS - stored), worst]


@contextlib.contextmanager
def _both(folder: Path, model: str) -> Iterator[tuple[Worker, Worker, dict[str, Any]]]:
    """Run a workspace on one core and the bot on another; give both, and the channels' ids by name."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as name,
        working("benchmarks.slack_side", model) as slack,
        working("benchmarks.bot_side", name, core=SERVER_CORE) as bot,
    ):
        opened = slack.ask(do="open")
        bot.ask(do="start", api_url=opened["api_url"], channels=[BUSY, QUIET])
        yield slack, bot, opened["channels"]
