"""A report that nobody answers for a working day: who is asked is reminded once, the deputy hears who that is."""

from __future__ import annotations

from handlers.outbox.outcomes import Done, Wish
from storage.aftermath import reports_about
from tests.builders import CHANNEL, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.handlers.slack.test_aftermath import a_report, press

DAY_S = 24 * 3_600


async def test_unanswered_for_a_working_day_the_owner_is_reminded_and_the_deputy_hears_once(
    either: Scene,
) -> None:
    output = await either.release(await either.hand_in(title="Reply to order 1881"))
    await a_report(either, output)
    await a_report(either, output, "tom")
    await either.later(DAY_S - 5)
    assert (either.direct("ada"), either.direct("grace")) == ([], [])

    await either.later(10)
    both = either.company.db.read_now(reports_about, output.id)
    (first,) = (one for one in both if one.reported_by == user_id("cleo"))
    for to in ("judge", "deputy"):  # nobody knows whether it went out
        payload = {"to": to, "output": output.id}
        wish = Wish(1, "late_report", to, first.id, payload, 1, either.clock.now())
        assert await either.effects["late_report"](wish) == Done()
    await either.later(5 * DAY_S)

    (reminded,), (told,) = either.direct("ada"), either.direct("grace")
    assert next(iter(texts(reminded["blocks"]))).startswith(
        "Still to be answered: Reply to order 1881 (refund-replies), reported by Cleo, 23 Nov 09:01 UTC."
    )
    assert buttons(reminded) == ["confirm_wrong", "dismiss_report", "read_all"]
    assert next(iter(texts(told["blocks"]))).endswith(
        "is not answered yet. Ada is to say whether it was: please talk to them."
    )
    assert buttons(told) == []


async def test_answered_in_time_nobody_is_reminded(scene: Scene) -> None:
    output = await scene.release(await scene.hand_in())
    await a_report(scene, output)
    (asked,) = scene.thread(output)
    await press(scene, "ada", asked, CHANNEL, "dismiss_report")

    await scene.later(2 * DAY_S)

    assert (scene.direct("ada"), scene.direct("grace")) == ([], [])
