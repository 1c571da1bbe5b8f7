"""What who answers for a workflow hears of an API key whose owner has left."""

from __future__ import annotations

from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped
from storage.ownerless_keys import OwnerlessKey

_NAME_ROOM = 80


def draw_ownerless_key(found: OwnerlessKey) -> Message:
    """Return the message: whose key it was, what becomes of what comes through it, and what to do."""
    slug = clipped(found.key.workflow, _NAME_ROOM)
    lines = [
        say("ownerless_key.title", who=clipped(found.owner_name, _NAME_ROOM), slug=slug),
        say("ownerless_key.meanwhile"),
        say("ownerless_key.how", slug=slug, key=found.key.id),
    ]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    return assembled("keyless", _about(found), "\n".join(one.mrkdwn() for one in lines), parts)


def ownerless_key_mark(found: OwnerlessKey) -> str:
    """Return how the blocks of that message are recognised."""
    return f"keyless:{_about(found)}:"


def _about(found: OwnerlessKey) -> str:
    return f"{found.key.id}-{int(found.since_at.timestamp())}"
