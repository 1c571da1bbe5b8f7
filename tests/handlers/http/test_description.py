"""`openapi.json` is true, and `/docs` shows it without asking anybody else."""

from __future__ import annotations

import re
import shlex
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.routing import Match

from domain.signals import SIGNALS
from tests.architecture.source import ROOT
from tests.builders import SLUG
from tests.handlers.http.serving import Served, a_key
from tests.usecases.test_questions import ask

PROMISED = {
    "POST /v1/outputs",
    "GET /v1/outputs",
    "POST /v1/outputs/bulk",
    "GET /v1/outputs/{output_id}",
    "POST /v1/outputs/{output_id}/release",
    "POST /v1/outputs/{output_id}/recall",
    "POST /v1/outputs/{output_id}/feedback",
    "POST /v1/outputs/{output_id}/answer",
    "GET /v1/workflows",
    "GET /v1/workflows/{slug}",
    "GET /v1/workflows/{slug}/signals",
    "GET /v1/evidence/{output_id}",
    "GET /livez",
    "GET /readyz",
    "GET /metrics",
}


async def description(api: Served) -> dict[str, Any]:
    answer = await api.client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def valid(described: dict[str, Any], schema: dict[str, Any], value: object) -> None:
    validator = jsonschema.Draft202012Validator({**schema, "components": described["components"]})
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)] == []


async def test_what_is_described_is_what_is_promised_and_what_is_served(one: Served) -> None:
    described = operations(await description(one))

    assert set(described) == PROMISED
    for name in described:
        method, path = name.split()
        scope = {"type": "http", "method": method, "path": re.sub(r"{\w+}", "x", path), "root_path": ""}
        assert any(route.matches(scope)[0] is Match.FULL for route in one.api.routes), name


async def test_each_operation_names_what_it_answers(one: Served) -> None:
    described = operations(await description(one))

    for name, operation in described.items():
        assert operation["description"], name
        if "/v1/" in name:
            assert operation["security"] == [{"key": []}], name
            assert {"401", "403", "429", "503"} <= set(operation["responses"]), name
    assert set(described["POST /v1/outputs"]["responses"]) == {
        "200", "201", "400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "503",
    }  # fmt: skip


async def test_what_must_be_sent_is_what_is_asked_for(one: Served) -> None:
    schemas = (await description(one))["components"]["schemas"]

    assert schemas["NewOutput"]["required"] == ["workflow", "content"]
    assert schemas["NewOutput"]["additionalProperties"] is False
    for field in schemas["NewOutput"]["properties"]:
        body = {"workflow": SLUG, "content": "x"}
        body.pop(field, None)
        answer = await one.client.post("/v1/outputs", json=body, headers=one.headers(Idempotency_Key=field))
        assert (answer.status_code == 422) is (field in schemas["NewOutput"]["required"]), field


async def test_every_answer_has_the_form_that_was_described(api: Served) -> None:
    described = await description(api)
    output = api.company.hand_in()
    api.company.vote(output, "ben", "reject")
    one_output = f"/v1/outputs/{output.id}"
    used = api.company.hand_in("Used")
    api.company.vote(used, "ben", via="modal")
    api.company.release(used)
    feedback = "POST /v1/outputs/{output_id}/feedback"
    say, wrong = f"/v1/outputs/{used.id}/feedback", {"kind": "wrong", "minutes": 3}
    asked = api.company.hand_in("Dear Mrs Weber, …")
    ask(api.company, asked)
    answers = [
        (feedback, await api.client.post(say, json=wrong, headers=api.headers())),
        (feedback, await api.client.post(say, json=wrong, headers=api.headers())),
        (feedback, await api.client.post(say, json={}, headers=api.headers())),
        (feedback, await api.client.post(f"{one_output}/feedback", json=wrong, headers=api.headers())),
        ("POST /v1/outputs", await api.submit("Reply", key="1")),
        ("POST /v1/outputs", await api.submit("Reply", key="1")),
        ("POST /v1/outputs", await api.submit("Other", key="1")),
        ("POST /v1/outputs", await api.raw(b"{")),
        ("GET /v1/outputs", await api.get("/v1/outputs", limit=1)),
        ("GET /v1/outputs", await api.get("/v1/outputs", limit=0)),
        ("GET /v1/outputs/{output_id}", await api.get(one_output)),
        ("GET /v1/outputs/{output_id}", await api.get("/v1/outputs/out_1")),
        ("POST /v1/outputs/{output_id}/release", await api.post(f"{one_output}/release", Idempotency_Key="1")),
        ("POST /v1/outputs/{output_id}/release", await api.post(f"{one_output}/release")),
        ("POST /v1/outputs/{output_id}/recall", await api.post(f"{one_output}/recall")),
        ("GET /v1/outputs/{output_id}", await api.get(f"/v1/outputs/{asked.id}")),
        ("POST /v1/outputs/{output_id}/answer", await api.answer(asked, "The second")),
        ("POST /v1/outputs/{output_id}/answer", await api.answer(asked, "The first")),
        ("POST /v1/outputs/{output_id}/answer", await api.answer(asked, "")),
        ("GET /v1/workflows", await api.get("/v1/workflows")),
        ("GET /v1/workflows/{slug}", await api.get(f"/v1/workflows/{SLUG}")),
        ("GET /v1/workflows/{slug}", await api.get("/v1/workflows/x")),
        ("GET /v1/workflows/{slug}/signals", await api.get(f"/v1/workflows/{SLUG}/signals")),
        ("GET /v1/workflows/{slug}/signals", await api.get("/v1/workflows/x/signals")),
        ("GET /v1/workflows/{slug}/signals", await api.get(f"/v1/workflows/{SLUG}/signals", until="x")),
        ("GET /v1/evidence/{output_id}", await api.get(f"/v1/evidence/{output.id}")),
        ("GET /livez", await api.get("/livez")),
        ("GET /readyz", await api.get("/readyz")),
    ]  # fmt: skip

    for name, answer in answers:
        told = operations(described)[name]["responses"][str(answer.status_code)]
        valid(described, told["content"]["application/json"]["schema"], answer.json())
    lines = await api.bulk({"workflow": SLUG, "content": "x", "idempotency_key": "9"}, b"no")
    schema = operations(described)["POST /v1/outputs/bulk"]["responses"]["200"]["content"][
        "application/x-ndjson"
    ]["schema"]
    for line in lines:
        valid(described, schema, line)


@pytest.mark.parametrize(
    ("accept", "query", "is_table"),
    [
        ("text/csv", "", True),
        ("application/json;q=0.5, text/csv", "", True),
        ("text/csv;q=0.1, application/json", "", False),
        ("text/csv;q=x", "", False),
        ("*/*", "", False),
        ("*/*", "?format=csv", True),
        ("text/csv", "?format=json", False),
    ],
)
async def test_figures_come_as_a_table_where_one_is_asked_for(
    one: Served, accept: str, query: str, is_table: bool
) -> None:
    path = f"/v1/workflows/{SLUG}/signals{query}"

    answer = await one.client.get(path, headers=one.headers(Accept=accept))

    assert answer.status_code == 200
    if is_table:
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        head, *rows = answer.text.splitlines()
        assert head == "workflow,signal,value,low,high,n,suppressed,unit,window,method"
        assert [row.split(",")[1] for row in rows] == [signal.key for signal in SIGNALS]
    else:
        assert [told["key"] for told in answer.json()["signals"]] == [signal.key for signal in SIGNALS]


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
async def test_what_the_pages_hand_in_with_curl_is_taken(one: Served, page: str) -> None:
    text = (ROOT / page).read_text().replace("\\\n", "")
    bodies = r"""^curl (?:[^'\n]* )(--json|-d) '([^']+)'$"""
    (shown,) = re.finditer(bodies, text, re.MULTILINE)
    words = shlex.split(shown[0])
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    if shown[1] == "--json":
        headers["Content-Type"] = "application/json"
    headers["Authorization"] = headers["Authorization"].replace("$KEY", one.key)

    answer = await one.client.post("/v1/outputs", content=shown[2].encode(), headers=headers)

    assert answer.status_code == 201, answer.text


@settings(
    max_examples=40,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
async def test_nothing_that_the_description_allows_or_forbids_breaks_it(
    one: Served, data: st.DataObject
) -> None:
    schema = schemathesis.openapi.from_dict(await description(one))
    operation = data.draw(st.sampled_from(sorted(PROMISED - {"GET /metrics", "POST /v1/outputs/bulk"})))
    mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
    method, path = operation.split()
    case = data.draw(schema[path][method].as_strategy(generation_mode=mode))
    sent = case.as_transport_kwargs(base_url=str(one.client.base_url))
    headers = {**(sent.pop("headers", None) or {}), **one.headers()}
    sent.pop("cookies", None)

    answer = await one.client.request(sent.pop("method"), sent.pop("url"), headers=headers, **_as_httpx(sent))

    described = operations(schema.raw_schema)[operation]["responses"]
    assert answer.status_code < 500, answer.text
    assert str(answer.status_code) in {*described, "400", "404", "405", "413", "415"}, (
        operation,
        answer.text,
    )


def _as_httpx(sent: dict[str, Any]) -> dict[str, Any]:
    data = sent.pop("data", None)
    return {name: value for name, value in sent.items() if value is not None} | (
        {} if data is None else {"content": data if isinstance(data, bytes | str) else repr(data)}
    )


async def test_the_page_for_people_fetches_nothing(one: Served) -> None:
    page = await one.client.get("/docs")

    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"<script|<link|<img|src=|https?://", page.text)
    for name in PROMISED:
        assert name.split()[1] in page.text
    assert "confidence" in page.text
    assert "`" not in page.text


async def test_nothing_is_open_that_was_not_opened(one: Served) -> None:
    """Every operation that is described, and not one that somebody thought of."""
    feedback, others = a_key(one.company, "feedback"), a_key(one.company, "submit", "read")

    for name in operations(await description(one)):
        method, path = name.replace("{output_id}", "out_" + "0" * 26).replace("{slug}", SLUG).split()
        without = await one.client.request(method, path)
        useless = {"Authorization": f"Bearer {others if path.endswith('/feedback') else feedback}"}
        powerless = await one.client.request(method, path, headers=useless)

        expected = (401, 403) if path.startswith("/v1/") else (200, 200)
        assert (without.status_code, powerless.status_code) == expected, name


@pytest.mark.parametrize("path", ["/redoc", "/docs/oauth2-redirect"])
async def test_there_is_no_other_page(one: Served, path: str) -> None:
    assert (await one.client.get(path)).status_code == 404
