"""What has gone out and nobody has looked at in time: whoever answers for it hears, once a working day at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.clock.late_audits import remind_all_of_audits
from handlers.clock.reach import Reach
from handlers.outbox.outcomes import Done, Wish
from storage.late_audits import who_hears
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.handlers.slack.test_watching import watch
from tests.usecases.test_leave import leave

HOUR_S = 3_600
HOW = "Please see that somebody looks: on the cards, or in App Home. I say so once a working day."


def reminders(scene: Scene, who: str) -> list[dict[str, Any]]:
    return [
        message
        for message in scene.direct(who)
        if str(message["blocks"][0]["block_id"]).startswith("lateaudits:")
    ]


async def ticks(scene: Scene, times: int = 3) -> None:
    for _ in range(times):
        await remind_all_of_audits(Reach(scene.desk.db, scene.clock))
        await scene.settle()


async def test_the_owner_hears_once_each_working_day_while_looks_are_late(either: Scene) -> None:
    await watch(either)
    output = await either.hand_in(title="Reply to order 1881")
    await ticks(either)
    assert reminders(either, "ada") == []

    await either.later(5 * HOUR_S)
    await ticks(either)

    (told,) = reminders(either, "ada")
    assert [line for line in texts(told["blocks"]) if line != "Open"] == [
        "refund-replies: 1 gone out and to be looked at, 1 late, the first was wanted by 23 Nov 13:00 UTC. "
        "Ben, Mia or Tom can say.",
        HOW,
    ]
    assert buttons(told) == ["open_card"]

    await either.later(9 * HOUR_S)  # in the night
    await ticks(either)
    assert len(reminders(either, "ada")) == 1
    await either.later(10 * HOUR_S)
    await ticks(either)
    assert len(reminders(either, "ada")) == 2

    await either.click("ben", output, "approve")
    await either.later(24 * HOUR_S)
    await ticks(either)
    assert len(reminders(either, "ada")) == 2


async def test_a_reminder_of_which_nobody_knows_whether_it_went_out_is_not_sent_again(scene: Scene) -> None:
    await watch(scene)
    await scene.hand_in()
    await scene.later(5 * HOUR_S)
    now = scene.clock.now()
    payload = {"until": (now + timedelta(hours=2)).isoformat()}
    wish = Wish(1, "late_audits", "audits", f"{user_id('ada')}:2026-11-23", payload, 0, None)
    tell = scene.effects["late_audits"]

    assert await tell(wish) == await tell(replace(wish, attempts=1, attempted_at=now)) == Done()

    assert len(reminders(scene, "ada")) == 1


async def test_where_the_owner_is_away_the_deputy_hears_instead(scene: Scene) -> None:
    await watch(scene)
    await scene.hand_in()
    await scene.later(5 * HOUR_S)
    now = scene.company.now
    assert list(scene.company.db.read_now(who_hears, now)) == [user_id("ada")]

    leave(scene.company, "ada", now, now + timedelta(days=3))
    await ticks(scene)

    assert [len(reminders(scene, who)) for who in ("ada", "grace")] == [0, 1]
    assert [live.slug for live in scene.company.db.read_now(who_hears, now)[user_id("grace")]] == [SLUG]
