"""An AI system sees what a reviewer asks, and answers it: once, and as often as it likes with the same words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.outputs import Output
from tests.handlers.http.serving import Served, a_key
from tests.handlers.http.test_outputs import another_workflow
from tests.usecases.test_questions import WHICH, about, ask, reviewers_due_at


@pytest.fixture
def asked(api: Served) -> Output:
    output = api.company.hand_in(requested_by="cleo@example.com")
    ask(api.company, output)
    api.company.later(minutes=30)
    return output


async def test_what_is_open_can_be_read_and_is_gone_with_the_answer(api: Served, asked: Output) -> None:
    before = (await api.get(f"/v1/outputs/{asked.id}")).json()
    listed = (await api.get("/v1/outputs")).json()["outputs"]

    answered = await api.answer(asked, "  The second order. ")

    (put,) = about(api.company, asked)
    assert before["question"] == {
        "id": put.id,
        "text": WHICH,
        "asked_at": "2026-11-23T09:00:00.000Z",
        "asked_by": {"slack_user_id": "U0BEN", "name": "Ben"},
    }
    assert [one["question"] for one in listed] == [before["question"]]
    assert (answered.status_code, answered.json()["question"]) == (200, None)
    assert (put.answer, put.answered_via) == ("The second order.", "api")


async def test_the_requesters_deadline_is_what_it_was(api: Served, asked: Output) -> None:
    before = (await api.get(f"/v1/outputs/{asked.id}")).json()["due_at"]

    after = (await api.answer(asked, "The second")).json()["due_at"]

    assert before == after
    assert reviewers_due_at(api.company, asked) == asked.due_at + timedelta(minutes=30)


async def test_the_same_answer_again_is_fine_and_another_is_a_conflict(api: Served, asked: Output) -> None:
    (put,) = about(api.company, asked)
    answers = [
        await api.answer(asked, "The second"),
        await api.answer(asked, "The second"),
        await api.answer(asked, "The second", question=put.id),
        await api.answer(asked, "The first"),
        await api.answer(asked, "The first", question=put.id),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 409, 409]
    assert [answer.json()["error"]["code"] for answer in answers[3:]] == ["no_question", "already_answered"]
    assert [one.answer for one in about(api.company, asked)] == ["The second"]


async def test_where_nothing_is_asked_there_is_nothing_to_answer(api: Served) -> None:
    output = api.company.hand_in()

    answer = await api.answer(output, "Yes")

    assert answer.status_code == 409
    assert answer.json()["error"]["message"] == "No question is open here: there is nothing to answer."


async def test_another_workflows_key_finds_nothing_to_answer(api: Served, asked: Output) -> None:
    another_workflow(api.company)
    api.key = a_key(api.company, workflow="contract-summaries")

    answer = await api.answer(asked, "Yes")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert api.company.look(asked).question is not None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"[]", 422, "wrong_type"),
        (b"{}", 422, "missing_field"),
        (b'{"answer": ""}', 422, "too_short"),
        (b'{"answer": " \\n "}', 422, "too_short"),
        (b'{"answer": "a\\u0000b"}', 422, "nul_character"),
        (b'{"answer": "Yes", "anwser": "No"}', 422, "unknown_field"),
        (b'{"answer": "' + b"x" * 3_001 + b'"}', 422, "too_long"),
        (b'{"answer": "' + b"x" * 70_000 + b'"}', 413, "too_large"),
    ],
)
async def test_bad_answers_change_nothing(
    api: Served, asked: Output, body: bytes, status: int, code: str
) -> None:
    headers = api.headers(Content_Type="application/json")

    answer = await api.client.post(f"/v1/outputs/{asked.id}/answer", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert api.company.look(asked).question is not None
