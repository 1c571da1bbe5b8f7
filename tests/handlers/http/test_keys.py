"""Who may ask: keys, their scopes, and how soon a revoked one is out."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.api_keys import id_in_key
from domain.refusals import CODES, Refused
from handlers.http.refusals import REFUSALS, problem_of
from storage.tables import outbox
from tests.builders import MONDAY, SLUG
from tests.handlers.http.serving import Served, a_key, quiet, until
from usecases.revoke_key import RevokeKey, revoke_key

USE_CASES = Path(__file__).parents[3] / "usecases"


async def test_a_revoked_key_is_out_within_a_second(api: Served) -> None:
    assert (await api.get("/v1/outputs")).status_code == 200
    key_id = id_in_key(api.key)
    assert key_id is not None

    api.db.write_now(revoke_key, RevokeKey(key_id, MONDAY))

    await asyncio.sleep(1.05)
    for answer in (await api.get("/v1/outputs"), await api.submit()):
        assert answer.status_code == 401


async def test_a_key_is_looked_up_once_a_second_however_many_ask(one: Served) -> None:
    await quiet(one.db)
    await asyncio.sleep(1.05)
    before = one.db.statements

    await asyncio.gather(*(one.get("/v1/outputs/out_1") for _ in range(50)))

    assert one.db.statements - before <= 2


async def test_a_key_that_was_made_a_moment_ago_works(api: Served) -> None:
    api.key = a_key(api.company, "read")

    assert (await api.get("/v1/outputs")).status_code == 200


async def test_a_key_that_shares_only_the_id_is_none(one: Served) -> None:
    assert (await one.get("/v1/outputs")).status_code == 200

    one.key = one.key[:-1] + "1"

    assert (await one.get("/v1/outputs")).status_code == 401


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (
            "submit",
            {"POST /v1/outputs", "POST /v1/outputs/bulk", "POST release", "POST recall", "POST answer"},
        ),
        (
            "read",
            {
                "GET /v1/outputs",
                "GET /v1/outputs/{id}",
                "GET /v1/workflows",
                "GET signals",
                "GET /v1/evidence",
            },
        ),
        ("feedback", set[str]()),
    ],
)
async def test_a_scope_opens_these_and_nothing_else(one: Served, scope: str, allowed: set[str]) -> None:
    output = one.company.hand_in()
    one.key = a_key(one.company, scope)  # type: ignore[arg-type]  # one of the scopes
    ndjson = one.headers(Content_Type="application/x-ndjson")

    answers = {
        "POST /v1/outputs": await one.submit(),
        "POST /v1/outputs/bulk": await one.client.post("/v1/outputs/bulk", content=b"", headers=ndjson),
        "POST release": await one.post(f"/v1/outputs/{output.id}/release", Idempotency_Key="1"),
        "POST answer": await one.client.post(
            f"/v1/outputs/{output.id}/answer", json={"answer": "Yes"}, headers=one.headers()
        ),
        "POST recall": await one.post(f"/v1/outputs/{output.id}/recall"),
        "GET /v1/outputs": await one.get("/v1/outputs"),
        "GET /v1/outputs/{id}": await one.get(f"/v1/outputs/{output.id}"),
        "GET /v1/workflows": await one.get("/v1/workflows"),
        "GET signals": await one.get(f"/v1/workflows/{SLUG}/signals"),
        "GET /v1/evidence": await one.get(f"/v1/evidence/{output.id}"),
    }

    assert {name for name, answer in answers.items() if answer.status_code != 403} == allowed


def refused_in(*modules: str) -> set[str]:
    """Every code that these use cases refuse with."""
    return {
        node.args[0].value
        for module in modules
        for node in ast.walk(ast.parse((USE_CASES / f"{module}.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused.of"
        if isinstance(node.args[0], ast.Constant)
    }


def test_every_refusal_that_http_can_meet_has_a_sentence() -> None:
    met = refused_in("submit_output", "release_output", "recall_output", "answer_question")

    assert met <= set(REFUSALS) <= set(CODES)
    assert {"not_found", "idempotency_mismatch", "not_yet_final"} <= met


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_is_one_sentence_with_its_facts(code: str) -> None:
    facts = {"state": "rejected", "at": MONDAY, "scope": "read", "status": "retired", "workflow": SLUG}

    problem = problem_of(Refused(code, facts), MONDAY)  # type: ignore[arg-type]  # one of the codes

    assert 400 <= problem.status < 500
    assert "{" not in problem.body.message
    assert problem.body.message.endswith(".")
    assert problem.body.code in CODES


async def test_whoever_is_locked_out_hears_it_honestly(one: Served) -> None:
    """The database is held by somebody else for longer than it waits: nothing is taken, and that is said."""
    await one.get("/v1/outputs")
    async with asyncio.timeout(30):
        answer = await _submit_while_held(one)

    assert answer == (503, "unavailable", "3")
    await until(lambda: True)
    assert (await one.submit()).status_code == 201


async def _submit_while_held(one: Served) -> tuple[int, str, str]:
    held = one.db._write_engine.connect()
    try:
        held.execute(update(outbox).values(attempts=0))
        answer = await one.submit()
    finally:
        held.close()
    return answer.status_code, answer.json()["error"]["code"], answer.headers["Retry-After"]
