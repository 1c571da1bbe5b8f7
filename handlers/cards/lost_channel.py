"""What people hear of a channel that is gone: what happened, what becomes of what waits, what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import listed
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from storage.lost_channels import LostView

_SLUG_ROOM = 60
_LINES = 8


def draw_lost(view: LostView, slugs: Collection[str]) -> Message:
    """Return the message; `slugs` are the workflows in it that are its reader's, none for who only leads."""
    lines = list(_lines(view, sorted(slugs)))
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    return assembled("lost", _about(view), "\n".join(one.mrkdwn() for one in lines), parts)


def lost_mark(view: LostView) -> str:
    """Return how the blocks of that message are recognised."""
    return f"lost:{_about(view)}:"


def draw_instead(channel: str) -> Sentence:
    """Return why somebody has a message that was for this channel (its name, no #)."""
    return say("lost.instead", channel=_called(channel))


def _about(view: LostView) -> str:
    return f"{view.lost.channel_id}-{int(view.lost.since_at.timestamp())}"


def _lines(view: LostView, slugs: list[str]) -> Iterator[Sentence]:
    why, channel = view.lost.why, _called(view.name)
    yield say(f"lost.{why}", channel=channel)
    for slug in slugs[:_LINES]:
        yield say("lost.waiting", slug=clipped(slug, _SLUG_ROOM), count=view.waiting.get(slug, 0))
    if view.is_leaders:
        yield say("lost.leaders")
    if slugs:
        yield say("lost.meanwhile")
        yield say("lost.standup")
        named = listed([clipped(slug, _SLUG_ROOM) for slug in slugs[:_LINES]], "list.and")
        yield say(f"lost.{why}.how", slugs=named)
    if view.is_leaders:
        yield say(f"lost.{why}.leaders_how")


def _called(channel: str) -> str:
    return f"#{clipped(channel, 80)}"
