"""What the HTTP server does beyond uvicorn's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import http_server
from bot.http_server import HEAD_BYTES, HttpServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

REQUEST = b"POST /%s HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"


class Pieces(asyncio.Protocol):
    """A client that keeps what comes as it comes: what was written at once, at once."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[bytes] = asyncio.Queue()
        self.gone = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.came.put_nowait(data)

    def connection_lost(self, error: Exception | None) -> None:
        self.gone.set()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with two letters; at /slow the first long before the second."""
    await receive()
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/slow":
        await send({"type": "http.response.body", "body": b"o", "more_body": True})
        await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"k"})
    elif scope["path"] == "/head":
        await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"ok"})
    else:
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "HEAD_S", 0.1)


@pytest.fixture
async def client() -> AsyncIterator[tuple[asyncio.Transport, Pieces]]:
    server = HttpServer(app, "127.0.0.1", 0)
    await server.start()
    port = int(server.url.rpartition(":")[2])
    loop = asyncio.get_running_loop()
    transport, pieces = await loop.create_connection(Pieces, "127.0.0.1", port)
    yield transport, pieces
    transport.close()
    await server.stop()


async def test_an_answer_comes_in_one_piece(client: tuple[asyncio.Transport, Pieces]) -> None:
    transport, pieces = client

    answers = []
    for _ in range(20):
        transport.write(REQUEST % b"quick")
        answers.append(await pieces.came.get())

    assert all(answer.startswith(b"HTTP/1.1 200 OK") and answer.endswith(b"\r\n\r\nok") for answer in answers)


@pytest.mark.parametrize(("path", "first"), [(b"head", b"\r\n\r\n"), (b"slow", b"\r\n\r\no")])
async def test_what_comes_later_is_not_waited_for(
    client: tuple[asyncio.Transport, Pieces], path: bytes, first: bytes
) -> None:
    transport, pieces = client

    transport.write(REQUEST % path)
    began, rest = await pieces.came.get(), await pieces.came.get()

    assert began.endswith(first)
    assert (began + rest).endswith(b"ok")


async def test_the_last_answer_of_a_connection_is_whole(client: tuple[asyncio.Transport, Pieces]) -> None:
    transport, pieces = client

    transport.write((REQUEST % b"quick").replace(b"host: x", b"connection: close"))

    assert (await pieces.came.get()).endswith(b"\r\n\r\nok")


@pytest.mark.parametrize("begun", [b"GET /", b"GET / HTTP/1.1\r\nhost: x\r\nx: "])
async def test_a_head_without_an_end_is_refused(
    client: tuple[asyncio.Transport, Pieces], begun: bytes
) -> None:
    transport, pieces = client
    transport.write(REQUEST % b"")
    await pieces.came.get()

    transport.write(begun + b"a" * (2 * HEAD_BYTES))

    assert (await pieces.came.get()).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nhost: x\r\n"])
@pytest.mark.usefixtures("impatient")
async def test_a_head_that_stops_coming_is_given_up(
    client: tuple[asyncio.Transport, Pieces], begun: bytes
) -> None:
    transport, pieces = client
    transport.write(begun)

    await pieces.gone.wait()

    assert pieces.came.empty()


@pytest.mark.usefixtures("impatient")
async def test_after_its_head_a_request_is_not_hurried(client: tuple[asyncio.Transport, Pieces]) -> None:
    transport, pieces = client
    head, _, body = (REQUEST % b"").rpartition(b"\r\n\r\n")
    transport.write(head + b"\r\n\r\n")

    await asyncio.sleep(0.3)
    transport.write(body)

    assert (await pieces.came.get()).endswith(b"ok")
