"""A server in Slack's place that is not the sandbox: it has what it is given, and knows posted forms only.

After servers that exist: JSON that is called text/plain, 404 for what they lack, fields left out.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]
Method = Callable[[Mapping[str, str]], Json | web.Response]

US, TEAM = "U0US", "T0US"
PEOPLE = {
    US: {"id": US, "team_id": TEAM, "name": "answerable"},
    "U0ADA": {"id": "U0ADA", "team_id": TEAM, "name": "ada", "profile": {"email": "ada@example.com"}},
    "U0BEN": {"id": "U0BEN", "team_id": TEAM, "name": "ben", "profile": {"email": "ben@example.com"}},
}


def as_text(answer: Json) -> web.Response:
    """Return an answer that is JSON and called something else."""
    return web.Response(text=json.dumps(answer), content_type="text/plain")


def page(status: int) -> web.Response:
    """Return a page for people."""
    return web.Response(text="<h1>Hello</h1>", content_type="text/html", status=status)


@dataclass
class OtherServer:
    """What it has can be changed; `lacking` is what it says to the rest. `messages` are those posted, by ts."""

    lacking: Callable[[], web.Response] = lambda: page(404)
    methods: dict[str, Method] = field(default_factory=dict)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    api_url: str = ""

    def __post_init__(self) -> None:
        """Have the least that can be worked with."""
        self.methods |= {
            "auth.test": lambda _: as_text({"ok": True, "team_id": TEAM, "user_id": US}),
            "users.info": self._person,
            "chat.postMessage": self._post,
            "chat.update": self._update,
        }

    def _person(self, given: Mapping[str, str]) -> Json:
        found = PEOPLE.get(given.get("user", ""))
        return {"ok": True, "user": found} if found else {"ok": False, "error": "user_not_found"}

    def _post(self, given: Mapping[str, str]) -> Json:
        if not given.get("channel"):
            return {"ok": False, "error": "channel_not_found"}
        ts = f"1795600000.{len(self.messages):06}"
        self.messages[ts] = dict(given)
        return {"ok": True, "ts": ts}

    def _update(self, given: Mapping[str, str]) -> Json:
        if given.get("ts") not in self.messages:
            return {"ok": False, "error": "message_not_found"}
        self.messages[given["ts"]].update(given)
        return {"ok": True}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a call."""
        method = self.methods.get(request.match_info["method"])
        if method is None or request.method != "POST":
            return self.lacking()
        form = {name: str(value) for name, value in (await request.post()).items()}
        told = method(form)
        return web.json_response(told) if isinstance(told, dict) else told


@contextlib.asynccontextmanager
async def running(server: OtherServer) -> AsyncIterator[OtherServer]:
    """Let it listen on a port of its own."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.api_url = f"http://127.0.0.1:{port}/api/"
    try:
        yield server
    finally:
        await runner.cleanup()
