"""Socket Mode: the app's WebSocket connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import time
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.delivery import Answer, Attempt, Envelope
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.timing import Timing

CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One open socket. `closing` ones get nothing new."""

    socket: WebSocket
    closing: bool = False


@dataclass(eq=False)
class SocketMode:
    """Each envelope goes to one of the open sockets, no matter which: the choice is random, with a fixed seed."""

    timing: Timing
    app_id: str
    connections: list[Connection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _acks: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _choice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # no secret

    def ready(self) -> bool:
        return any(not c.closing for c in self.connections)

    def ticket(self) -> str:
        """The secret of a URL that opens one connection, once; ApiError `too_many_websockets`."""
        if len(self.connections) >= CONNECTIONS:
            raise ApiError("too_many_websockets")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Holds one connection until either side closes it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4001)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = Connection(socket)
        self.connections.append(connection)
        try:
            await socket.send_text(json.dumps(self._hello()))
            self._came.set()
            await self._hear(socket)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the app went away, or we closed it while it was talking
        finally:
            self.connections.remove(connection)

    async def send(self, envelope: Envelope, attempt: Attempt) -> Answer:
        """One attempt on one socket; without an open one it waits for one as long as an ack may take."""
        started_s = time.monotonic()
        envelope_id = secrets.token_hex(16)
        acked: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = acked
        try:
            async with asyncio.timeout(self.timing.ack_s):
                await self._pass_on(self._frame(envelope_id, envelope, attempt))
                payload = await acked
        except TimeoutError:
            error = "operation_timeout" if self.ready() else "dispatch_failed"
            return Answer(None, error=error, reason="timeout")
        finally:
            del self._acks[envelope_id]
        return Answer(round((time.monotonic() - started_s) * 1000, 1), payload)

    async def disconnect(self, reason: str) -> int:
        """Sends a disconnect frame on every socket and closes it after Slack's pause; returns how many."""
        for connection in list(self.connections):
            await self._say_goodbye(connection, reason)
        return len(self.connections)

    async def cut(self) -> int:
        """Drops every socket without a word; returns how many."""
        dropped = list(self.connections)
        for connection in dropped:
            connection.closing = True
            await _closed(connection.socket, 1011)
        return len(dropped)

    async def _say_goodbye(self, connection: Connection, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        await connection.socket.send_text(json.dumps(frame))
        pause_s = self.timing.disconnect_warning_s if reason == "warning" else 0.5

        async def close() -> None:
            if connection in self.connections:
                connection.closing = True
                await _closed(connection.socket, 1000)

        asyncio.get_running_loop().call_later(pause_s, lambda: asyncio.ensure_future(close()))

    async def _pass_on(self, frame: str) -> None:
        while True:
            while not (open_ones := [c for c in self.connections if not c.closing]):
                self._came.clear()
                await self._came.wait()
            connection = self._choice.choice(open_ones)
            try:
                await connection.socket.send_text(frame)
                return
            except (WebSocketDisconnect, RuntimeError):
                connection.closing = True

    async def _hear(self, socket: WebSocket) -> None:
        while True:
            try:
                frame = json.loads(await socket.receive_text())
            except ValueError:
                continue
            waiting = self._acks.get(str(frame.get("envelope_id"))) if isinstance(frame, dict) else None
            if waiting is not None and not waiting.done():
                waiting.set_result(frame.get("payload"))

    def _frame(self, envelope_id: str, envelope: Envelope, attempt: Attempt) -> str:
        frame: Json = {
            "envelope_id": envelope_id,
            "payload": envelope.payload,
            "type": envelope.kind,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            frame |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason or ""}
        return json.dumps(frame)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }


async def _closed(socket: WebSocket, code: int) -> None:
    """Close it; that the app has gone away this very moment is as good."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.close(code)
