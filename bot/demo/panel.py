"""What an AI system sees, shown beside the workspace for whoever watches."""

from __future__ import annotations

from bot.demo.line import line_to
from domain.clock import Clock


class Panel:
    """Writes lines into the sandbox page's panel."""

    def __init__(self, sandbox_url: str, clock: Clock) -> None:
        self._client = line_to(sandbox_url)
        self._clock = clock

    async def show(self, title: str, status: str, text: str) -> None:
        """Add a line: what it is about, the state that the AI system was told, and what it did."""
        entry = {"title": title, "status": status, "text": text, "at": self._clock.now().timestamp()}
        await self._client.post("/_sandbox/panel", json={"entries": [entry]})

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()
