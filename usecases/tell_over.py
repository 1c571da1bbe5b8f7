"""What somebody was told of is over: their message says so in its place, and has no buttons any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage import outbox
from storage.transaction import Tx

Over = Literal[
    "lost", "unstaffed", "late_report", "stand_in", "stand_in_off", "unowned", "relax", "relax_moved",
    "draft",
]  # fmt: skip


@dataclass(frozen=True)
class TellOver:
    """`about` is what the ids of the message's blocks begin with, `since` is since when it may stand there.

    `people` were told, or may have been; `leaders` is their channel where it is among them. `facts` are of the
    sentence.
    """

    kind: Over
    about: str
    since: datetime
    people: Iterable[str]
    now: datetime
    leaders: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def tell_over(tx: Tx, command: TellOver) -> None:
    """Wish it for each of them, in this transaction. Who has no such message hears nothing."""
    outbox.want(tx, [_wish(command, who) for who in sorted(set(command.people))])


def _wish(command: TellOver, who: str) -> dict[str, object]:
    to_leaders = who == command.leaders
    payload = {
        "channel_id" if to_leaders else "person": who,
        "kind": command.kind,
        "since": command.since.isoformat(),
        "facts": dict(command.facts),
    }
    route = f"slack:{who}:over" if to_leaders else f"person:{who}"
    return outbox.wish("over", route=route, subject=command.about, now=command.now, payload=payload)
