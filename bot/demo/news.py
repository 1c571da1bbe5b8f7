"""What people do with an output while its AI system is not waiting for it: they ask, or take it back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from bot.demo.drafts import Draft
from bot.demo.panel import Panel

_EVERY_S = 2.0
_LOOKED_THROUGH = 100


async def follow_news(client: httpx.AsyncClient, known: Mapping[str, Draft], panel: Panel) -> None:
    """Look through the newest outputs now and then until cancelled, and show each piece of news once. What has
    happened before is none.
    """
    told: set[str] | None = None
    while True:
        answer = await client.get("/v1/outputs", params={"limit": _LOOKED_THROUGH})
        found = [
            (known[output["id"]], news)
            for output in answer.raise_for_status().json()["outputs"]
            if output["id"] in known
            for news in _news(output)
        ]
        if told is None:
            told = {name for _, (name, _, _) in found}
        for draft, (name, status, text) in found:
            if name not in told:
                told.add(name)
                await panel.show(draft.title, status, text)
        await asyncio.sleep(_EVERY_S)


def _news(output: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give what there is to tell of an output: what it is known by, the state, the words."""
    if output["question"]:
        asker = output["question"]["asked_by"]["name"]
        asked = f"{asker} asks: “{output['question']['text']}” Left to the person who wanted it."
        yield output["question"]["id"], output["state"], asked
    if output["state"] == "recalled" and output["released_at"]:
        yield output["id"], "recalled", "It was wrong and is taken back. Stopped using it."
