"""The measuring client sends real requests, each with a key of its own, and takes whole answers."""

from __future__ import annotations

import asyncio
import re

from benchmarks.connection import Connection, connected, request
from benchmarks.load import KEY, Clients


def test_a_request_says_how_long_its_body_is() -> None:
    sent = request("POST", "/v1/outputs", "grüß", idempotency_key="a")

    assert sent.startswith("POST /v1/outputs HTTP/1.1\r\n")
    assert "\r\nidempotency-key: a\r\ncontent-length: 6\r\n\r\n" in sent


async def test_an_answer_is_taken_when_it_is_whole_however_it_is_cut() -> None:
    taken: list[tuple[int, bytes]] = []
    connection = Connection(lambda _, status, body: taken.append((status, body)))

    for byte in b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\nServer: x\r\n\r\nyes":
        connection.data_received(bytes([byte]))
    connection.data_received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n")

    assert taken == [(201, b"yes"), (200, b"2\r\nno\r\n0\r\n\r\n")]


async def test_each_request_carries_a_key_that_was_never_sent() -> None:
    keys: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            keys.extend(re.findall(rb"key: (\d+)", head))
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            if reader.at_eof() or len(keys) >= 3:
                break
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        clients = Clients(port, request("GET", "/", key=KEY), count=3, seconds=0, words="")
        await clients.run()

    assert clients.tally.statuses == {201: 3}
    assert len(set(keys)) == 3
    assert {len(key) for key in keys} == {len(KEY)}


async def test_a_connection_tells_when_it_is_closed() -> None:
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0) as server:
        connection = await connected(server.sockets[0].getsockname()[1], lambda *_: None)

        await asyncio.wait_for(connection.closed, 5)
