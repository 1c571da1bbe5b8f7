"""What the two teams read whom a leader asks about the clean-up after a workflow."""

from __future__ import annotations

from collections.abc import Mapping

from domain.weeks import Week
from handlers.cards.elements import section
from handlers.cards.message import Message, assembled
from handlers.cards.phrase import say
from handlers.cards.safe_text import clipped
from handlers.cards.signals.measures import duration

_NAME_ROOM = 80


def draw_asked(told: Mapping[str, object], about: str, *, to_owner: bool) -> Message:
    """Return the message; `told` is what the use case kept of it, `about` what its blocks are called by."""
    facts = {name: clipped(str(told[name]), _NAME_ROOM) for name in ("by", "workflow")}
    facts["team"] = clipped(str(told["team"]).capitalize(), _NAME_ROOM)
    facts["time"] = duration(float(str(told["minutes"])))
    week = Week.named(str(told["period"])).number
    if to_owner:
        lines = [say("asked_both.owner", week=week, **facts), say("asked_both.owner_how", **facts)]
    elif told["owner"] is None:
        lines = [say("asked_both.team", week=week, **facts), say("asked_both.team_alone", **facts)]
    else:
        owner = clipped(str(told["owner"]), _NAME_ROOM)
        lines = [say("asked_both.team", week=week, **facts), say("asked_both.team_how", owner=owner)]
    parts = [(f"line{number}", section(one.plain())) for number, one in enumerate(lines, start=1)]
    return assembled("asked", about, "\n".join(one.mrkdwn() for one in lines), parts)


def asked_mark(about: str) -> str:
    """Return what the ids of the message's blocks begin with."""
    return f"asked:{about}:"
