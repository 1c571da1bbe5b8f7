"""Feedback over HTTP: what became of an output that was released, said once however often it is sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.aftermath import FeedbackKind
from domain.outputs import Output
from storage.aftermath import feedback_on, reports_about
from tests.builders import Company
from tests.handlers.http.serving import Served, a_key

KINDS: tuple[FeedbackKind, ...] = ("used", "edited", "discarded", "no_use", "wrong", "cleanup", "exception")


def released(company: Company) -> Output:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.release(output)
    return company.look(output)


async def say(
    api: Served, output_id: str, body: Any, *, scopes: Any = ("feedback",), **headers: str
) -> httpx.Response:
    key = headers.pop("key", None) or a_key(api.company, *scopes)
    sent = {
        "Authorization": f"Bearer {key}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    path = f"/v1/outputs/{output_id}/feedback"
    if isinstance(body, bytes):
        return await api.client.post(path, content=body, headers={"Content-Type": "application/json"} | sent)
    return await api.client.post(path, json=body, headers=sent)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_is_kept_with_what_it_cost(api: Served, kind: str) -> None:
    output = released(api.company)

    answer = await say(api, output.id, {"kind": kind, "minutes": 12, "team": " legal ", "note": "As it is."})

    told = answer.json()
    assert answer.status_code == 201
    assert (told["kind"], told["minutes"], told["team"], told["note"]) == (kind, 12, "legal", "As it is.")
    (kept,) = api.db.read_now(feedback_on, output.id)
    assert (kept.id, kept.kind, kept.minutes, kept.team) == (told["id"], kind, 12, "legal")


async def test_wrong_opens_a_report_that_the_owner_answers(api: Served) -> None:
    output = released(api.company)
    key = a_key(api.company, "feedback")

    first = await say(api, output.id, {"kind": "wrong", "critical": True, "note": "Amount"}, key=key)
    second = await say(api, output.id, {"kind": "wrong", "note": "Name"}, key=key)

    (report,) = api.db.read_now(reports_about, output.id)
    assert first.json()["report"] == second.json()["report"] == {"id": report.id, "state": "open"}
    assert (report.via, report.critical, report.note) == ("api", True, "Name")
    assert api.company.look(output).state == "released"


async def test_the_same_said_again_counts_once(api: Served) -> None:
    output, key = released(api.company), a_key(api.company, "feedback")
    body = {"kind": "cleanup", "minutes": 12}

    first = await say(api, output.id, body, key=key)
    again = await say(api, output.id, {"minutes": 12, "kind": "cleanup"}, key=key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    assert len(api.db.read_now(feedback_on, output.id)) == 1


async def test_with_keys_of_its_own_the_same_can_be_said_twice(api: Served) -> None:
    output, key = released(api.company), a_key(api.company, "feedback")
    body = {"kind": "cleanup", "minutes": 12}

    for name in ("case-1", "case-2", "case-2"):
        await say(api, output.id, body, key=key, Idempotency_Key=name)
    other = await say(api, output.id, body | {"minutes": 13}, key=key, Idempotency_Key="case-2")

    assert len(api.db.read_now(feedback_on, output.id)) == 2
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_mismatch")


async def test_of_what_was_not_released_nothing_is_kept(api: Served) -> None:
    output = api.company.hand_in()

    answer = await say(api, output.id, {"kind": "used"})

    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "code": "not_released",
        "message": "This output was not released: it is in_review. Feedback is about what went out.",
        "field": None,
    }


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "missing_field", "kind"),
        ({"kind": "great"}, 422, "invalid_value", "kind"),
        ({"kind": "used", "minutes": -1}, 422, "out_of_range", "minutes"),
        ({"kind": "used", "minutes": 100_001}, 422, "out_of_range", "minutes"),
        ({"kind": "used", "minutes": 1.5}, 422, "wrong_type", "minutes"),
        ({"kind": "used", "team": "x" * 201}, 422, "too_long", "team"),
        ({"kind": "used", "note": "a\x00b"}, 422, "nul_character", "note"),
        ({"kind": "used", "critical": True}, 422, "invalid_value", "critical"),
        ({"kind": "used", "minuts": 1}, 422, "unknown_field", "minuts"),
        (b"[]", 422, "wrong_type", None),
        (b"{", 400, "malformed_json", None),
        (b'{"kind": "used", "kind": "wrong"}', 400, "duplicate_field", "kind"),
    ],
)
async def test_each_kind_of_bad_input_gets_its_sentence(
    api: Served, body: Any, status: int, code: str, field: str | None
) -> None:
    output = released(api.company)

    answer = await say(api, output.id, body)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (status, code, field)
    assert api.db.read_now(feedback_on, output.id) == []


async def test_it_takes_a_key_with_the_scope_and_an_output_of_its_workflow(api: Served) -> None:
    output = released(api.company)

    without = await say(api, output.id, {"kind": "used"}, scopes=("submit", "read"))
    unknown = await say(api, "out_" + "0" * 26, {"kind": "used"})
    shapeless = await say(api, "1881", {"kind": "used"})
    typed = await say(api, output.id, b"kind=used", Content_Type="text/plain")

    assert [one.status_code for one in (without, unknown, shapeless, typed)] == [403, 404, 404, 415]
