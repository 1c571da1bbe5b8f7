"""Somebody at *Review now*: what the modal says, and what they press in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox import interactions
from sandbox.inputs import places
from sandbox.views import View
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene


@dataclass
class Modal:
    """One person's *Review now*. The sandbox holds what it shows; `callback` is that of the view itself."""

    scene: Scene
    who: str
    callback: str = "queue"

    @property
    def view(self) -> View:
        found = self.scene.box.world.views.named(user_id(self.who), self.callback)
        assert found is not None, "it is not open"
        return found

    @property
    def id(self) -> str:
        return self.view.id

    @property
    def title(self) -> str:
        return str(self.view.body["title"]["text"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.view.blocks()

    @property
    def lines(self) -> list[str]:
        """What it says, the words of its buttons left out."""
        told = [block for block in self.blocks if block["type"] != "actions"]
        return [line for block in told for line in _lines(block)]

    @property
    def quoted(self) -> list[str]:
        """The text that is judged, in the pieces it is shown in."""
        return list(_quoted(self.blocks))

    @property
    def buttons(self) -> list[str]:
        return [place.action_id for place in places(self.blocks)]

    async def press(
        self, action_id: str, *, until_callback: str = "", changes: bool = True, **given: Any
    ) -> dict[str, Any]:
        """Press a button; the modal (or one laid on it) has changed when this returns."""
        before, inside = self.view.hash, self.view
        act = {"action_id": action_id, "view": inside.id} | given
        answer = await self.scene.act(self.who, "click", **act)
        assert answer["ok"], answer
        if until_callback:
            await self.scene.until(lambda: self._top() == until_callback)
        elif changes:
            await self.scene.until(lambda: inside.hash != before)
        self.callback = inside.callback_id
        await self.scene.settle()
        return answer

    async def choose(self, action_id: str, value: str, *, until_callback: str = "") -> None:
        """Choose from a list."""
        await self.press(action_id, until_callback=until_callback, value=value)

    async def submit(self, callback: str, values: dict[str, Any] | None = None) -> None:
        """Submit a modal that lies on this one."""
        before = self.view.hash
        answer = await self.scene.act(self.who, "submit", view=callback, values=values or {})
        assert answer["ok"], answer
        await self.scene.until(lambda: self.view.hash != before)

    def payload(self, action_id: str) -> dict[str, Any]:
        """What Slack would send for a press now; it can be sent again and again."""
        world = self.scene.box.world
        place = next(one for one in places(self.blocks) if one.action_id == action_id)
        pressed = interactions.action(world, place, None)
        return interactions.pressed_in_view(world, world.people[user_id(self.who)], self.view, pressed)

    async def send(self, payload: dict[str, Any]) -> None:
        answer = await self.scene.box.world.delivery.interact(payload)
        assert answer.error is None, answer
        await self.scene.settle()

    def _top(self) -> str:
        top = self.scene.box.world.views.top(user_id(self.who))
        return "" if top is None else top.callback_id


async def reviews(scene: Scene, who: str) -> Modal:
    """Let somebody open their queue."""
    answer = await scene.act(who, "command", command="/answerable", text="queue", wait_s=10, until="view")
    assert answer["ok"], answer
    return Modal(scene, who)


def _lines(block: dict[str, Any]) -> list[str]:
    if block["type"] == "rich_text":
        return ["".join(texts(block))]
    return list(texts({key: value for key, value in block.items() if key != "accessory"}))


def _quoted(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        for part in block["elements"] if block["type"] == "rich_text" else []:
            if part["type"] == "rich_text_quote":
                yield "".join(element["text"] for element in part["elements"])
