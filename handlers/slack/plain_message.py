"""The text of somebody's message as they see it, from the mark-up in which Slack hands it on."""

from __future__ import annotations

import html
import re

_TOKEN = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def plain_message(text: str) -> str:
    """Return the message as plain text: links by their address or label, people and channels by name where told."""
    return html.unescape(_TOKEN.sub(_shown, text))


def _shown(token: re.Match[str]) -> str:
    target, label = token["target"], token["label"]
    if target[:1] in ("@", "#"):
        return f"{target[0]}{(label or target[1:]).lstrip('@#')}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if label and target in (label, f"http://{label}", f"mailto:{label}"):
        return label
    return f"{label} ({target})" if label else target.removeprefix("mailto:")
