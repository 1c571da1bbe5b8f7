"""What has gone out is said to be wrong, where people are; the owner answers, and somebody puts it right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.outputs import Output
from handlers.slack.homes import HomeWorker
from storage.aftermath import feedback_on, reports_about
from storage.put_rights import put_right_of
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons

WHAT = {"note": {"note": "The amount is wrong."}, "critical": {"critical": ["yes"]}}


def reporters(scene: Scene, output: Output) -> list[str]:
    return [one.reported_by for one in scene.company.db.read_now(reports_about, output.id)]


def due_in(scene: Scene, **delta: float) -> dict[str, Any]:
    return {"due": {"due": int((scene.clock.now() + timedelta(**delta)).timestamp())}}


async def a_report(scene: Scene, output: Output, who: str = "cleo") -> None:
    """Report it by the button on its card."""
    await scene.click(who, output, "report_wrong", wait_s=10, until="view")
    answer = await scene.act(who, "submit", view="report_wrong", values=WHAT)
    assert answer["ok"], answer


async def press(scene: Scene, who: str, message: dict[str, Any], channel: str, action_id: str) -> Any:
    return await scene.act(
        who, "click", channel=channel, ts=message["ts"], action_id=action_id, wait_s=10, until="view"
    )


async def confirmed(scene: Scene, output: Output, to: str = "tom") -> None:
    await a_report(scene, output)
    (asked,) = scene.thread(output)
    await press(scene, "ada", asked, CHANNEL, "confirm_wrong")
    values = {"person": {"person": user_id(to)}, **due_in(scene, hours=3)}
    answer = await scene.act("ada", "submit", view="confirm", values=values)
    assert answer["ok"], answer


async def test_from_a_card_to_put_right(either: Scene) -> None:
    output = await either.release(await either.hand_in(title="Reply to order 1881"))

    await confirmed(either, output)
    asked, task = either.thread(output)
    (message,) = either.direct("tom")
    (heard,) = either.direct("cleo")
    await press(either, "tom", task, CHANNEL, "put_right_done")
    values = {"note": {"note": "Paid back."}, "minutes": {"minutes": "40"}, "team": {"team": "legal"}}
    await either.act("tom", "submit", view="put_right_done", values=values)

    assert asked["text"] == "Ada says it was wrong. Reply to order 1881 is taken back."
    assert buttons(asked) == []
    assert task["text"].startswith(f"<@{user_id('tom')}>, please put this right by ")
    assert buttons(task) == buttons(message) == ["put_right_done", "put_right_handover", "read_all"]
    assert heard["text"].startswith(
        "Thanks for reporting Reply to order 1881. It was wrong and is taken back; Tom "
    )
    assert either.look(output).state == "recalled"
    assert "taken back after it had gone out · put right by Tom, " in either.card(output)["text"]
    assert either.thread(output)[1]["text"].startswith("Tom has put Reply to order 1881 right, ")
    assert message["text"].startswith("Please put this right by ")
    assert either.direct("tom")[0]["text"].startswith("You have put Reply to order 1881 right, ")
    (cleanup,) = [one for one in either.company.db.read_now(feedback_on, output.id) if one.kind == "cleanup"]
    assert (cleanup.minutes, cleanup.team, cleanup.note) == (40, "legal", "Paid back.")


async def test_the_owner_is_asked_in_the_thread_with_everybodys_words(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))

    await a_report(scene, output, "cleo")
    await a_report(scene, output, "gus")

    (asked,) = scene.thread(output)
    question, *said = asked["text"].split("\n")
    assert (
        question == f"<@{user_id('ada')}>, was this wrong? Reply to order 1881 (refund-replies) has gone out."
    )
    assert sorted(said) == [
        "Cleo says it is serious.",
        "Cleo: “The amount is wrong.”",
        "Gus says it is serious.",
        "Gus: “The amount is wrong.”",
    ]
    assert buttons(asked) == ["confirm_wrong", "dismiss_report", "read_all"]


async def test_however_much_they_write_the_owner_is_asked_in_one_message(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="&" * 150))

    for who in ("cleo", "gus", "mia", "tom", "ruth"):
        await scene.click(who, output, "report_wrong", wait_s=10, until="view")
        values = WHAT | {"note": {"note": f"{who} " + "<&>" * 300}}
        await scene.act(who, "submit", view="report_wrong", values=values)

    (asked,) = scene.thread(output)
    assert all(call["ok"] for call in scene.calls("chat.update"))
    assert all(f"“{who} &lt;&amp;&gt;" in asked["text"] for who in ("cleo", "gus", "mia", "tom", "ruth"))
    assert len(asked["text"]) <= 4_000


async def test_fine_is_one_press_and_the_reporter_hears(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    await a_report(scene, output)
    (asked,) = scene.thread(output)

    await scene.act("ada", "click", channel=CHANNEL, ts=asked["ts"], action_id="dismiss_report")

    assert scene.look(output).state == "released"
    assert [one["text"] for one in scene.direct("cleo")] == [
        "You reported Reply to order 1881. Ada has looked at it: it was fine. Nothing else has changed."
    ]
    assert scene.thread(output)[0]["text"] == "Ada says it was fine. Reply to order 1881 stays as it is."
    assert buttons(scene.card(output)) == ["read_all", "report_wrong"]


async def test_nobody_but_the_owner_answers(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await a_report(scene, output)
    (asked,) = scene.thread(output)

    for who, action_id in (("grace", "confirm_wrong"), ("gus", "dismiss_report")):
        await scene.act(who, "click", channel=CHANNEL, ts=asked["ts"], action_id=action_id)

    assert scene.modal("grace") is None
    assert "This is for Ada to decide." in scene.private("grace")[0]
    assert "This is for Ada to decide." in scene.private("gus")[0]
    assert scene.look(output).state == "released"


async def test_a_late_cross_asks_whether_it_is_wrong(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())

    await scene.react("mia", output, "x")
    (asked,) = scene.private_messages("mia")
    opened = await press(scene, "mia", {"ts": asked.ts}, CHANNEL, "report_wrong")
    await scene.act("mia", "submit", view="report_wrong", values=WHAT)

    assert "Ben approved this at " in asked.text
    assert asked.text.endswith(" and it has gone out. Is it wrong?")
    assert opened["view"]["callback_id"] == "report_wrong"
    (report,) = scene.company.db.read_now(reports_about, output.id)
    assert (report.reported_by, report.via, report.critical) == (user_id("mia"), "reaction", True)


async def test_what_is_left_alone_is_left_alone(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await scene.react("mia", output, "warning")
    (asked,) = scene.private_messages("mia")
    question = asked.text

    await scene.act("mia", "click", channel=CHANNEL, ts=asked.ts, action_id="leave")

    assert "This has gone out. Report it as wrong?" in question
    assert scene.private("mia") == ["All right. Nothing has changed."]
    assert reporters(scene, output) == []


async def test_a_warning_before_the_release_says_how_to_stop_it(scene: Scene) -> None:
    output = await scene.hand_in()

    await scene.react("mia", output, "warning")

    (asked,) = scene.private_messages("mia")
    assert "This has not gone out: a reviewer can stop it with Reject." in asked.text
    assert scene.votes(output) == []


async def test_who_is_from_outside_is_told_whom_to_tell(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())

    await scene.click("xenia", output, "report_wrong")

    assert scene.modal("xenia") is None
    assert "Thanks. Only people of this company report here: please tell Ada." in scene.private("xenia")[0]


async def test_who_has_reported_hears_that_it_is_known(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await a_report(scene, output, "cleo")

    await scene.click("cleo", output, "report_wrong")

    assert "You have reported this already. Ada decides whether it was wrong" in scene.private("cleo")[0]


async def test_a_broom_after_the_release_asks_what_it_took(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())

    await scene.react("cleo", output, "broom")
    (asked,) = scene.private_messages("cleo")
    await press(scene, "cleo", {"ts": asked.ts}, CHANNEL, "cleanup")
    values = {"minutes": {"minutes": "12"}, "team": {"team": "sales"}}
    thanked = await scene.act("cleo", "submit", view="cleanup", values=values)

    assert "This has gone out. What did cleaning up take?" in asked.text
    assert thanked["view"]["callback_id"] == "notice"
    (kept,) = scene.company.db.read_now(feedback_on, output.id)
    assert (kept.kind, kept.minutes, kept.team, kept.given_by) == ("cleanup", 12, "sales", user_id("cleo"))


async def test_from_a_message_the_shortcut_knows_the_card_and_its_thread(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    below = await scene.act(
        "mia", "say", text="Look at this", channel=CHANNEL, thread_ts=scene.where(output)["ts"]
    )

    for who, ts in (("cleo", scene.where(output)["ts"]), ("mia", below["ts"])):
        await scene.act(
            who, "shortcut", callback_id="report_wrong", channel=CHANNEL, ts=ts, wait_s=10, until="view"
        )
        await scene.act(who, "submit", view="report_wrong", values=WHAT)

    assert set(reporters(scene, output)) == {user_id("cleo"), user_id("mia")}


async def test_from_any_other_message_it_asks_which_one(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    said = await scene.act("cleo", "say", text="The AI was wrong", channel=CHANNEL)
    channel, ts = scene.where(output).values()
    link = f"https://example.slack.com/archives/{channel}/p{ts.replace('.', '')}"

    opened = await scene.act(
        "cleo",
        "shortcut",
        callback_id="report_wrong",
        channel=CHANNEL,
        ts=said["ts"],
        wait_s=10,
        until="view",
    )
    unknown = await scene.act(
        "cleo", "submit", view="report_wrong", values=WHAT | {"which": {"which": "the reply of yesterday"}}
    )
    await scene.act("cleo", "submit", view="report_wrong", values={"which": {"which": f"this: {link}"}})

    assert "Reply to order 1881" not in str(opened["view"])
    assert unknown["errors"] == {"which": "We cannot find this one. Nothing has changed."}
    (report,) = scene.company.db.read_now(reports_about, output.id)
    assert (report.reported_by, report.via) == (user_id("cleo"), "link")


async def test_without_a_card_the_owner_and_the_one_who_puts_it_right_get_a_message(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    scene.company.db.write_now(_forget_card, output.id)
    await scene.act(
        "cleo",
        "shortcut",
        callback_id="report_wrong",
        channel=CHANNEL,
        ts=scene.messages()[0]["ts"],
        wait_s=10,
        until="view",
    )
    await scene.act("cleo", "submit", view="report_wrong", values=WHAT | {"which": {"which": output.id}})

    (asked,) = scene.direct("ada")
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id("ada"))
    await press(scene, "ada", asked, channel, "confirm_wrong")
    await scene.act("ada", "submit", view="confirm")

    task = scene.company.db.read_now(put_right_of, output.id)
    assert task is not None
    assert (task.person, task.due_at) == (user_id("ada"), scene.clock.now() + timedelta(hours=4))
    assert [one["text"].split(" by ")[0] for one in scene.direct("ada")] == [
        "Ada says it was wrong. Reply to order 1881 is taken back.",
        "Please put this right",
    ]


def _forget_card(tx: Any, output_id: str) -> None:
    from sqlalchemy import delete

    from storage.tables import cards

    tx.conn.execute(delete(cards).where(cards.c.output_id == output_id))


async def test_who_cannot_be_given_the_task_is_said_at_the_field(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await a_report(scene, output)
    (asked,) = scene.thread(output)
    await press(scene, "ada", asked, CHANNEL, "confirm_wrong")

    guest = await scene.act("ada", "submit", view="confirm", values={"person": {"person": user_id("gus")}})
    past = await scene.act(
        "ada",
        "submit",
        view="confirm",
        values={"person": {"person": user_id("tom")}, **due_in(scene, hours=-1)},
    )

    assert guest["errors"] == {
        "person": "Only members of this workspace can put something right. Please choose somebody else."
    }
    assert past["errors"] == {"due": "Please choose a time that is still to come."}
    assert scene.look(output).state == "released"


async def test_the_task_is_handed_over_and_the_next_one_is_told(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    await confirmed(scene, output)
    _, task = scene.thread(output)

    await press(scene, "tom", task, CHANNEL, "put_right_handover")
    await scene.act("tom", "submit", view="handover", values={"person": {"person": user_id("mia")}})

    assert "putting it right: Mia, by " in scene.card(output)["text"]
    assert scene.direct("mia")[0]["text"].startswith("Please put this right by ")
    assert (
        scene.direct("tom")[0]["text"]
        == "Mia puts Reply to order 1881 right now. Nothing is left for you to do."
    )
    late = await press(scene, "ben", task, CHANNEL, "put_right_done")
    assert late["view"] is None
    assert "This is for Mia to put right." in scene.private("ben")[0]


async def test_a_doubtful_message_is_looked_for_and_stands_once(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    scene.fault("chat.postMessage", "drop_after_accept")

    await a_report(scene, output)
    await scene.later(30)

    assert len(scene.thread(output)) == 1


async def test_home_has_what_is_to_be_answered_and_put_right(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    for who in ("ada", "tom"):
        await scene.act(who, "open_home")
    await a_report(scene, output)
    asked = await said_at_home(scene, "ada")

    await scene.act("ada", "click", view="home", action_id="confirm_wrong", wait_s=10, until="view")
    await scene.act("ada", "submit", view="confirm", values={"person": {"person": user_id("tom")}})
    task, seen = await said_at_home(scene, "tom"), await said_at_home(scene, "ada")
    await scene.later(5 * 3600)
    late = await said_at_home(scene, "tom")
    await scene.act("tom", "click", view="home", action_id="put_right_done", wait_s=10, until="view")
    await scene.act("tom", "submit", view="put_right_done")
    done = await said_at_home(scene, "tom")

    assert "Reply to order 1881 · refund-replies · one report" in asked
    assert any(one.startswith("Reply to order 1881 · refund-replies · by ") for one in task)
    assert any(one.endswith(" · Tom has it") for one in seen)
    assert any("late, it was to be done by" in one for one in late)
    assert not any("Reply to order 1881" in one for one in done)


async def test_home_reports_what_has_no_card(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    await scene.act("gus", "open_home")

    home = scene.home("gus")
    await scene.act("gus", "click", view="home", action_id="report_wrong", wait_s=10, until="view")
    thanked = await scene.act(
        "gus", "submit", view="report_wrong", values=WHAT | {"which": {"which": f" {output.id} "}}
    )

    assert thanked["view"]["callback_id"] == "notice"
    (report,) = scene.company.db.read_now(reports_about, output.id)
    assert (report.reported_by, report.via) == (user_id("gus"), "home")
    assert home is not None
    assert buttons(home) == ["how_it_stands", "report_wrong"], (
        "a guest hands nothing in, and is nowhere expected"
    )


async def test_an_owner_who_reports_is_asked_and_not_told_of_themselves(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await scene.click("ada", output, "report_wrong", wait_s=10, until="view")

    thanked = await scene.act("ada", "submit", view="report_wrong", values=WHAT)
    await scene.click("ada", output, "report_wrong", wait_s=10, until="private")

    assert "You answer for it, so you are asked whether it was wrong" in str(thanked["view"])
    assert "You have reported this already, and are asked whether it was wrong." in scene.private("ada")[-1]


async def said_at_home(scene: Scene, who: str) -> list[str]:
    """What stands on an open Home, once what changed has reached it."""
    await HomeWorker(scene.desk).work_once()
    home = scene.home(who)
    assert home is not None
    return [block["text"]["text"] for block in home["blocks"] if "text" in block]


async def test_where_the_thread_is_closed_to_us_the_owner_is_asked_by_message(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in(title="Reply to order 1881"))
    scene.fault("chat.postMessage", "error:is_archived")

    await a_report(scene, output)
    await scene.later(1)

    (asked,) = scene.direct("ada")
    assert asked["text"].startswith(f"<@{user_id('ada')}>, was this wrong? Reply to order 1881")
    assert scene.thread(output) == []


async def test_where_nobody_is_left_to_answer_the_owner_is_told_to_name_somebody(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("ada", "ben", "grace"))
    output = await scene.hand_in(title="Reply to order 1881", requested_by=user_id("grace"))
    output = await scene.release(output, "ada")

    await a_report(scene, output)

    (asked,) = scene.thread(output)
    assert "nobody is left who may say so. Please name a deputy." in asked["text"]
    assert buttons(asked) == []
