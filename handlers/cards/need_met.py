"""The week's summary as it stands in Slack, without a button whose matter is settled, and what became of it instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.content import fingerprint
from handlers.cards.elements import context
from handlers.cards.message import Json, Message
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped

_NAME_ROOM = 80


@dataclass(frozen=True)
class Met:
    """What settles it: the button, by what it does and to what, and who did so (a name)."""

    action_id: str
    value: str
    who: str


def without_button(shown: Message, met: Met) -> Message | None:
    """Return what stands there without the button; None where it has none."""
    blocks = [one for block in shown.blocks for one in _changed(block, met)]
    return None if blocks == shown.blocks else Message(shown.text, blocks)


def _changed(block: Json, met: Met) -> Iterator[Json]:
    elements = block.get("elements")
    if block.get("type") != "actions" or not isinstance(elements, list):
        yield block
        return
    left = [one for one in elements if not _is_it(one, met)]
    if len(left) == len(elements):
        yield block
        return
    if left:
        yield block | {"elements": left}
    said = context(_said(met).plain())
    yield said | {"block_id": f"{block.get('block_id')}:{fingerprint(said)[:8]}"[:255]}


def _is_it(element: Mapping[str, object], met: Met) -> bool:
    return element.get("action_id") == met.action_id and element.get("value") == met.value


def _said(met: Met) -> Sentence:
    who = clipped(met.who, _NAME_ROOM)
    return say("need.owned" if met.action_id == "name_owner" else "need.asked_both", who=who)
