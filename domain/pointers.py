"""How people point at an output: by its id, or by the link of a message in Slack."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.ids import is_id

_ID = re.compile(r"out_[0-9a-z]{26}(?![0-9a-zA-Z])")
_LINK = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,5})?/archives/(?P<channel>[CDG][A-Z0-9]{1,30})/p(?P<stamp>\d{16})"
    r"(?:\?(?:[^#\s]*&)?thread_ts=(?P<thread>\d{10}\.\d{6}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AtMessage:
    """A message in Slack, and the one that its thread hangs on, None for what is in none."""

    channel_id: str
    ts: str
    thread_ts: str | None = None


def pointed_at(text: str) -> str | AtMessage | None:
    """Return the output's id, or the message, that the text names first; None if it names neither."""
    found = _ID.search(text)
    if found is not None and is_id(found.group(), "out"):
        return found.group()
    link = _LINK.search(text)
    if link is None:
        return None
    stamp = link["stamp"]
    return AtMessage(link["channel"].upper(), f"{stamp[:10]}.{stamp[10:]}", link["thread"])
