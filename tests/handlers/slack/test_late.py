"""What can be done in the message of what is late, by whom, and what comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.working_time import WorkingHours
from handlers.clock.escalating import escalate_all_due, tell_what_is_late
from handlers.clock.reach import Reach
from storage.audits import audit_of
from storage.card_views import card_view
from storage.evidence import story_of
from storage.put_rights import put_right_of
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import lines, texts
from tests.handlers.slack.scene import Scene, buttons
from tests.handlers.slack.test_aftermath import confirmed
from tests.usecases.test_watching import watch
from usecases.give_more_time import GiveMoreTime, give_more_time
from usecases.take_review import TakeReview, take_review

POLICY = Policy("Drafts the replies", working_hours=WorkingHours("Europe/Berlin"))

Json = dict[str, Any]


async def late(scene: Scene, hours: float) -> None:
    """Let time pass, and the bot tell what is late."""
    await scene.later(hours * 3_600)
    scene.company.later()
    reach = Reach(scene.desk.db, scene.clock, "Europe/Berlin", None)
    await escalate_all_due(reach)
    await tell_what_is_late(reach)
    await scene.settle()


def the_message(scene: Scene, who: str) -> Json:
    """The one message of what is late, among others about something else."""
    (message,) = (
        one
        for one in scene.direct(who)
        if any(str(block.get("block_id")).startswith(("late:", "test:")) for block in one.get("blocks") or [])
    )
    return message


async def press(scene: Scene, who: str, action_id: str) -> Json:
    """Press a button of somebody's message; a modal that opens is waited for."""
    message = the_message(scene, who)
    channel = next(one for one in scene.box.world.channels.values() if one.im_of == user_id(who))
    return await scene.act(who, "click", channel=channel.id, ts=message["ts"], action_id=action_id)


def said(scene: Scene, who: str) -> str:
    return " ".join(lines(the_message(scene, who)))


async def two_late(scene: Scene, *reviewers: str) -> tuple[Output, Output]:
    scene.company.apply(POLICY, reviewers=reviewers)
    first = await scene.hand_in("Dear Mr Weber, one.", title="First")
    second = await scene.hand_in("Dear Mr Weber, two.", title="Second")
    await late(scene, 4)
    return first, second


async def test_read_and_decide_opens_the_very_one_and_the_message_follows(either: Scene) -> None:
    first, second = await two_late(either, "ada", "ben")

    await press(either, "ada", "decide:1-2")
    modal = either.modal("ada")
    assert modal is not None
    shown = " ".join(texts(modal["blocks"]))
    await either.act("ada", "click", view="queue", action_id="approve")
    await late(either, 0.1)

    assert "Dear Mr Weber, two." in shown
    assert either.look(second).state == "approved"
    assert either.look(first).state == "in_review"
    assert "First" in said(either, "ada")
    assert "Second" not in said(either, "ada")


async def test_what_somebody_else_has_decided_meanwhile_is_said_to_be_gone(scene: Scene) -> None:
    first, _ = await two_late(scene, "ada", "ben")
    scene.company.vote(first, "ben", "reject", via="modal", reason="wrong")

    await press(scene, "ada", "decide:1-1")
    modal = scene.modal("ada")
    await scene.act("ada", "close", view="queue")
    await press(scene, "ada", "hand_all")
    handing = scene.modal("ada")

    assert "2 are late" in said(scene, "ada"), "the message itself is behind"
    assert modal is not None
    assert "First" in " ".join(texts(modal["blocks"]))
    assert "Dear Mr Weber, two." in " ".join(texts(modal["blocks"]))
    assert handing is not None
    assert "refund-replies: 1 late. It goes to one person" in " ".join(texts(handing["blocks"]))


async def ask_for_time(scene: Scene, who: str, hours: float, why: str = "The system is down.") -> Json:
    """Ask for more time in the modal that is open."""
    until = int(scene.clock.now().timestamp() + hours * 3_600)
    values = {"due": {"due": until}, "why": {"why": why}}
    return await scene.act(who, "submit", view="more_time", values=values)


async def test_more_time_with_a_reason_puts_off_who_hears_next_and_says_so(either: Scene) -> None:
    await two_late(either, "ben")

    await press(either, "ada", "more_time")
    answer = await ask_for_time(either, "ada", 20)
    held = said(either, "ada")
    await late(either, 3)
    nobody = either.direct("grace")
    await late(either, 17)

    assert answer["ok"], answer
    assert "Ada has time until 24 Nov 10:00 CET: “The system is down.”" in held
    assert "If nothing happens, Grace hears 24 Nov at 10:00 CET." in held
    assert nobody == []
    assert "you stand in for Ada" in said(either, "grace")


async def test_more_time_moves_no_deadline_and_is_on_record_once(scene: Scene) -> None:
    first, second = await two_late(scene, "ben")

    await press(scene, "ada", "more_time")
    await ask_for_time(scene, "ada", 3)

    assert scene.look(first).due_at == first.due_at
    for output in (first, second):
        story = scene.company.db.read_now(story_of, output.id)
        (given,) = [one for one in story if one.action == "output.given_time"]
        assert given.actor == scene.company.person("ada").subject
        assert "down" not in str(given.facts)


async def test_more_time_takes_a_reason_and_a_time_that_is_near(scene: Scene) -> None:
    await two_late(scene, "ben")

    await press(scene, "ada", "more_time")
    past = await ask_for_time(scene, "ada", -1)
    far = await ask_for_time(scene, "ada", 24 * 30)
    silent = await ask_for_time(scene, "ada", 3, why="  ")

    assert past["errors"] == {"due": "Please choose a time that is still to come."}
    assert far["errors"] == {"due": "That is too long. Please choose a time sooner."}
    assert silent["errors"] == {"why": "Please say why, in a few words."}


async def test_who_does_not_answer_for_it_gets_no_more_time(scene: Scene) -> None:
    first, _ = await two_late(scene, "ben")
    command = GiveMoreTime(
        SLUG,
        scene.company.person("ben"),
        "Why not.",
        scene.clock.now() + timedelta(hours=1),
        "x",
        scene.clock.now(),
    )

    done = scene.company.db.write_now(give_more_time, command)

    assert done == Refused.of("only_owner", judge=user_id("ada"))
    assert [one.action for one in scene.company.db.read_now(story_of, first.id)][-1] == "output.escalated"


async def hand_all(scene: Scene, who: str, to: str) -> str:
    """Hand all of somebody's over; what the window says then."""
    await press(scene, who, "hand_all")
    answer = await scene.act(who, "submit", view="hand_all", values={"person": {"person": user_id(to)}})
    assert answer["ok"], answer
    modal = scene.modal(who)
    assert modal is not None
    return " ".join(lines(modal))


async def test_all_are_handed_over_at_once_and_who_has_them_now_hears(either: Scene) -> None:
    outputs = await two_late(either, "ben", "mia")

    told = await hand_all(either, "ada", "mia")

    assert told == "Mia has them now: 2."
    held = [either.company.db.read_now(card_view, one.id, either.clock.now()) for one in outputs]
    assert [one.assignee for one in held if one is not None] == [user_id("mia")] * 2
    assert "2 that you have in refund-replies are late." in said(either, "mia")
    assert "First" in said(either, "ada")


async def test_what_somebody_may_not_decide_is_not_handed_to_them(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben", "mia"))
    await scene.hand_in("One.", title="First", requested_by="mia@example.com")
    await scene.hand_in("Two.", title="Second")
    await late(scene, 4)

    await press(scene, "ada", "hand_all")
    modal = scene.modal("ada")
    await scene.act("ada", "close", view="hand_all")
    to_mia = await hand_all(scene, "ada", "mia")

    assert modal is not None
    assert [one["text"]["text"] for one in modal["blocks"][1]["element"]["options"]] == [
        "Ben",
        "Mia · 1 of the 2",
    ]
    assert to_mia == (
        "Mia has them now: 1. "
        "Left as they were: 1. Mia asked for them, or is not among those who decide in refund-replies."
    )


async def test_who_handed_them_on_is_not_told_of_them_as_theirs(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben", "mia"))
    output = await scene.hand_in(title="First")
    take = TakeReview(output.id, scene.company.person("ben"), scene.clock.now())
    scene.company.db.write_now(take_review, take)
    await late(scene, 2)
    before = said(scene, "ben")

    await hand_all(scene, "ben", "mia")
    await late(scene, 0.1)

    assert "First" in before
    assert said(scene, "ben") == "Nothing of yours is late or due soon any more."
    assert "First" in said(scene, "mia")


async def test_the_workflow_is_stopped_from_the_message(scene: Scene) -> None:
    await two_late(scene, "ben")

    await press(scene, "ada", "stop")
    await scene.act("ada", "submit", view="stop", values={"why": {"why": "Wrong amounts."}})
    await late(scene, 0.1)

    assert said(scene, "ada").startswith(
        "refund-replies is stopped, so nothing of it is late until it goes on. 2 wait there meanwhile."
    )


async def test_who_is_away_says_so_there_and_the_deputy_hears(either: Scene) -> None:
    await two_late(either, "ben")

    opened = await press(either, "ada", "away")
    values = {"from": {"from": "2026-11-23"}, "until": {"until": "2026-11-30"}}
    answer = await either.act("ada", "submit", view="away", values=values)
    await late(either, 0.1)

    assert opened["ok"], opened
    assert answer["ok"], answer
    assert "you stand in for Ada" in said(either, "grace")
    assert "I'm away: ask Grace" in " ".join(texts(either.direct("ada")[0]["blocks"]))


async def test_a_reminder_can_be_seen_beforehand_and_does_nothing(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben",))
    await scene.act("ada", "command", command="/answerable", text="test-reminder")
    await scene.settle()
    example = said(scene, "ada")
    await scene.act("ben", "command", command="/answerable", text="test-reminder")
    await scene.settle()
    of_ben = said(scene, "ben")
    ids = buttons(scene.direct("ada")[0])
    await press(scene, "ada", ids[0])
    await scene.until(lambda: len(scene.private("ada")) > 1)
    pressed = scene.private("ada")[-1]
    waits = await scene.hand_in(title="Reply to order 1890")
    await late(scene, 4)
    await scene.act("ada", "command", command="/answerable", text="test-reminder")
    await scene.settle()

    assert example.startswith("This is a test. Its buttons do nothing. Nothing of yours is late.")
    assert "2 are late in refund-replies, and you answer for it." in example
    assert "2 that you have in refund-replies are late. Nothing goes out until someone decides." in of_ben
    assert all(one.startswith("rehearsal:") for one in ids)
    assert pressed == "This was a test. Nothing has changed."
    real, test = scene.direct("ada")[-2:]
    assert "Reply to order 1890" in " ".join(lines(test))
    assert not {*buttons(test)} & {*buttons(real)}
    assert scene.look(waits).state == "in_review"


async def test_what_is_to_be_put_right_is_in_the_same_message_with_what_can_be_done(scene: Scene) -> None:
    scene.company.apply(POLICY, reviewers=("ben",))
    wrong = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    waits = await scene.hand_in(title="Reply to order 1890")
    await confirmed(scene, wrong)  # by Tom, within three hours
    for hours in (1.6, 2, 0.5):
        await late(scene, hours)
    both, of_tom = said(scene, "ada"), scene.direct("tom")[-1]

    await press(scene, "ada", "put_right_time")
    values = {"due": {"due": int(scene.clock.now().timestamp() + 7_200)}, "why": {"why": "The bank is shut."}}
    answer = await scene.act("ada", "submit", view="put_right_time", values=values)
    held = said(scene, "ada")
    await press(scene, "ada", "put_right_done")
    await scene.act("ada", "submit", view="put_right_done", values={"note": {"note": "Paid back."}})
    await late(scene, 0.1)

    assert "1 is late in refund-replies, and you answer for it." in both
    assert "1 that was wrong and has gone out is to be put right." in both
    assert "1  Reply to order 1881 · refund-replies · 1 working hour late · Tom has it" in both
    assert buttons(of_tom) == ["put_right_done", "put_right_handover"]
    assert answer["ok"], answer
    assert "Ada has time until 23 Nov 16:" in held
    assert "The bank is shut." in held
    assert "Grace hears 23 Nov at 16:" in held
    assert "Reply to order 1881" not in said(scene, "ada")
    assert scene.look(waits).state == "in_review"
    assert scene.company.db.read_now(put_right_of, wrong.id).done_at is not None  # type: ignore[union-attr]


async def test_what_has_gone_out_is_looked_at_handed_on_and_given_time_in_the_same_message(
    either: Scene,
) -> None:
    either.company.apply(POLICY, reviewers=("ada", "ben"), quiet=True)
    watch(either.company)
    output = await either.hand_in("Dear Mr Weber, one.", title="First")
    await late(either, 4)

    told = said(either, "ada")
    await press(either, "ada", "more_time")
    answer = await ask_for_time(either, "ada", 20)
    await press(either, "ada", "hand_all")
    handed = await either.act("ada", "submit", view="hand_all", values={"person": {"person": user_id("ben")}})
    await late(either, 0.1)
    of_ben = said(either, "ben")
    await press(either, "ben", "decide:1-1")
    shown = either.modal("ben")
    await either.act("ben", "click", view="queue", action_id="approve")
    await either.later(61)
    await late(either, 0.1)

    assert "1 that has gone out in refund-replies is late to be looked at, and you answer for it." in told
    assert "Nothing goes out" not in told
    assert (answer["ok"], handed["ok"]) == (True, True)
    assert "1 that you have in refund-replies has gone out and is late to be looked at." in of_ben
    assert shown is not None
    assert "This has already gone out. Was it good enough?" in " ".join(texts(shown["blocks"]))
    audit = either.company.db.read_now(audit_of, output.id)
    assert audit is not None
    assert not audit.is_open
    assert said(either, "ada") == said(either, "ben") == "Nothing of yours is late or due soon any more."
