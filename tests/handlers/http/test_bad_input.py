"""Whatever is sent: one clear sentence, and never a 500."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from handlers.http import raw
from tests.builders import SLUG
from tests.handlers.http.serving import Served

GOOD: dict[str, Any] = {"workflow": SLUG, "content": "Dear Mr Weber"}


def body(**fields: Any) -> bytes:
    return json.dumps(GOOD | fields).encode()


def nested(levels: int) -> Any:
    return {} if levels == 1 else {"deeper": nested(levels - 1)}


STATES = "'in_review', 'approved', 'rejected', 'expired', 'released', 'superseded'"
LINK = {"label": "Order", "url": "https://example.com/"}
WRONG_SHAPES = [
    (body(contnet="x"), "unknown_field", "contnet", "Did you mean `content`?"),
    (body(**{"z" * 500: 1}), "unknown_field", "z" * 60 + "…", "/docs"),
    (b'{"content": "x"}', "missing_field", "workflow", "`workflow` is required"),
    (b'{"workflow": "refund-replies"}', "missing_field", "content", "required"),
    (body(content=""), "too_short", "content", "must not be empty"),
    (body(content="x" * 40_001), "too_long", "content", "40000 characters"),
    (body(title="x" * 151), "too_long", "title", "150"),
    (body(input="x" * 40_001), "too_long", "input", "40000"),
    (body(content=7), "wrong_type", "content", "must be text, not a whole number"),
    (body(content=None), "wrong_type", "content", "must be text, not null"),
    (body(title=["x"]), "wrong_type", "title", "text or null, not a list"),
    (body(confidence="0.9"), "wrong_type", "confidence", "a number or null, not text"),
    (body(confidence=1.01), "out_of_range", "confidence", "<= 1.0"),
    (body(confidence=-0.01), "out_of_range", "confidence", ">= 0.0"),
    (b'{"workflow":"a","content":"x","confidence":1e999}', "out_of_range", "confidence", "too large"),
    (body(risk="low"), "invalid_value", "risk", "`risk` must be `normal` or `high`."),
    (body(links=[LINK] * 6), "too_many", "links", "at most 5 entries"),
    (body(links=[{"label": "Order"}]), "missing_field", "links[0].url", "required"),
    (body(links=[LINK | {"href": "x"}]), "unknown_field", "links[0].href", "no field"),
    (body(links=[{"label": "x", "url": "http://example.com/"}]), "invalid_value", "links[0].url", "https://"),
    (body(links=[{"label": "x", "url": "https://a@example.com/"}]), "invalid_value", "links[0].url", "user name"),
    (body(links=[{"label": "x", "url": "javascript:alert(1)"}]), "invalid_value", "links[0].url", "must be"),
    (body(callback_url="http://example.com/"), "invalid_value", "callback_url", "https://"),
    (body(callback_url="http://127.0.0.1/"), "invalid_value", "callback_url", "https://"),
    (body(callback_url="https://169.254.169.254/"), "invalid_value", "callback_url", "public internet"),
    (body(needed_by="2026-11-24T12:00:00"), "invalid_time", "needed_by", "with a zone"),
    (body(needed_by="tomorrow"), "invalid_time", "needed_by", "with a zone"),
    (body(needed_by=1_700_000_000), "wrong_type", "needed_by", "a time such as"),
    (body(needed_by="9999-12-31T23:59:59-12:00"), "invalid_time", "needed_by", "too far away"),
    (body(requested_by="Cleo"), "invalid_value", "requested_by", "e-mail address"),
    (body(supersedes="out_1"), "invalid_value", "supersedes", "id of an output"),
    (body(supersedes="out_" + "0" * 26), "not_found", "supersedes", "no such output"),
    (body(metadata=[1]), "wrong_type", "metadata", "an object or null, not a list"),
    (body(metadata={"x": "y" * 16_384}), "too_long", "metadata", "16 KB"),
    (body(metadata=nested(9)), "too_deep", "metadata", "8 levels"),
    (body(metadata={"n": 2**63}), "out_of_range", "metadata", "too large"),
    (body(metadata={"n": 10**400}), "out_of_range", "metadata", "too large"),
    (body(content="a\x00b"), "nul_character", "content", "NUL"),
    (body(metadata={"a": [{"b": "\x00"}]}), "nul_character", "metadata.a[0].b", "NUL"),
    (body(metadata={"a\x00": 1}), "nul_character", "metadata", "NUL"),
    (b"[]", "wrong_type", None, "The body must be an object, not a list"),
    (b"null", "wrong_type", None, "must be an object"),
]  # fmt: skip
MALFORMED = [
    (b"", "malformed_json", "ends too early"),
    (b'{"workflow": "refund-replies", "content": "x"', "malformed_json", "ends too early"),
    (b'{"workflow": "refund-replies", "content": "x"} x', "malformed_json", "trailing"),
    (b'{"workflow": "refund-replies", "content": "x",}', "malformed_json", "trailing comma"),
    (b'{"workflow":"a","content":"x","confidence":NaN}', "malformed_json", "NaN"),
    (b'{"workflow":"a","content":"x","confidence":-Infinity}', "malformed_json", "Infinity"),
    (b'{"workflow":"a","content":"x","metadata":{"a":Infinity}}', "malformed_json", "Infinity"),
    (b'{"workflow":"a","content":"\\ud800"}', "lone_surrogate", "surrogate"),
    (b'{"workflow":"a","content":"\\udc00\\ud800"}', "lone_surrogate", "surrogate"),
    (b'{"workflow":"a","content":"\xff"}', "not_utf8", "UTF-8"),
    (b'{"workflow":"a","content":"\xed\xa0\x80"}', "not_utf8", "UTF-8"),
    (json.dumps(GOOD).encode("utf-16"), "malformed_json", "not valid JSON"),
    (b'{"workflow":"a","content":"x","content":"y"}', "duplicate_field", "`content` is there twice"),
    (b'{"workflow":"a","content":"x","conten\\u0074":"y"}', "duplicate_field", "`content` is there twice"),
    (b'{"workflow":"a","content":"x","metadata":{"a":1,"a" :2}}', "duplicate_field", "`a` is there twice"),
    (b'{"workflow":"a","content":"x","metadata":{"a\\\\":1,"a\\\\":2}}', "duplicate_field", "twice"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "code", "field", "words"), WRONG_SHAPES)
async def test_a_wrong_value_is_named(
    one: Served, sent: bytes, code: str, field: str | None, words: str
) -> None:
    answer = await one.raw(sent)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (422, code, field)
    assert words in error["message"]
    assert error["message"].endswith((".", "?"))


@pytest.mark.parametrize(("sent", "code", "words"), MALFORMED)
async def test_what_is_no_json_is_malformed(one: Served, sent: bytes, code: str, words: str) -> None:
    answer = await one.raw(sent)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert words in answer.json()["error"]["message"]


async def test_a_bottomless_body_is_refused(one: Served) -> None:
    deep = b'{"workflow":"a","content":"x","metadata":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"

    answer = await one.raw(deep)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_deep")


async def test_nothing_that_is_fine_is_taken_for_a_duplicate(one: Served) -> None:
    sent = body(
        content='He said "content": "x", then \\"title\\": and \\u0000 and "',
        title='"title" :',
        metadata={'"': {"a": 1}, "b": {"a": 1}, 'c": ': '": '},
    )

    answer = await one.raw(sent)

    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency_key_missing"),
        (b"", "idempotency_key_missing"),
        (b"x" * 256, "idempotency_key_too_long"),
        (b"\xff", "idempotency_key_invalid"),
        ("a\u200bb".encode(), "idempotency_key_invalid"),
    ],
)
async def test_a_key_for_repeating_is_required_and_short(one: Served, key: bytes | None, code: str) -> None:
    headers: list[tuple[bytes, bytes]] = [(b"Authorization", f"Bearer {one.key}".encode())]
    headers += [] if key is None else [(b"Idempotency-Key", key)]

    answer = await one.client.post("/v1/outputs", json=GOOD, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_255_characters_of_any_script_are_a_key(one: Served) -> None:
    headers = {b"Authorization": f"Bearer {one.key}".encode(), b"Idempotency-Key": ("ü" * 255).encode()}

    answer = await one.client.post("/v1/outputs", json=GOOD, headers=headers)

    assert answer.status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
async def test_only_json_is_read(one: Served, kind: str) -> None:
    answer = await one.raw(body(), content_type=kind)

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


async def test_json_with_a_charset_is_read_and_gzip_is_not(one: Served) -> None:
    plain = await one.raw(body(), content_type="Application/JSON; charset=utf-8")
    zipped = await one.client.post(
        "/v1/outputs",
        content=body(),
        headers=one.headers(Idempotency_Key="1", Content_Type="application/json", Content_Encoding="gzip"),
    )

    assert plain.status_code == 201
    assert (zipped.status_code, zipped.json()["error"]["code"]) == (415, "unsupported_encoding")


async def test_the_longest_text_fits_in_the_largest_body(one: Served) -> None:
    answer = await one.raw(body(content="😀" * 40_000, input="😀" * 40_000))

    assert answer.status_code == 201


async def test_a_huge_body_is_cut_off(one: Served) -> None:
    announced = await one.raw(b"x" * 1_048_577)

    assert (announced.status_code, announced.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(("chunks", "answered"), [(100, True), (2_000, False)])
async def test_a_body_of_unknown_length_is_cut_off(one: Served, chunks: int, answered: bool) -> None:
    reader, writer = await asyncio.open_connection(one.client.base_url.host, one.client.base_url.port)
    writer.write(
        b"POST /v1/outputs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: 1\r\n"
        b"Transfer-Encoding: chunked\r\nAuthorization: Bearer " + one.key.encode() + b"\r\n\r\n"
    )
    sent = 0
    with contextlib.suppress(ConnectionError):
        for _ in range(chunks):
            writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            await writer.drain()
            sent += 1
        writer.write(b"0\r\n\r\n")
        answer = await reader.read()
    writer.close()

    # Who sends a little too much reads why; who never ends is cut off.
    assert (sent == chunks) is answered
    if answered:
        assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("name", "status"),
    [("Authorization", 401), ("Idempotency-Key", 400), ("Content-Type", 415), ("Content-Encoding", 415)],
)
async def test_a_header_that_counts_is_sent_once(one: Served, name: str, status: int) -> None:
    headers = one.headers(Idempotency_Key="1", Content_Type="application/json", Content_Encoding="identity")

    answer = await one.client.post(
        "/v1/outputs", content=body(), headers=[*headers.items(), (name, headers[name])]
    )
    listed = await one.client.get(
        "/v1/outputs", headers=[*headers.items(), ("X-Other", "1"), ("X-Other", "2")]
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, "duplicate_header")
    assert answer.json()["error"]["field"] == name
    assert listed.json() == {"outputs": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("path", "kind", "sent"),
    [("outputs", "json", body()[:-1]), ("outputs/bulk", "x-ndjson", body(idempotency_key="1") + b"\n{")],
)
async def test_a_body_that_stops_coming_is_given_up(
    one: Served, monkeypatch: pytest.MonkeyPatch, path: str, kind: str, sent: bytes
) -> None:
    monkeypatch.setattr(raw, "SILENCE_S", 0.2)
    reader, writer = await asyncio.open_connection(one.client.base_url.host, one.client.base_url.port)
    writer.write(
        f"POST /v1/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/{kind}\r\nIdempotency-Key: 1\r\n"
        f"Content-Length: 10000\r\nAuthorization: Bearer {one.key}\r\n\r\n".encode()
        + sent
    )
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()

    # In bulk, what came before was taken, and the reason has a line of its own.
    assert b"too_slow" in answer
    assert answer.count(b'"status":201') == (1 if "bulk" in path else 0)


async def test_a_body_that_is_still_coming_when_the_bot_ends_is_answered() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def read(_scope: Scope, receive: Receive, _send: Send) -> None:
        await raw.read_body({}, receive, 100)

    task = asyncio.create_task(raw.RawEndpoint(read).serve({}, receive, send))
    await asyncio.sleep(0)
    task.cancel()

    assert await task == 503
    assert (b"retry-after", b"3") in sent[0]["headers"]
    assert b"about to stop" in sent[1]["body"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/outputs/", 404, "not_found"),
        ("GET", "/v1/outputs/out_1", 404, "not_found"),
        ("GET", "/v1/outputs/%00", 404, "not_found"),
        ("GET", "/v1/outputs/out_" + "0" * 26, 404, "not_found"),
        ("GET", "/v1/workflows/%00", 404, "not_found"),
        ("GET", "/v1/workflows/contract-summaries", 404, "not_found"),
        ("GET", "/v1/evidence/%ff", 404, "not_found"),
        ("POST", "/v1/outputs/out_1/release", 404, "not_found"),
        ("POST", "/v1/outputs/out_1/recall", 404, "not_found"),
        ("POST", "/v1/outputs/out_1/answer", 404, "not_found"),
        ("POST", "/v1/outputs/out_1/praise", 404, "not_found"),
        ("GET", "/v1/workflows/contract-summaries/signals", 404, "not_found"),
        (
            "GET",
            "/v1/workflows/refund-replies/signals?from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z",
            422,
            "invalid_value",
        ),
        ("GET", "/v1/workflows/refund-replies/signals?from=2020-01-01T00:00:00Z", 422, "out_of_range"),
        ("GET", "/v1/workflows/refund-replies/signals?to=0001-03-01T00:00:00Z", 422, "invalid_time"),
        ("GET", "/v1/workflows/refund-replies/signals?from=monday", 422, "invalid_time"),
        ("PUT", "/v1/outputs", 405, "method_not_allowed"),
        ("DELETE", "/v1/outputs/out_1", 405, "method_not_allowed"),
        ("GET", "/v1/outputs/bulk/", 404, "not_found"),
    ],
)
async def test_what_is_not_there_says_so_in_the_same_form(
    one: Served, method: str, path: str, status: int, code: str
) -> None:
    answer = await one.client.request(method, path, headers=one.headers(Idempotency_Key="1"))

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_all_methods_of_a_path_are_named(one: Served) -> None:
    answer = await one.client.put("/v1/outputs")

    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/outputs?limit=0", "limit"),
        ("/v1/outputs?limit=x", "limit"),
        ("/v1/outputs?stat=released", "stat"),
        ("/v1/outputs?state=gone", "state"),
        ("/v1/outputs?since=2026-11-23T09:00:00", "since"),
        ("/v1/outputs?since=0001-01-01T00:00:00%2B23:59", "since"),
        ("/v1/outputs?cursor=abc", "cursor"),
        ("/v1/outputs?cursor=%ff", "cursor"),
        (
            "/v1/outputs?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OS5vdXRfMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA",
            "cursor",
        ),
        ("/v1/outputs/out_1?wait=61", "wait"),
        ("/v1/outputs/out_1?wait=-1", "wait"),
        ("/v1/outputs/out_1?wait=nan", "wait"),
        ("/v1/outputs/out_1?wait=", "wait"),
        ("/v1/outputs/out_1?weight=1", "weight"),
    ],
)
async def test_a_wrong_parameter_is_named(one: Served, path: str, field: str) -> None:
    answer = await one.client.get(path, headers=one.headers())

    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "`limit` must be greater than or equal to 1."),
        ("state=gone", f"`state` must be {STATES} or 'recalled'."),
        ("since=yesterday", "`since` must be a time with a zone, such as 2026-11-24T12:00:00Z."),
        ("since=2026-11-23T09:00:00", "`since` must be a time with a zone, such as 2026-11-24T12:00:00Z."),
    ],
)
async def test_a_wrong_parameter_is_told_what_would_be_right(one: Served, query: str, said: str) -> None:
    answer = await one.client.get(f"/v1/outputs?{query}", headers=one.headers())

    assert answer.json()["error"]["message"] == said


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ans_x",
        "Basic dTpw",
        "Bearer \xff",
        "Bearer ans_" + "0" * 26 + "_" + "0" * 64,
    ],
)
async def test_whoever_has_no_key_is_told_how_to_send_one(one: Served, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}

    for answer in (
        await one.client.post("/v1/outputs", json=GOOD, headers=headers),
        await one.client.get("/v1/outputs", headers=headers),
        await one.client.get("/v1/outputs/out_1", headers=headers),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_body_is_too_strange(one: Served, data: st.DataObject) -> None:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(st.characters(), max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    )
    names = st.sampled_from(
        ["workflow", "content", "title", "links", "metadata", "confidence", "needed_by", "risk", "other"]
    )
    sent = data.draw(
        st.binary(max_size=60)
        | st.dictionaries(names, values, max_size=4).map(
            lambda fields: json.dumps(GOOD | fields).encode("utf-8", "surrogatepass")
        )
    )

    answer = await one.raw(sent, key=str(hash(sent)))

    assert answer.status_code in (200, 201, 400, 403, 422), answer.text
