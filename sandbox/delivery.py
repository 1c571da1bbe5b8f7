"""Brings events and interactions to the app, and says when it acknowledged them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sandbox.faults import Fault, Faults
from sandbox.json_types import Json
from sandbox.timing import Timing

RECEIPTS_KEPT = 50_000


@dataclass(frozen=True)
class Envelope:
    """What goes to the app: an event, an interaction, or a command."""

    kind: Literal["events_api", "interactive", "slash_commands"]
    payload: Json


@dataclass(frozen=True)
class Attempt:
    """Which try this is: 0 for the first, then why the one before failed."""

    number: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """How one attempt ended. `error` is None (acknowledged), `operation_timeout` or `dispatch_failed`."""

    ms: float | None
    payload: Json | None = None
    error: str | None = None
    reason: str = "http_timeout"
    final: bool = False  # the app asked for no retries


class Transport(Protocol):
    """Socket Mode or signed HTTP."""

    def ready(self) -> bool:
        """Whether somebody is listening at all."""

    async def send(self, envelope: Envelope, attempt: Attempt) -> Answer:
        """One attempt, at most as long as an ack may take."""


@dataclass
class Receipt:
    """What became of one event."""

    event_id: str
    type: str
    at: float
    attempts: int = 0
    ack_ms: float | None = None
    given_up: bool = False
    first: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def as_json(self) -> Json:
        return {
            "event_id": self.event_id,
            "type": self.type,
            "at": self.at,
            "attempts": self.attempts,
            "ack_ms": self.ack_ms,
            "given_up": self.given_up,
        }


class Delivery:
    """Events are tried up to four times with the same event_id; interactions and commands once."""

    def __init__(self, transport: Transport, timing: Timing) -> None:
        self.transport = transport
        self.faults = Faults()
        self.receipts: deque[Receipt] = deque(maxlen=RECEIPTS_KEPT)
        self._timing = timing
        self._under_way: set[asyncio.Task[None]] = set()

    def event(self, payload: Json) -> Receipt:
        """Starts delivering a wrapped event and returns its receipt at once."""
        kind = str(payload["event"]["type"])
        receipt = Receipt(payload["event_id"], kind, time.time())
        self.receipts.append(receipt)
        fault = self.faults.take(f"event:{kind}", payload["event"])
        if fault is not None and fault.fault == "drop":
            receipt.first.set_result(Answer(None, error="dispatch_failed"))
            return receipt
        self._spawn(Envelope("events_api", payload), receipt, fault)
        if fault is not None and fault.fault == "double":
            self._spawn(Envelope("events_api", payload), receipt, None)
        return receipt

    async def interact(self, payload: Json) -> Answer:
        """One button, modal or shortcut: a single attempt."""
        return await self.transport.send(Envelope("interactive", payload), Attempt())

    async def command(self, payload: Json) -> Answer:
        """One slash command: a single attempt."""
        return await self.transport.send(Envelope("slash_commands", payload), Attempt())

    def open_events(self) -> int:
        """Deliveries that are neither acknowledged nor given up."""
        return len(self._under_way)

    async def stop(self) -> None:
        """Gives up what is under way."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, envelope: Envelope, receipt: Receipt, fault: Fault | None) -> None:
        task = asyncio.create_task(self._try_until_acknowledged(envelope, receipt, fault))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _try_until_acknowledged(
        self, envelope: Envelope, receipt: Receipt, fault: Fault | None
    ) -> None:
        if fault is not None and fault.fault == "slow":
            await asyncio.sleep(fault.delay_s)
        attempt = Attempt()
        for pause_s in (*self._timing.retry_after_s, None):
            answer = await self.transport.send(envelope, attempt)
            if fault is not None and fault.fault == "lost_ack" and attempt.number == 0:
                answer = Answer(None, error="operation_timeout")
            receipt.attempts += 1
            if not receipt.first.done():
                receipt.first.set_result(answer)
            if answer.error is None:
                receipt.ack_ms = answer.ms
                return
            if pause_s is None or answer.final:
                break
            await asyncio.sleep(pause_s)
            attempt = Attempt(attempt.number + 1, answer.reason)
        receipt.given_up = True
