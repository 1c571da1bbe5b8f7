"""`/answerable quiet`: fewer direct messages for a while, and nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace

from domain.clock import MovableClock
from handlers.clock.quieting import end_quiets
from handlers.clock.reach import Reach
from storage.quiet import quiet_of
from tests.builders import user_id
from tests.handlers.cards.drawn import lines, texts
from tests.handlers.slack.scene import Scene, buttons
from tests.handlers.slack.test_aftermath import confirmed
from tests.handlers.slack.test_late import POLICY, late


async def say(scene: Scene, who: str, text: str) -> str:
    answer = await scene.act(who, "command", command="/answerable", text=text)
    assert answer["ok"], answer
    return " ".join(line for one in answer["private"] for line in texts(one["blocks"]))


async def tick(scene: Scene) -> None:
    await end_quiets(Reach(scene.desk.db, scene.clock))
    await scene.settle()


async def test_nothing_comes_meanwhile_and_all_of_it_then(either: Scene) -> None:
    either.company.apply(POLICY, reviewers=("ben",))
    wrong = await either.release(await either.hand_in(title="Reply to order 1881"))
    await either.hand_in(title="Reply to order 1890")
    said = await say(either, "tom", "quiet until 15:30")
    await say(either, "ada", "quiet until 15:30")
    before = len(either.direct("ada"))

    await confirmed(either, wrong)  # by Tom
    await late(either, 4.1)
    meanwhile = [either.direct("tom"), either.direct("ada")[before:]]
    await late(either, 2.5)
    await tick(either)
    await late(either, 0.1)

    late_ones = [" ".join(lines(one)) for one in either.direct("ada")]
    await say(either, "ada", "quiet until 23:00")
    heard = len(either.direct("ada"))
    await say(either, "mia", "pause refund-replies A wrong amount")
    stopped = either.direct("ada")[heard:]
    await say(either, "ada", "quiet off")
    await either.settle()

    assert stopped == []
    assert any("A wrong amount" in one["text"] for one in either.direct("ada")[heard:])
    assert said.startswith("Fewer messages to you until 23 Nov 15:30 CET.")
    assert meanwhile == [[], []]
    assert any("to be put right" in one["text"] for one in either.direct("tom"))
    assert any("Reply to order 1890" in one for one in late_ones)
    assert either.company.db.read_now(quiet_of, user_id("tom")) is None


async def test_what_is_urgent_goes_to_the_next_person(scene: Scene) -> None:
    scene.company.apply(replace(POLICY, urgent=True), reviewers=("ben",))
    await scene.hand_in(title="Reply to order 1881")
    await say(scene, "ada", "quiet")

    await late(scene, 4.1)

    assert scene.direct("ada") == []
    assert "Reply to order 1881" in " ".join(lines(scene.direct("grace")[0]))


async def test_home_says_it_with_the_way_back(scene: Scene) -> None:
    await say(scene, "ben", "quiet for 2h")
    await scene.act("ben", "open_home")
    home = scene.home("ben")
    await scene.act("ben", "click", view="home", action_id="quiet_off")
    await scene.act("ben", "open_home")
    after = scene.home("ben")

    assert home is not None
    assert "You get fewer messages until 23 Nov 12:00 CET." in list(texts(home["blocks"]))
    assert "quiet_off" in buttons(home)
    assert after is not None
    assert "quiet_off" not in buttons(after)


async def test_it_ends_by_word_and_says_what_it_cannot_read(scene: Scene, clock: MovableClock) -> None:
    await say(scene, "ben", "quiet")
    ended, again = await say(scene, "ben", "quiet off"), await say(scene, "ben", "quiet off")
    unread, guest = await say(scene, "ben", "quiet until monday"), await say(scene, "gus", "quiet")

    assert ended == "You get messages as before."
    assert again == "You get messages as ever: there was nothing to end."
    assert unread.startswith("We cannot read that as a time. Nothing has changed. Say /answerable quiet")
    assert guest == "Only members of this workspace get messages that could be fewer."
