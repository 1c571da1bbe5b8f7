"""Many outputs in one request: a line for a line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.http import bulk
from handlers.http.lines import TOO_LONG, CutShort, Line, batched, read_lines
from handlers.http.raw import too_large
from storage.tables import outputs
from tests.builders import SLUG
from tests.handlers.http.serving import Served


def line(number: int, **fields: Any) -> dict[str, Any]:
    return {"workflow": SLUG, "content": f"Reply {number}", "idempotency_key": f"order-{number}", **fields}


def count(api: Served) -> int:
    return api.db.read_now(
        lambda conn: int(conn.execute(select(func.count()).select_from(outputs)).scalar_one())
    )


def unchunked(answer: bytes) -> bytes:
    """The body of a chunked answer."""
    _, _, rest = answer.partition(b"\r\n\r\n")
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return body


async def test_each_line_is_answered_in_its_place(api: Served) -> None:
    answers = await api.bulk(
        line(1),
        b"",
        b"no json",
        line(2, workflow="contract-summaries"),
        line(3, idempotency_key="x" * 256),
        {"workflow": SLUG, "content": "…"},
        line(4, content="a\x00"),
        line(5, title="Reply"),
        line(1),
        line(1, content="Another reply"),
    )

    assert [answer["status"] for answer in answers] == [201, 400, 403, 422, 422, 422, 201, 200, 422]
    assert answers[0]["output"] == answers[7]["output"]
    assert [answer["error"]["code"] for answer in answers if "error" in answer] == [
        "malformed_json", "key_other_workflow", "too_long", "missing_field", "nul_character", "idempotency_mismatch",
    ]  # fmt: skip
    assert count(api) == 2


async def test_what_came_alone_is_known_in_bulk_and_the_other_way_round(api: Served) -> None:
    alone = await api.submit("Reply 1", key="order-1", title="A")

    answers = await api.bulk(line(1, title="A"), line(2))
    again = await api.submit("Reply 2", key="order-2")

    assert answers[0] == {"status": 200, "output": alone.json()}
    assert again.status_code == 200
    assert again.json() == answers[1]["output"]


async def test_a_thousand_lines_are_few_commits(api: Served) -> None:
    before = api.db.transactions, api.db.statements

    answers = await api.bulk(*(line(number) for number in range(1_000)))

    assert {answer["status"] for answer in answers} == {201}
    assert api.db.transactions - before[0] <= 5
    assert api.db.statements - before[1] <= 100
    assert [answer["output"]["content_sha256"] for answer in answers] == list(
        dict.fromkeys(answer["output"]["content_sha256"] for answer in answers)
    )


async def test_a_client_may_send_everything_before_it_reads_anything(one: Served) -> None:
    body = b"".join(json.dumps(line(number)).encode() + b"\n" for number in range(3_000))
    reader, writer = await asyncio.open_connection(one.client.base_url.host, one.client.base_url.port)
    writer.write(
        b"POST /v1/outputs/bulk HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\n"
        b"Content-Length: %d\r\nAuthorization: Bearer %s\r\n\r\n" % (len(body), one.key.encode())
    )
    writer.write(body)
    await asyncio.wait_for(writer.drain(), 30)

    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()

    assert unchunked(answer).count(b'"status":201') == 3_000


async def test_a_line_that_is_too_long_harms_no_other(one: Served) -> None:
    answers = await one.bulk(line(1), line(2, content="x" * 1_100_000), line(3))

    assert [answer["status"] for answer in answers] == [201, 413, 201]


async def test_a_body_that_is_too_long_is_taken_as_far_as_it_was_read(
    one: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BULK_BYTES", 100_000)

    async def sent() -> AsyncIterator[bytes]:
        for number in range(10):
            yield json.dumps(line(number, content="x" * 30_000)).encode() + b"\n"

    answer = await one.client.post(
        "/v1/outputs/bulk", content=sent(), headers=one.headers(Content_Type="application/x-ndjson")
    )

    statuses = [json.loads(each)["status"] for each in answer.text.splitlines()]
    assert statuses == [201] * (len(statuses) - 1) + [413]
    assert count(one) == len(statuses) - 1 >= 2


async def test_a_body_that_says_it_is_too_long_is_refused_as_a_whole(
    one: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BULK_BYTES", 1_000)
    headers = one.headers(Content_Type="application/x-ndjson")

    answer = await one.client.post(
        "/v1/outputs/bulk", content=json.dumps(line(1)).encode() * 20, headers=headers
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert count(one) == 0


async def test_only_lines_are_read(one: Served) -> None:
    answer = await one.client.post("/v1/outputs/bulk", json={}, headers=one.headers())

    assert answer.status_code == 415


async def test_an_empty_body_has_an_empty_answer(one: Served) -> None:
    assert await one.bulk(b"", b"   ", b"") == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_lines_are_the_same_however_they_arrive(size: int) -> None:
    body = b'{"a":1}\r\n\n  \n{"b":2}\n' + b"x" * 50 + b'\n{"c":3}'
    chunks = [body[start : start + size] for start in range(0, len(body), size)]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    lines = [found async for found in read_lines(receive, longest=20, most=1_000)]

    assert lines == [b'{"a":1}', b'{"b":2}', TOO_LONG, b'{"c":3}']


async def test_batches_are_bounded_and_end_with_what_was_read() -> None:
    async def lines() -> AsyncIterator[Line]:
        for each in (b"a", b"b", b"c", b"xxxx", b"d"):
            yield each
        raise CutShort(too_large(1))

    batches: list[list[Line]] = []

    async def cut() -> None:
        async for batch in batched(lines(), count=2, size=4):
            batches.append(batch)  # noqa: PERF401 - the raise comes after the last

    with pytest.raises(CutShort):
        await cut()
    assert batches == [[b"a", b"b"], [b"c", b"xxxx"], [b"d"]]
