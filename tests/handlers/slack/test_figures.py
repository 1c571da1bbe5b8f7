"""Figures are read by who leads, where leaders read, and by who answers for the workflow; by nobody else."""

from __future__ import annotations

from sqlalchemy import insert

from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from handlers.slack.gateway import Posted
from storage.organisation import LEADERS
from storage.tables import organisation
from storage.transaction import Tx
from storage.weekly import weekly_summary
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene


def ruth_leads(tx: Tx, _: None) -> None:
    row = {"part": LEADERS, "ref": "ruth@example.com", "slack_id": user_id("ruth")}
    tx.conn.execute(insert(organisation).values(row))


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
            assert any(text == SLUG for text in texts(modal["blocks"]))
        for text in (f"trust {SLUG}", "digest", "trust refund"):
            answer = await scene.act(who, "command", command="/answerable", text=text)
            told[who, text] = answer["private"][0]["text"]
        asked[who] = len(scene.private(who))

    assert read == {"ruth", "ada"}
    for who in read:
        assert told[who, f"trust {SLUG}"].startswith(f"{SLUG}, the last 4 weeks:\nnothing went out")
        assert told[who, "digest"].startswith("AI at work · week 47")
        assert f"/answerable trust {SLUG}" in told[who, "trust refund"]
    for who in ("ben", "gus"):
        for text in (f"trust {SLUG}", "digest"):
            assert told[who, text].startswith(
                "That is for those who lead, and for whoever answers for a workflow."
            )
