"""The sandbox as one process: starts and stops it, and runs it alone."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox import control, page, page_api
from sandbox.clock import SandboxClock
from sandbox.delivery import Delivery
from sandbox.http_events import HttpEvents
from sandbox.live import Live
from sandbox.rate_limits import Model, RateLimits
from sandbox.socket_mode import SocketMode
from sandbox.timing import Timing
from sandbox.web_api.dispatch import web_api
from sandbox.web_api.files import media_type, receive
from sandbox.web_api.response_urls import response_url
from sandbox.workspace import APP_ID, SIGNING_SECRET, Workspace, default_workspace
from sandbox.workspace_file import load_app, load_workspace
from sandbox.world import World

HOST = "127.0.0.1"


class _Protocol(HttpToolsProtocol):
    """Lets a fault cut the connection: the request knows its transport."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["sandbox.transport"] = self.transport  # type: ignore[typeddict-unknown-key]  # ours alone


class Sandbox:
    """A workspace that listens on 127.0.0.1. With `events_url` it sends signed HTTP instead of Socket Mode."""

    def __init__(
        self,
        *,
        workspace: Workspace | None = None,
        port: int = 0,
        rate_limits: bool | Model = True,
        events_url: str | None = None,
        clock: SandboxClock | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._port = port
        timing = timing or Timing()
        self._http = HttpEvents(events_url, timing, SIGNING_SECRET) if events_url else None
        transport = self._http or SocketMode(timing, APP_ID)
        model: Model = ("bursty" if rate_limits else "off") if isinstance(rate_limits, bool) else rate_limits
        self.world = World(
            workspace or default_workspace(),
            clock or SandboxClock(),
            Live(),
            Delivery(transport, timing),
            RateLimits(model),
            timing,
        )
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, once started."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self.url}/api/"

    async def start(self) -> None:
        """Returns when it accepts connections; OSError if the port is taken."""
        listening = socket.create_server((HOST, self._port))
        self.world.url = f"http://{HOST}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            application(self.world),
            http=_Protocol,
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _QuietServer(config)
        self._serving = asyncio.create_task(self._server.serve([listening]))
        while not self._server.started:
            if self._serving.done():
                self._serving.result()
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Closes every connection and waits until it is over."""
        self.world.live.close()
        await self.world.delivery.stop()
        if isinstance(self.world.delivery.transport, SocketMode):
            await self.world.delivery.transport.cut()
        if self._http is not None:
            await self._http.stop()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving


class _QuietServer(uvicorn.Server):
    """Leaves signals to whoever runs us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def application(world: World) -> Starlette:
    """The whole sandbox as an ASGI application."""
    routes: list[BaseRoute] = [
        Route("/api/{method}", web_api, methods=["GET", "POST"]),
        Route("/response/{name}", response_url, methods=["POST"]),
        Route("/upload/{file}", _upload, methods=["POST", "PUT"]),
        Route("/files/{file}/{name}", _file),
        WebSocketRoute("/link/", _link),
        *control.routes(),
        *page_api.routes(),
        *page.routes(),
    ]
    app = Starlette(routes=routes)
    app.state.world = world
    return app


async def _link(connection: WebSocket) -> None:
    transport = connection.app.state.world.delivery.transport
    if isinstance(transport, SocketMode):
        await transport.serve(connection)


async def _upload(request: Request) -> Response:
    stored = request.app.state.world.files.get(request.path_params["file"])
    if stored is None:
        return PlainTextResponse("no such file", 404)
    refusal = receive(stored, await request.body())
    return PlainTextResponse(refusal or f"OK - {stored.length}", 400 if refusal else 200)


async def _file(request: Request) -> Response:
    stored = request.app.state.world.files.get(request.path_params["file"])
    if stored is None or not stored.complete:
        return PlainTextResponse("no such file", 404)
    return Response(stored.content, media_type=media_type(stored.name))


def run(
    port: int = 8751,
    workspace_file: Path | None = None,
    rate_limits: Model = "bursty",
    events_url: str | None = None,
    manifest: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Runs until interrupted. OSError if the port is taken, WorkspaceError if a file is wrong."""
    app = load_app(manifest) if manifest else None
    workspace = load_workspace(workspace_file, app) if workspace_file else default_workspace(app)
    box = Sandbox(workspace=workspace, port=port, rate_limits=rate_limits, events_url=events_url)

    async def until_interrupted() -> None:
        await box.start()
        say(f"The workspace is at {box.url}/ and its API at {box.api_url}")
        say(f"Its tokens: xoxb-sandbox, xapp-sandbox; its signing secret: {SIGNING_SECRET}. Ctrl-C ends it.")
        try:
            await asyncio.Event().wait()
        finally:
            await box.stop()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(until_interrupted())
