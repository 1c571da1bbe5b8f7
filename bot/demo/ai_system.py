"""An AI system of the demo's company: hands in over the public HTTP API, waits, and uses what it may use."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import CONFLICT
from typing import Any

import httpx

from bot.demo.drafts import Draft
from bot.demo.news import follow_news
from bot.demo.panel import Panel

Json = dict[str, Any]

_WAIT_S = 30
_BREATH_S = 0.8
_RECALLED_AFTER_S = 100.0
# What is handed in and not released at once waits for people, by its lane.
_WHO_DECIDES = {
    "automated": "A person looks first.",
    "reviewed": "A person looks first.",
    "always_human": "A person always decides.",
}


@dataclass(frozen=True)
class Habit:
    """How one AI system works: how many it hands in at once at first, then one every so many seconds, and how
    many may wait for people before it pauses.
    """

    workflow: str
    at_first: int
    every_s: float
    most_open: int


@dataclass
class AiSystem:
    """Hands in drafts at a human pace, and follows each of them to its end.

    `known` says of each output what it was made of: the colleagues judge by it.
    """

    habit: Habit
    client: httpx.AsyncClient
    drafts: Iterator[Draft]
    panel: Panel
    known: dict[str, Draft]
    chance: random.Random
    _following: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(follow_news(self.client, self.known, self.panel))
            for _ in range(self.habit.at_first):
                self._begin(group, next(self.drafts))
                await asyncio.sleep(_BREATH_S)
            while True:
                await asyncio.sleep(self.habit.every_s * self.chance.uniform(0.6, 1.4))
                if len(self._following) < self.habit.most_open:
                    self._begin(group, next(self.drafts))

    def _begin(self, group: asyncio.TaskGroup, draft: Draft) -> None:
        task = group.create_task(self._follow(draft))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow(self, draft: Draft, supersedes: str | None = None) -> None:
        output = await self._hand_in(draft, supersedes)
        if output is None:
            return
        if output["state"] == "released":
            await self.panel.show(
                draft.title, "released", "Handed in and released at once: nobody has to decide first."
            )
            return
        told = "Handed in again, better." if supersedes else "Handed in."
        await self.panel.show(draft.title, "in_review", f"{told} {_WHO_DECIDES[output['lane']]}")
        while output["state"] in ("in_review", "approved"):
            if output["state"] == "approved":
                output = await self._release(draft, output)
            else:
                output = await self._wait(draft, output)
        if output["state"] == "rejected":
            await self._take_in(draft, output)

    async def _hand_in(self, draft: Draft, supersedes: str | None) -> Json | None:
        """Return what was handed in; None where it is not wanted any more: the next try of it was made already, or
        somebody has ended the workflow.
        """
        body = draft.body(self.habit.workflow) | ({"supersedes": supersedes} if supersedes else {})
        key = f"{self.habit.workflow}-{draft.number}{'-again' if supersedes else ''}"
        answer = await self.client.post("/v1/outputs", json=body, headers={"Idempotency-Key": key})
        if answer.status_code == CONFLICT:
            if supersedes is None:
                said = answer.json()["error"]["message"]
                await self.panel.show(draft.title, "refused", f"Not taken. {said}")
            return None
        output: Json = answer.raise_for_status().json()
        self.known[output["id"]] = draft
        return output

    async def _wait(self, draft: Draft, output: Json) -> Json:
        """Park a request until somebody decides; take it back if nobody does and it has become pointless."""
        patience = _RECALLED_AFTER_S if draft.recall else None
        try:
            async with asyncio.timeout(patience):
                while output["state"] == "in_review":
                    answer = await self.client.get(f"/v1/outputs/{output['id']}", params={"wait": _WAIT_S})
                    output = answer.raise_for_status().json()
        except TimeoutError:
            answer = await self.client.post(f"/v1/outputs/{output['id']}/recall")
            if answer.status_code == 200:
                output = answer.json()
                await self.panel.show(
                    draft.title, "recalled", "Took it back: the customer wrote again meanwhile."
                )
        return output

    async def _release(self, draft: Draft, output: Json) -> Json:
        answer = await self.client.post(
            f"/v1/outputs/{output['id']}/release", headers={"Idempotency-Key": f"use-{output['id']}"}
        )
        if answer.status_code != 200:  # somebody objected in between
            await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
            again = await self.client.get(f"/v1/outputs/{output['id']}")
            return dict(again.raise_for_status().json())
        decision = output["decision"] or {}
        done = "Fixed" if decision.get("verdict") == "fix" else "Approved"
        by = (decision.get("by") or {}).get("name", "somebody")
        await self.panel.show(draft.title, "released", f"{done} by {by}. Released it, once, and sent it.")
        return dict(answer.json())

    async def _take_in(self, draft: Draft, output: Json) -> None:
        decision = output["decision"] or {}
        why = decision.get("note") or str(decision.get("reason") or "no reason yet").replace("_", " ")
        by = (decision.get("by") or {}).get("name", "somebody")
        await self.panel.show(draft.title, "rejected", f"{by}: {why.rstrip('.')}. Not sent.")
        second = draft.second_try()
        if second is not None:
            await asyncio.sleep(self.chance.uniform(8, 16))
            await self._follow(second, supersedes=output["id"])
