"""AI systems and reviewers who go on working while the bot is killed again and again, and what they were told."""

from __future__ import annotations

import asyncio
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.scenarios.office import CHANNEL, SLUG, Json

LEADERS = "ai-leaders"
_CARD = re.compile(r"ans:(out_\w+):")


@dataclass
class Storm:
    """Who works, and what was acknowledged to them: outputs by idempotency key, and marks by output.

    An AI system rests between two outputs for at least and at most `pause_s`.
    """

    api: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    hook: str
    chance: random.Random
    pause_s: tuple[float, float] = (0.8, 2.0)
    handed_in: dict[str, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _judged: set[str] = field(default_factory=set)

    async def hand_in(self, system: str) -> None:
        """Hand in one output after the other until cancelled, each until it is acknowledged."""
        number = 0
        while True:
            number += 1
            key = f"{system}-{number}"
            body = {"workflow": SLUG, "content": f"Text {key}", "callback_url": self.hook}
            answer = await self._ask("POST", "/v1/outputs", json=body, headers={"Idempotency-Key": key})
            self.handed_in[key] = answer["id"]
            await asyncio.sleep(self.chance.uniform(*self.pause_s))

    async def use(self) -> None:
        """Release whatever is approved."""
        while True:
            listed = await self._ask("GET", "/v1/outputs", params={"state": "approved"})
            for output in listed["outputs"]:
                key = {"Idempotency-Key": f"use-{output['id']}"}
                await self._ask("POST", f"/v1/outputs/{output['id']}/release", headers=key)
                self.used.add(output["id"])
            await asyncio.sleep(0.3)

    async def judge(self) -> None:
        """Mark each card once, a few in ten with ❌; some are approved by two people at the same moment."""
        while True:
            for output_id, cards in (await self.cards()).items():
                if output_id not in self._judged:
                    self._judged.add(output_id)
                    await self._mark(output_id, cards[0]["ts"])
            await asyncio.sleep(0.3)

    async def cards(self) -> dict[str, list[Json]]:
        """Return the messages in the channel by the output that they show."""
        found: dict[str, list[Json]] = defaultdict(list)
        for message in await self.messages(CHANNEL):
            if shown := _CARD.search(str(message.get("blocks"))):
                found[shown[1]].append(message)
        return found

    async def messages(self, channel: str) -> list[Json]:
        """Return what everybody sees in a channel."""
        answer = await self.sandbox.get("/_sandbox/messages", params={"channel": channel})
        return [one for one in answer.json()["messages"] if not one.get("ephemeral_to")]

    async def _mark(self, output_id: str, ts: str) -> None:
        name = "x" if self.chance.random() < 0.3 else "white_check_mark"
        people = self.chance.sample(["ben", "mia", "tom"], 2 if name != "x" else 1)
        acts = [{"as": who, "do": "react", "channel": CHANNEL, "ts": ts, "name": name} for who in people]
        done = await asyncio.gather(*(self.sandbox.post("/_sandbox/act", json=act) for act in acts))
        if any(one.json()["ack_ms"] is not None for one in done):
            self.marked[output_id] = name

    async def _ask(self, method: str, path: str, **given: Any) -> Json:
        """Ask until there is an answer, as whoever follows docs/api.md does."""
        while True:
            try:
                answer = await self.api.request(method, path, **given)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code != 503:
                assert answer.status_code in (200, 201), answer.text
                return dict(answer.json())
            await asyncio.sleep(0.1)
