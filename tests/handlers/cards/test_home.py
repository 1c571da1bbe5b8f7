"""App Home at its fullest: Slack takes a hundred blocks and refuses all of it for one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from domain.lanes import Status
from domain.policy import Policy
from domain.verdicts import verdicts_of
from handlers.cards.home import draw_home
from handlers.cards.home_register import register_blocks
from storage.aftermath_home import SHOWN, AfterHome, ToJudge, ToPutRight
from storage.home_views import AUDITS_SHOWN, WAITING_SHOWN, Answered, HomeView, ToLookAt, Waiting
from storage.joining import Joinable
from storage.leave import Leave
from storage.quiet import Quiet
from storage.register import Register, Standing
from storage.standards import Shortfall
from storage.trained import Trained
from storage.workflow_decisions import WorkflowDecision
from storage.workflows import Workflow
from tests.builders import CHANNEL, MONDAY, a_live, user_id
from tests.domain.outputs import an_output

MANY = 30
SOON = MONDAY + timedelta(days=3)
ZONE = "Europe/Berlin"


def answered(number: int, trained: int) -> Answered:
    people = tuple(Trained(f"U{number}", SOON) for number in range(trained))
    return Answered(f"workflow-{number}", "live", "reviewed", True, 9, 1, MONDAY, ZONE, trained=people)


def a_workflow(number: int) -> Workflow:
    live, policy = a_live(training_months=12), Policy(purpose="Drafts replies")
    owner = user_id("ada")
    return Workflow(
        f"workflow-{number}", "live", "reviewed", 1, 1, policy, True, owner, None, CHANNEL, live, ()
    )


def standings() -> Iterator[Standing]:
    """Ten proposed and ten stopped, all to be decided, and more that only stand there."""
    for number in range(MANY):
        status: Status = "proposed" if number < 10 else "paused" if number < 20 else "live"
        can = verdicts_of(status, "U1", owner="U1", deputy=None, leaders=(), can_be_watched=True)
        yield Standing(replace(a_workflow(number), status=status), None, 3, verdicts=can)


def the_fullest() -> HomeView:
    output = an_output(title="Order", requester=user_id("cleo"))
    task = ToPutRight("out_1", "Order", "w", user_id("ben"), "Ben", MONDAY, ZONE, False, True, None)
    return HomeView(
        waiting=(Waiting(output, ZONE, None, mine=True),) * WAITING_SHOWN,
        count=500,
        answers_for=tuple(answered(number, trained=number % 5) for number in range(MANY)),
        any_workflow=True,
        names={},
        after=AfterHome((ToJudge("out_1", "Order", "w", 3, None),) * SHOWN, 9, (task,) * SHOWN, 9),
        now=MONDAY,
        leave=Leave("leave_1", user_id("ada"), MONDAY, SOON, ZONE, user_id("ada"), MONDAY),
        joins=tuple(Joinable(f"workflow-{number}", ZONE, None) for number in range(MANY)),
        register=Register(tuple(standings()), {}),
        looks=ToLookAt((Waiting(output, ZONE, None, mine=True),) * AUDITS_SHOWN, 2, 3 * AUDITS_SHOWN),
        quiet=Quiet(user_id("ada"), SOON, ZONE),
        weekly_muted=True,
    )


def test_the_fullest_home_is_one_that_slack_takes() -> None:
    blocks = draw_home(the_fullest())["blocks"]

    assert isinstance(blocks, list)
    assert len(blocks) <= 100
    assert [one["action_id"] for one in blocks[-1]["elements"]] == ["hand_in", "report_wrong", "propose"]
    named = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(set(named)) == len(named)


def test_where_the_fewest_are_trained_comes_first() -> None:
    blocks = draw_home(the_fullest())["blocks"]

    assert isinstance(blocks, list)
    told = {block["block_id"] for block in blocks if str(block.get("block_id")).startswith("home:trained:")}
    nobody = {f"home:trained:workflow-{number}" for number in (0, 5, 10, 15)}
    assert nobody < told


def test_what_was_only_watched_is_let_go_on_by_its_owner_alone() -> None:
    def pressed(was: str, *, is_owner: bool) -> list[str]:
        stopped = WorkflowDecision("replies", "status", was, "paused", user_id("ben"), "Wrong", MONDAY)
        one = Answered("replies", "paused", "reviewed", is_owner, 0, 0, None, ZONE, stopped=stopped)
        blocks = draw_home(replace(the_fullest(), answers_for=(one,)))["blocks"]
        assert isinstance(blocks, list)
        found = next(block for block in blocks if block.get("block_id") == "home:workflow:replies")
        return [found["accessory"]["action_id"]] if "accessory" in found else []

    assert pressed("watching", is_owner=True) == pressed("live", is_owner=False) == ["go_on"]
    assert pressed("watching", is_owner=False) == []


def test_the_standards_of_however_many_workflows_are_one_row() -> None:
    def row(count: int) -> list[tuple[str, str, int]]:
        lacking = [
            replace(
                answered(number, trained=0), trained=None, lacks=Shortfall("owner" if number else "second")
            )
            for number in range(count)
        ]
        blocks = draw_home(replace(the_fullest(), answers_for=tuple(lacking)))["blocks"]
        assert isinstance(blocks, list)
        found = next(block for block in blocks if block.get("block_id") == "home:standards")
        return [(one["action_id"], one["type"], len(one.get("options", ()))) for one in found["elements"]]

    assert row(1) == [("change_standard", "button", 0)], "the second signature is not the owner's"
    assert row(2) == [("sign_standard", "button", 0), ("change_standard", "static_select", 2)]
    assert row(200) == [("sign_standard", "static_select", 100), ("change_standard", "static_select", 100)]


def test_how_each_workflow_stands_is_one_choice_away() -> None:
    blocks = list(register_blocks(the_fullest().register))

    found = next(block for block in blocks if block.get("block_id") == "home:register")

    assert [(one["action_id"], one["type"]) for one in found["elements"]] == [
        ("how_it_stands", "static_select")
    ]
