"""Mia and Tom: they judge now and then, so that the channel looks alive, and leave most to whoever watches."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from bot.demo.drafts import Draft
from domain.clock import Clock
from handlers.cards.phrase import plain

Json = dict[str, Any]

CHANNEL = "support-ai-review"
TAKEN = plain("card.summary_taken", who="").strip()
_EVERY_S = 75.0
_LEFT_ALONE_S = 45.0
_KEEP_FOR_THE_VISITOR = 2


@dataclass
class Colleagues:
    """Scripted people who use the workspace as a script does: over `/_sandbox/act`."""

    client: httpx.AsyncClient
    known: dict[str, Draft]
    clock: Clock
    chance: random.Random

    async def run(self) -> None:
        """Work until cancelled. Cleo, who asks for replies, once approves her own: it does not count."""
        for who in self._turns():
            await asyncio.sleep(_EVERY_S * self.chance.uniform(0.6, 1.2))
            await self._act(who)

    def _turns(self) -> Iterator[str]:
        yield from ("mia", "cleo", "tom")
        while True:
            yield self.chance.choice(("mia", "tom", "mia"))

    async def _act(self, who: str) -> None:
        waiting = await self.waiting()
        if who == "cleo":
            own = [card for card in waiting if self.known[card[0]].requested_by]
            if own:
                await self._do(who, "react", own[0][1], name="white_check_mark")
            return
        if len(waiting) > _KEEP_FOR_THE_VISITOR:
            await self.judge(who, *waiting[0])

    async def judge(self, who: str, output_id: str, ts: str) -> None:
        """Let somebody approve what is good, and take and reject what has a flaw, with the reason."""
        draft = self.known[output_id]
        if draft.flaw is None:
            await self._do(who, "react", ts, name="white_check_mark")
            return
        await self._do(who, "react", ts, name="eyes")
        await asyncio.sleep(self.chance.uniform(4, 8))
        asked = await self._do(who, "react", ts, name="x", wait_s=6, until="private")
        for question in asked.get("private", []):
            await self._do(who, "click", question["ts"], action_id=f"reason:{draft.flaw}")

    async def waiting(self) -> list[tuple[str, str]]:
        """Return the open cards that have stood for a while and nobody has, as output id and message, oldest first.

        There are none where whoever tries the workspace has renamed the channel, or made another thing of it.
        """
        answer = await self.client.get("/_sandbox/messages", params={"channel": CHANNEL})
        if answer.is_client_error:
            return []
        before = self.clock.now().timestamp() - _LEFT_ALONE_S
        found = [
            (output_id, message["ts"])
            for message in answer.raise_for_status().json()["messages"]
            if float(message["ts"]) < before
            and TAKEN not in message["text"]
            and (output_id := _open_card(message)) in self.known
        ]
        return found[::-1]

    async def _do(self, who: str, do: str, ts: str, **given: Any) -> Json:
        act = {"as": who, "do": do, "channel": CHANNEL, "ts": ts, **given}
        answer = await self.client.post("/_sandbox/act", json=act)
        return dict(answer.json())


def _open_card(message: Json) -> str:
    """Return the id of the output whose card this is and which can be approved; "" for anything else."""
    for block in message.get("blocks", []):
        actions = [element.get("action_id") for element in block.get("elements", [])]
        if "approve" in actions:
            return str(block["block_id"]).split(":")[1]
    return ""
