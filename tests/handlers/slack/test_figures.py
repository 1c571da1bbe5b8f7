"""Figures are read by who leads, where leaders read, and by who answers for the workflow; by nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from domain.outputs import Output
from domain.outputs_behind import Behind
from domain.policy import Policy
from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from handlers.cards.elements import actions, button
from handlers.cards.message import assembled
from handlers.cards.outputs_behind import Wanted
from handlers.slack.gateway import Posted
from storage.muting import is_muted
from storage.organisation import LEADERS
from storage.tables import digests, feedback, organisation
from storage.transaction import Tx
from storage.weekly import weekly_summary
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons


def ruth_leads(tx: Tx, _: None) -> None:
    row = {"part": LEADERS, "ref": "ruth@example.com", "slack_id": user_id("ruth")}
    tx.conn.execute(insert(organisation).values(row))


async def test_what_stands_behind_a_figure_is_opened_by_who_may_read_it_and_by_nobody_else(
    scene: Scene,
) -> None:
    scene.company.db.write_now(ruth_leads, None)
    outputs = [await scene.hand_in(f"Text {number}.", title=f"Reply {number}") for number in range(11)]
    for output in outputs:
        await scene.react("ben", output, "x")
    await scene.later(61)
    summary = scene.company.db.read_now(weekly_summary, Week.of(scene.clock.now().date()), "UTC")
    (week,) = summary.workflows
    wanted = Wanted(Behind("stopped", SLUG, summary.begins_at, summary.ends_at))
    message = assembled("t", "t", "t", [("b", actions(button("see_outputs", "See", wanted.packed())))])
    posted = await scene.desk.slack.post(CHANNEL, message)
    assert isinstance(posted, Posted)
    where = {"channel": CHANNEL, "ts": posted.ts, "action_id": "see_outputs"}

    await scene.act("ben", "click", wait_s=1, until="private", **where)
    await scene.act("ruth", "click", wait_s=1, until="view", **where)
    first = shown(scene, "ruth")
    await scene.act("ruth", "click", view="outputs_behind", action_id="older")
    await scene.until(lambda: len(shown(scene, "ruth")) == 1)
    second = shown(scene, "ruth")
    await scene.act("ruth", "click", view="outputs_behind", action_id="newer")
    await scene.until(lambda: shown(scene, "ruth") == first)

    assert week.signals.wrong.stopped == 11
    assert scene.modal("ben") is None
    assert "for those who lead" in scene.private("ben")[-1]
    titles = [line.split(" · ")[0] for line in (*first, *second)]
    assert sorted(titles) == sorted(f"Reply {number}" for number in range(11))
    assert all("stopped" in line and "Ben" not in line for line in first)


def shown(scene: Scene, who: str) -> list[str]:
    modal = scene.modal(who)
    assert modal is not None
    return [one for one in texts(modal["blocks"]) if " · " in one]


async def test_who_leads_or_answers_for_it_reads_the_figures_and_nobody_else(scene: Scene) -> None:
    scene.company.db.write_now(ruth_leads, None)
    week = Week.of(scene.clock.now().date())
    drawn = draw_weekly(scene.company.db.read_now(weekly_summary, week, "UTC"))
    posted = await scene.desk.slack.post(CHANNEL, drawn)
    assert isinstance(posted, Posted)

    read, told, asked = set(), {}, {}
    for who in ("ruth", "ada", "ben", "gus"):
        where = {"channel": CHANNEL, "ts": posted.ts, "action_id": "all_figures"}
        await scene.act(
            who, "click", wait_s=1, until="view" if who in ("ruth", "ada") else "private", **where
        )
        modal = scene.modal(who)
        if modal is not None and modal["callback_id"] == "figures":
            read |= {who}
            assert f"{SLUG}, week 48" in texts(modal["blocks"])
        for text in (f"trust {SLUG}", "digest", "trust refund"):
            answer = await scene.act(who, "command", command="/answerable", text=text)
            told[who, text] = answer["private"][0]["text"]
        asked[who] = len(scene.private(who))

    assert read == {"ruth", "ada"}
    for who in read:
        assert told[who, f"trust {SLUG}"].startswith(f"{SLUG}, the last 4 weeks:\nnothing went out")
        whose = "AI at work" if who == "ruth" else "Your AI workflow"
        assert told[who, "digest"].startswith(f"{whose} · week 47")
        assert f"/answerable trust {SLUG}" in told[who, "trust refund"]
    for who in ("ben", "gus"):
        for text in (f"trust {SLUG}", "digest"):
            assert told[who, text].startswith(
                "That is for those who lead, and for whoever answers for a workflow."
            )


async def test_an_owner_mutes_their_week_has_it_again_sends_a_test_and_opens_what_is_late(
    scene: Scene,
) -> None:
    async def ask(who: str, text: str) -> str:
        answer = await scene.act(who, "command", command="/answerable", text=text)
        return str(answer["private"][0]["text"])

    async def home_buttons() -> list[str]:
        await scene.act("ada", "open_home")
        shown = scene.home("ada")
        assert shown is not None
        return [one["action_id"] for block in shown["blocks"] for one in block.get("elements", [])]

    output = await scene.hand_in(title="Reply to order 1881")
    await scene.later(6 * 3_600)
    assert (await ask("ada", "digest off")).startswith("No weekly message comes to you any more.")
    assert "want_weekly" in await home_buttons()
    assert await ask("ada", "digest on") == "Your weekly message comes again, from next week on."
    assert (await ask("ada", "digest on")).startswith("Your weekly message comes anyway.")
    assert {"test_weekly", "mute_weekly"} <= set(await home_buttons())
    assert (await ask("ada", "digest next")).startswith("Say /answerable digest for the last whole week")
    for text in ("digest test", "digest off"):
        assert (await ask("ben", text)).startswith("That is for those who lead")

    before = len(scene.direct("ada"))
    assert "marked as a test" in await ask("ada", "digest test")
    await scene.settle()

    (test,) = scene.direct("ada")[before:]
    assert test["text"].startswith("This is a test. Its buttons do nothing.\nYour AI workflow")
    assert scene.company.db.read_now(_weeks) == [], "nothing is noted as sent"

    await scene.act("ada", "open_home")
    await scene.act("ada", "click", view="home", action_id="test_weekly", wait_s=10, until="view")
    told = scene.modal("ada")
    assert told is not None
    assert told["title"]["text"] == "Sent", "it says what has happened, not that nothing has"

    summary = scene.company.db.read_now(weekly_summary, Week.of(scene.clock.now().date()), "UTC", of=[SLUG])
    drawn = draw_weekly(summary, may_mute=True)
    posted = await scene.desk.slack.post(CHANNEL, drawn)
    assert isinstance(posted, Posted)
    where = {"channel": CHANNEL, "ts": posted.ts}
    await scene.act("ada", "click", action_id="late_now", wait_s=1, until="view", **where)
    modal = scene.modal("ada")
    assert modal is not None
    (line,) = [text for text in texts(modal["blocks"]) if text.startswith("Reply to order 1881")]
    assert line.startswith(f"Reply to order 1881 · {SLUG} · to be decided by 23 Nov")
    assert scene.look(output).state == "in_review"
    await scene.act("ada", "click", action_id="mute_weekly", **where)
    assert scene.company.db.read_now(is_muted, user_id("ada"))
    await scene.act("ben", "click", action_id="late_now", wait_s=1, until="private", **where)
    assert scene.private("ben")[-1].startswith("That is for those who lead")


def _weeks(conn: Connection) -> list[str]:
    found = select(digests.c.audience).where(digests.c.period.like("%-W%"))
    return list(conn.execute(found).scalars())


@pytest.mark.parametrize("behind", [False, True])
async def test_a_leader_asks_both_once_and_the_button_goes(scene: Scene, *, behind: bool) -> None:
    policy = Policy("Drafts the replies", team="Sales")
    scene.company.apply(policy)
    output = await scene.release(await scene.hand_in())
    scene.company.db.write_now(ruth_leads, None)
    scene.company.db.write_now(legal_cleans_up, (output, scene.clock.now()))
    week = Week.of(scene.clock.now().date())
    await scene.later(timedelta(days=7).total_seconds())
    drawn = draw_weekly(scene.company.db.read_now(weekly_summary, week, "UTC"))
    posted = await scene.desk.slack.post(CHANNEL, drawn)
    assert isinstance(posted, Posted)
    scene.company.db.write_now(leaders_read, (str(week), posted, scene.clock.now()))
    where = {"channel": CHANNEL, "ts": posted.ts, "action_id": "ask_both"}

    await scene.act("ben", "click", wait_s=1, until="private", **where)
    if behind:
        await scene.act("ruth", "click", wait_s=1, until="view", **where | {"action_id": "all_figures"})
        await scene.act("ruth", "click", wait_s=1, until="view", view="figures", action_id="ask_both")
    else:
        await scene.act("ruth", "click", wait_s=1, until="view", **where)

    ada = [one["text"] for one in scene.direct("ada") if "asks about" in one["text"]]
    assert ada == [
        f"Ruth asks about {SLUG}: Legal spent 5 h cleaning up after it in week 48.\n"
        "Please talk to Legal about what causes it and who should carry it, and tell Ruth."
    ]
    assert scene.private("ben")[-1].startswith("That is for those who lead")
    told = list(texts((scene.modal("ruth") or {})["blocks"]))
    assert told == ["Ada is asked, once. Where Legal reads is not known here: ask them yourself."]
    message = next(one for one in scene.messages() if one["ts"] == posted.ts)
    assert "ask_both" not in buttons(message)
    assert "Ruth has asked both." in list(texts(message["blocks"]))


def legal_cleans_up(tx: Tx, given: tuple[Output, datetime]) -> None:
    output, now = given
    listed = [{"part": "team:legal", "ref": f"l{number}", "slack_id": f"UL{number}"} for number in range(5)]
    tx.conn.execute(insert(organisation), listed)
    row = {"id": "fb_1", "output_id": output.id, "kind": "cleanup", "minutes": 300, "team": "legal"}
    row |= {"critical": False, "given_by": user_id("mia"), "source": "fb_1", "given_at": now}
    tx.conn.execute(insert(feedback).values(row))


def leaders_read(tx: Tx, given: tuple[str, Posted, datetime]) -> None:
    period, posted, at = given
    row = {"audience": "leaders", "period": period, "issued_at": at, "state": "sent", "sent_at": at}
    tx.conn.execute(insert(digests).values(row | {"channel_id": posted.channel_id, "ts": posted.ts}))
