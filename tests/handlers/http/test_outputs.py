"""What is told of outputs: lists, decisions, releases, recalls, the record."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.content import content_sha256
from domain.eligibility import Roster
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from tests.builders import CHANNEL, SLUG, Company, a_live, user_id
from tests.handlers.http.serving import Served, a_key, served
from usecases.apply_workflow import ApplyWorkflow, apply_workflow
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.withdraw_vote import UndoVote, undo_vote


async def ids(api: Served, **params: object) -> list[str]:
    answer = await api.get("/v1/outputs", **params)
    assert answer.status_code == 200, answer.text
    return [output["id"] for output in answer.json()["outputs"]]


def another_workflow(company: Company) -> None:
    """Add contract-summaries beside refund-replies."""
    command = ApplyWorkflow(
        slug="contract-summaries",
        policy=Policy(purpose="Summarises contracts"),
        live=a_live(),
        owner=user_id("ada"),
        deputy=None,
        channel_id=CHANNEL,
        roster=Roster(frozenset({user_id("tom")}), frozenset()),
        actor="operator",
        now=company.now,
    )
    company.db.write_now(apply_workflow, command)


async def test_outputs_are_listed_newest_first_a_page_at_a_time(api: Served) -> None:
    made: list[str] = []
    for number in range(5):
        made.append(api.company.hand_in(f"Reply {number}").id)
        api.company.now += timedelta(seconds=number % 2)

    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({} if cursor is None else {"cursor": cursor})
        page = (await api.get("/v1/outputs", **params)).json()
        seen.append([output["id"] for output in page["outputs"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert [len(page) for page in seen] == [2, 2, 1]
    assert [each for page in seen for each in page] == sorted(made, reverse=True)


async def test_a_list_can_be_narrowed(api: Served) -> None:
    old = api.company.hand_in("old")
    api.company.vote(old, "ben", via="modal")
    api.company.later(hours=1)
    new = api.company.hand_in("new")

    assert await ids(api, state="approved") == [old.id]
    assert await ids(api, since="2026-11-23T10:30:00+01:00") == [new.id]
    assert await ids(api, workflow=SLUG, state="in_review") == [new.id]
    assert await ids(api, state="released") == []


async def test_a_list_takes_as_many_statements_for_two_as_for_fifty(api: Served) -> None:
    outputs = [api.company.hand_in(f"Reply {number}") for number in range(50)]
    for output in outputs:
        api.company.vote(output, "ben")
    await ids(api, limit=2)

    before = api.db.statements
    await ids(api, limit=2)
    few = api.db.statements - before
    await ids(api, limit=50)

    assert api.db.statements - before == 2 * few <= 8


async def test_all_votes_are_shown_with_when_they_count(api: Served) -> None:
    output = api.company.hand_in()
    api.company.vote(output, "ben")
    api.company.later(seconds=10)
    api.db.write_now(undo_vote, UndoVote(output.id, api.company.person("ben"), api.company.now))
    api.company.vote(output, "mia", via="modal")

    shown = (await api.get(f"/v1/outputs/{output.id}")).json()

    assert [(vote["by"]["name"], vote["withdrawn_at"]) for vote in shown["decisions"]] == [
        ("Ben", "2026-11-23T09:00:10.000Z"),
        ("Mia", None),
    ]
    assert shown["decision"] == {
        "verdict": "approve",
        "reason": None,
        "note": None,
        "content": None,
        "by": {"slack_user_id": "U0MIA", "name": "Mia"},
        "at": "2026-11-23T09:00:10.000Z",
        "via": "modal",
    }
    assert shown["decision_pending"] is None


async def test_a_fixed_text_is_told_with_whoever_approved_it(api: Served) -> None:
    api.company.apply(Policy(purpose="Drafts replies", approvals=2))
    output = api.company.hand_in("We refund 49 EUR.")
    api.company.vote(output, "tom", via="modal")
    api.company.fix(output, "ben", "We refund 94 EUR.")
    api.company.later(seconds=1)
    api.company.vote(output, "mia", via="modal", sha256=api.company.look(output).current_sha256)
    api.company.release(output)

    shown = (await api.get(f"/v1/outputs/{output.id}")).json()

    assert [(each["verdict"], each["by"]["name"], each["content"]) for each in shown["decisions"]] == [
        ("approve", "Tom", None),
        ("fix", "Ben", "We refund 94 EUR."),
        ("approve", "Mia", "We refund 94 EUR."),
    ]
    assert [each["withdrawn_at"] is None for each in shown["decisions"]] == [False, True, True]
    assert (shown["decision"]["verdict"], shown["decision"]["content"]) == ("approve", "We refund 94 EUR.")
    assert shown["released_sha256"] == content_sha256("We refund 94 EUR.")
    assert shown["content_sha256"] == output.content_sha256


async def test_a_fix_back_to_what_was_handed_in_is_told_as_a_fix(api: Served) -> None:
    api.company.apply(Policy(purpose="Drafts replies", approvals=2))
    output = api.company.hand_in("We refund 49 EUR.")
    api.company.fix(output, "ben", "We refund 94 EUR.")
    api.company.later(seconds=1)
    api.company.fix(output, "mia", "We refund 49 EUR.")

    shown = (await api.get(f"/v1/outputs/{output.id}")).json()

    assert [each["content"] for each in shown["decisions"]] == ["We refund 94 EUR.", "We refund 49 EUR."]


async def test_an_approved_output_is_released_once(api: Served) -> None:
    output = api.company.hand_in()
    path = f"/v1/outputs/{output.id}/release"
    early = await api.post(path, Idempotency_Key="1")
    api.company.vote(output, "ben")
    undoable = await api.post(path, Idempotency_Key="1")
    api.company.later(seconds=60)
    api.company.tick()

    answers = await asyncio.gather(*(api.post(path, Idempotency_Key=str(number % 5)) for number in range(50)))

    assert (early.status_code, early.json()["error"]["code"]) == (409, "not_releasable")
    assert (undoable.status_code, undoable.json()["error"]["code"]) == (409, "not_yet_final")
    assert undoable.headers["Retry-After"] == "60"
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [409] * 40
    released = next(answer.json() for answer in answers if answer.status_code == 200)
    assert released["state"] == "released"
    assert released["released_sha256"] == output.content_sha256
    assert released["released_at"] == "2026-11-23T09:01:00.000Z"
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["error"]["code"] == "already_released"


async def test_a_release_needs_a_key_for_repeating(one: Served) -> None:
    output = one.company.hand_in()

    answer = await one.post(f"/v1/outputs/{output.id}/release")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "idempotency_key_missing")


async def test_an_output_is_taken_back_as_often_as_asked(api: Served) -> None:
    output = api.company.hand_in()
    api.company.vote(output, "ben")

    first = await api.post(f"/v1/outputs/{output.id}/recall")
    again = await api.post(f"/v1/outputs/{output.id}/recall")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "recalled"
    assert first.json()["decision"] is None
    assert first.json()["decisions"][0]["withdrawn_at"] is not None


async def test_what_has_gone_out_is_not_taken_back_by_its_submitter(one: Served) -> None:
    output = one.company.hand_in()
    one.company.vote(output, "ben", via="modal")
    one.company.release(output)

    answer = await one.post(f"/v1/outputs/{output.id}/recall")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_released")
    assert "only people take back" in answer.json()["error"]["message"]


async def test_nobody_is_told_to_wait_for_what_will_never_be_approved(one: Served) -> None:
    recalled = one.company.hand_in()
    waiting = one.company.hand_in(content="Dear Ms Silva")
    await one.post(f"/v1/outputs/{recalled.id}/recall")

    said = [
        (await one.post(f"/v1/outputs/{output.id}/release", Idempotency_Key="1")).json()["error"]["message"]
        for output in (recalled, waiting)
    ]

    assert said == [
        "This output cannot be released: it is recalled. Hand in a new one.",
        "This output cannot be released: it is in_review. Wait until it is approved.",
    ]


async def test_nothing_pends_where_two_are_needed_and_one_has_said_yes(database_url: str) -> None:
    async with served(database_url, Policy(purpose="Replies", approvals=2)) as api:
        output = api.company.hand_in()
        api.company.vote(output, "ben")
        first = (await api.get(f"/v1/outputs/{output.id}")).json()
        api.company.vote(output, "mia")
        second = (await api.get(f"/v1/outputs/{output.id}")).json()

    assert first["decision_pending"] is None
    assert second["decision_pending"]["by"]["name"] == "Mia"


async def test_the_record_tells_the_whole_story(api: Served) -> None:
    output = api.company.hand_in()
    api.company.vote(output, "ben", via="modal")
    api.company.release(output)

    story = (await api.get(f"/v1/evidence/{output.id}")).json()

    assert [one["action"] for one in story["happenings"]] == [
        "output.handed_in",
        "vote.recorded",
        "output.approved",
        "output.released",
    ]
    assert story["happenings"][1]["actor"] == api.company.person("ben").subject
    assert "Ben" not in str(story)


async def test_a_workflow_says_its_rules(api: Served) -> None:
    shown = (await api.get(f"/v1/workflows/{SLUG}")).json()

    assert shown["owner"] == {"slack_user_id": user_id("ada"), "name": "Ada"}
    assert (shown["status"], shown["lane"], shown["approvals"], shown["undo_s"]) == (
        "live",
        "reviewed",
        1,
        60.0,
    )
    assert shown["standard"] == {
        "statement": "",
        "criteria": [],
        "never": [],
        "max_error_rate": 0.02,
        "confidence": 0.95,
        "escape_budget": 10,
        "error_counts_as": ["rejected", "edited", "critical"],
        "review_by": None,
        "signed": False,
    }
    out = shown["wrong_ones_out"]
    assert (out["value"], out["low"], out["n"], out["suppressed"]) == (None, None, 0, True)
    assert (out["counts"]["gone_out"], out["counts"]["tolerated"]) == (0, None)
    assert "1 - p" in out["method"]
    assert (await api.get("/v1/workflows")).json() == {"workflows": [shown]}


async def test_an_ai_system_hears_clearly_that_its_workflow_is_stopped_and_that_it_goes_on(
    api: Served,
) -> None:
    output = api.company.hand_in()
    path = f"/v1/outputs/{output.id}/release"
    now = api.company.now
    await api.db.write(pause_workflow, PauseWorkflow(SLUG, user_id("mia"), "Wrong amounts.", now))

    waiting = asyncio.create_task(api.get(f"/v1/outputs/{output.id}", wait=30))
    vote = api.company.vote(output, "ben", via="modal")
    waited, held = await waiting, await api.post(path, Idempotency_Key="1")
    shown, came_in = (await api.get(f"/v1/workflows/{SLUG}")).json(), await api.submit("Another text.")
    await api.db.write(resume_workflow, ResumeWorkflow(SLUG, user_id("ada"), "Mended.", now))
    released = await api.post(path, Idempotency_Key="1")

    assert not isinstance(vote, Refused)
    assert waited.json()["state"] == "approved"
    assert held.status_code == 409
    assert held.json()["error"]["code"] == "not_releasable"
    assert held.json()["error"]["message"] == (
        "The workflow is paused, so nothing is released. Ask its owner when it goes on."
    )
    assert (shown["status"], shown["owner"]["name"]) == ("paused", "Ada")
    assert (came_in.status_code, came_in.json()["state"]) == (201, "in_review")
    assert (released.status_code, released.json()["state"]) == (200, "released")


@pytest.mark.parametrize("path", ["", "/release", "/recall", "evidence"])
async def test_another_workflows_outputs_are_not_there(api: Served, path: str) -> None:
    output: Output = api.company.hand_in()
    another_workflow(api.company)
    api.key = a_key(api.company, workflow="contract-summaries")

    if path.startswith("/"):
        answer = await api.post(f"/v1/outputs/{output.id}{path}", Idempotency_Key="1")
    elif path:
        answer = await api.get(f"/v1/evidence/{output.id}")
    else:
        answer = await api.get(f"/v1/outputs/{output.id}", wait=1)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert api.company.look(output) == output
    assert await ids(api) == []
    refused = await api.get("/v1/outputs", workflow=SLUG)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "key_other_workflow")
    superseding = await api.client.post(
        "/v1/outputs",
        json={"workflow": "contract-summaries", "content": "…", "supersedes": output.id},
        headers=api.headers(Idempotency_Key="2"),
    )
    assert (superseding.status_code, superseding.json()["error"]["code"]) == (422, "not_found")
