"""Who may press what, as one table: everybody else changes nothing, gets no window, and is told so privately."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from domain.outputs import Output
from handlers.slack.buttons.registry import BUTTONS
from handlers.slack.commands import COMMANDS
from storage.aftermath import reports_about
from storage.card_views import card_view
from storage.leave import standing_leave
from storage.put_rights import put_right_of
from storage.quiet import quiet_of
from storage.workflows import workflow
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_aftermath import a_report, confirmed
from tests.handlers.slack.test_asking import ask
from tests.handlers.slack.test_proposing import propose
from tests.handlers.slack.test_watching import watch
from usecases.pause_workflow import PauseWorkflow, pause_workflow

# Owner, deputy, reviewers, who asked for it, whose key it came through, a member who is none of these, a guest, an
# outsider. Mia is put on no roster here.
ROLES = ("ada", "grace", "ben", "tom", "cleo", "ruth", "mia", "gus", "xenia")
REVIEWERS = {"ben", "tom"}
MEMBERS = set(ROLES) - {"gus", "xenia"}
WORKSPACE = set(ROLES) - {"xenia"}


async def _waits(scene: Scene) -> Output:
    return await scene.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")


async def _taken_by_ben(scene: Scene) -> Output:
    output = await _waits(scene)
    await scene.react("ben", output, "eyes")
    return output


async def _approved_by_ben(scene: Scene) -> Output:
    output = await _waits(scene)
    await scene.react("ben", output)
    return output


async def _objected(scene: Scene) -> Output:
    output = await _approved_by_ben(scene)
    await scene.later(61)
    await scene.react("tom", output, "x")
    return output


async def _asked(scene: Scene) -> Output:
    output = await _waits(scene)
    await ask(scene, "ben", output)
    return output


async def _gone_out(scene: Scene) -> Output:
    return await scene.release(await _waits(scene))


async def _reported(scene: Scene) -> Output:
    output = await _gone_out(scene)
    await a_report(scene, output, "mia")
    return output


async def _to_be_put_right(scene: Scene) -> Output:
    output = await _gone_out(scene)
    await confirmed(scene, output, "tom")
    return output


@dataclass(frozen=True)
class Act:
    """A button, where it stands, who may press it, and the modal that it opens (None: it acts at once)."""

    at: Callable[[Scene], Awaitable[Output]]
    may: set[str]
    opens: str | None = None


ACTS: Mapping[str, Act] = {
    "approve": Act(_waits, REVIEWERS),
    "reject": Act(_waits, REVIEWERS, "reject"),
    "fix": Act(_waits, REVIEWERS, "fix"),
    "ask": Act(_waits, REVIEWERS, "ask"),
    "take": Act(_waits, REVIEWERS),
    "hand_over": Act(_waits, REVIEWERS | {"ada", "grace"}, "handover"),
    "hand_back": Act(_taken_by_ben, {"ben"}),
    "stop": Act(_waits, MEMBERS, "stop"),
    "undo": Act(_approved_by_ben, {"ben"}),
    "uphold": Act(_objected, {"ada"}),
    "overrule": Act(_objected, {"ada"}),
    "answer": Act(_asked, {"cleo", "ruth", "ada", "grace"}, "answer"),
    "report_wrong": Act(_gone_out, WORKSPACE, "report_wrong"),
    "confirm_wrong": Act(_reported, {"ada"}, "confirm"),
    "dismiss_report": Act(_reported, {"ada"}),
    "put_right_done": Act(_to_be_put_right, {"tom", "ada", "grace"}, "put_right_done"),
    "put_right_handover": Act(_to_be_put_right, {"tom", "ada", "grace"}, "handover"),
    "read_all": Act(_gone_out, set(ROLES), "read_all"),
}
# These stand only where one person sees them: in private lines, in App Home, in a modal of their own.
PRIVATE = {
    "decide",
    "hand_all",
    "more_time",
    "put_right_time",
    "words",
    "reason",
    "leave",
    "cleanup",
    "use_it",
    "hand_in",
    "queue",
    "looks",
    "page",
    "more",
    "go_on",
    "away",
    "away_back",
    "here",
    "quiet_off",
    "late_now",
    "mute_weekly",
    "want_weekly",
    "test_weekly",
    "own_it",
    "own_not",
    "rehearsal",
    "take_back",
    "propose",
    "sign_in",
    "plant",
    "join",
    "decide_workflow",
    "change_standard",
    "how_it_stands",
    "sign_standard",
    "first_stands",
    "use",
    "pulse",
    "pulse_never",
    "first_was_wrong",
    "keep_checking",
    "read_wrong",
    "sign_less",
}
# In the leaders' channel too; who may is in test_unowned and test_figures.
AMONG_LEADERS = {"name_owner", "ask_both", "all_figures", "see_outputs"}
# In the channel, for whoever checks; who may is in test_checking.
AMONG_CHECKERS = {"ask_help"}
# Behind the three dots.
MENU = {"take", "hand_over", "hand_back", "stop"}

# The commands that change something, with who may; all the others only tell.
CHANGES: Mapping[str, tuple[str, str, set[str]]] = {
    "pause": ("live", "refund-replies Wrong amounts.", MEMBERS),
    "resume": ("paused", "refund-replies Mended.", {"ada", "grace"}),
}
# Those that are about whoever types them, and those that give a review to somebody; each with who may.
OWN: Mapping[str, set[str]] = {"away": MEMBERS, "quiet": MEMBERS, "test-reminder": MEMBERS}
GIVES: Mapping[str, set[str]] = {"assign": {"ada", "grace"}}
TELLS = {"help", "queue", "workflows", "workflow", "trust", "digest", "month", "propose"}


def test_every_command_is_in_a_table() -> None:
    assert {*CHANGES, *OWN, *GIVES, *TELLS} == set(COMMANDS)


def test_every_button_is_in_the_table_or_one_persons_own() -> None:
    assert {*ACTS, *PRIVATE, *AMONG_LEADERS, *AMONG_CHECKERS} == set(BUTTONS)


@pytest.mark.parametrize("action_id", ACTS)
async def test_who_may_press_it_and_nobody_else(scene: Scene, action_id: str) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=tuple(sorted(REVIEWERS)))
    act = ACTS[action_id]
    output = await act.at(scene)
    did = set()

    for who in sorted(ROLES, key=lambda one: one in act.may):  # who may comes last: it could be over then
        before, told = _state(scene, output), len(scene.private(who))
        where = _where(scene, output, action_id)
        if where is None:
            break
        await scene.act(who, wait_s=1, until="view" if act.opens and who in act.may else "private", **where)
        modal = scene.modal(who)
        if act.opens is None:
            acted = _state(scene, output) != before
        else:
            acted = modal is not None and modal["callback_id"] == act.opens
            assert _state(scene, output) == before
        if not acted:
            assert len(scene.private(who)) == told + 1, f"{who} was told nothing"
        did |= {who} if acted else set()

    assert did <= act.may
    # What acts at once may be over with the first of those who may.
    assert did == act.may or (act.opens is None and did)


@pytest.mark.parametrize("who", ROLES)
async def test_a_command_tells_anybody_only_what_is_theirs_to_know(scene: Scene, who: str) -> None:
    output = await _waits(scene)
    before = _state(scene, output)

    for name in COMMANDS:
        answer = await scene.act(who, "command", command="/answerable", text=name, channel=CHANNEL)
        assert answer["ok"], (name, answer)

    assert _state(scene, output) == before


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", CHANGES)
async def test_what_a_command_changes_it_changes_for_who_may(scene: Scene, name: str, who: str) -> None:
    before, typed, may = CHANGES[name]
    if before == "paused":
        stop(scene)

    answer = await scene.act(who, "command", command="/answerable", text=f"{name} {typed}", channel=CHANNEL)

    assert answer["ok"]
    assert (status(scene) != before) == (who in may)


@pytest.mark.parametrize("who", ROLES)
async def test_members_go_away_and_come_back_and_nobody_else_does(scene: Scene, who: str) -> None:
    for text in ("away today", "away back"):
        before = scene.company.db.read_now(standing_leave, user_id(who))
        answer = await scene.act(who, "command", command="/answerable", text=text, channel=CHANNEL)
        after = scene.company.db.read_now(standing_leave, user_id(who))

        assert answer["ok"]
        assert (before != after) == (who in MEMBERS)


async def test_a_review_is_given_to_somebody_by_who_answers_for_it_and_nobody_else(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=tuple(sorted(REVIEWERS)))
    output = await _waits(scene)
    did = set()

    for who in ROLES:
        before = _state(scene, output)
        to = "tom" if before[-1] == user_id("ben") else "ben"
        answer = await scene.act(
            who, "command", command="/answerable", text=f"assign {output.id} <@{user_id(to)}|{to}>"
        )
        assert len(answer["private"]) == 1
        did |= {who} if _state(scene, output) != before else set()

    assert did == GIVES["assign"]


async def test_members_are_quiet_and_see_a_reminder_and_nobody_else_is_or_does(scene: Scene) -> None:
    for who in ROLES:
        for text in ("quiet", "test-reminder"):
            await scene.act(who, "command", command="/answerable", text=text)

    quiet = {who for who in ROLES if scene.company.db.read_now(quiet_of, user_id(who)) is not None}
    assert quiet == OWN["quiet"]
    await scene.settle()
    assert {who for who in ROLES if scene.direct(who)} == OWN["test-reminder"]


@pytest.mark.parametrize("who", ROLES)
async def test_only_who_answers_for_it_finds_it_in_app_home_to_let_it_go_on(scene: Scene, who: str) -> None:
    stop(scene)
    await scene.act(who, "open_home")

    home = scene.home(who)
    found = [] if home is None else buttons(home)

    assert ("go_on" in found) == (who in {"ada", "grace"})
    assert "stop" not in found


@pytest.mark.parametrize("action_id", ["approve", "reject"])
async def test_who_may_look_at_what_has_gone_out_and_nobody_else(scene: Scene, action_id: str) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=tuple(sorted(REVIEWERS)))
    await watch(scene)
    output = await _waits(scene)
    did = set()

    for who in sorted(ROLES, key=lambda one: one in REVIEWERS):  # who may comes last: it is over then
        before, told = scene.card(output)["text"], len(scene.private(who))
        opens = action_id == "reject" and who in REVIEWERS
        await scene.click(who, output, action_id, wait_s=1, until="view" if opens else "private")
        modal = scene.modal(who)
        if scene.card(output)["text"] != before or (modal is not None and modal["callback_id"] == "reject"):
            did.add(who)
        else:
            assert len(scene.private(who)) == told + 1, f"{who} was told nothing"
        if action_id == "approve" and did:
            break

    assert did
    assert did <= REVIEWERS
    assert scene.look(output).state == "released"


@pytest.mark.parametrize("who", ROLES)
async def test_only_who_would_answer_for_a_proposal_finds_it_in_app_home_to_decide(
    scene: Scene, who: str
) -> None:
    assert (await propose(scene, "cleo"))["ok"]
    await scene.act(who, "open_home")

    home = scene.home(who)
    found = [] if home is None else buttons(home)

    assert ("decide_workflow" in found) == (who == "ada")
    assert ("propose" in found) == (who in MEMBERS)


def stop(scene: Scene) -> None:
    """Let Ben stop the workflow."""
    command = PauseWorkflow(SLUG, user_id("ben"), "Wrong amounts.", scene.company.now)
    assert scene.company.db.write_now(pause_workflow, command) == "paused"


def status(scene: Scene) -> str:
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.status


def _where(scene: Scene, output: Output, action_id: str) -> dict[str, Any] | None:
    """The act that presses it where it stands, on the card or in its thread; None if it is gone."""
    menu = action_id in MENU
    pressed = "more" if menu else action_id
    message = next((m for m in [scene.card(output), *scene.thread(output)] if pressed in buttons(m)), None)
    if message is None:
        return None
    what = {"do": "select", "value": action_id} if menu else {"do": "click"}
    return {"channel": CHANNEL, "ts": message["ts"], "action_id": pressed, **what}


def _state(scene: Scene, output: Output) -> tuple[object, ...]:
    """All that a press could change."""
    read = scene.company.db.read_now
    return (
        scene.look(output),
        tuple(scene.votes(output)),
        tuple(read(reports_about, output.id)),
        read(put_right_of, output.id),
        read(card_view, output.id, scene.clock.now()).assignee,
    )
