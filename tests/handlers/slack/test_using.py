"""Did you use it? One tap in a direct message, and thanks in its place."""

from __future__ import annotations

from handlers.clock.reach import Reach
from handlers.clock.using import ask_all_about_use
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_use_questions import used

DAY = 24 * 3_600


async def test_one_tap_answers_and_the_message_says_thanks_in_place(either: Scene) -> None:
    outputs = [used(either.company), used(either.company)]
    await either.later(DAY)
    await ask_all_about_use(Reach(either.desk.db, either.clock))
    await either.settle()
    (message,) = either.direct("cleo")
    channel = next(one.id for one in either.box.world.channels.values() if one.im_of == user_id("cleo"))

    await either.act(
        "cleo",
        "click",
        action_id="use:edited",
        channel=channel,
        ts=message["ts"],
        block_id=_row_of(message, outputs[1].id),
    )
    await either.until(lambda: len(buttons(either.direct("cleo")[0])) == 3)

    assert buttons(message) == ["use:used", "use:edited", "use:no_use"] * 2
    assert list(texts(either.direct("cleo")[0]["blocks"])) == [
        "Order 1881 · did you use it?",
        "Used it",
        "Changed it first",
        "No use",
        "Order 1881 · you changed it first. Thank you.",
        "You asked for it, and we ask about 1 in 20. One tap is enough; if you do nothing, nothing happens.",
    ]


def _row_of(message: dict[str, object], output_id: str) -> str:
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    return next(
        str(one["block_id"])
        for one in blocks
        if any(element.get("value") == output_id for element in one.get("elements", []))
    )
