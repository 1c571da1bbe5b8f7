"""What no event told of people and groups is found by asking, and acted on."""

from __future__ import annotations

from datetime import timedelta

from handlers.clock.assigning import assign_reviews
from handlers.clock.owning import note_who_owns
from handlers.clock.reach import Reach
from handlers.clock.refreshing import GROUPS_EACH, PEOPLE_EACH, ask_about_people
from handlers.clock.staffing import note_who_decides
from sandbox.membership import deactivate, switch_group
from storage.assignment import held
from tests.builders import user_id
from tests.handlers.slack.scene import GROUP, STANDING_POLICY, Scene


async def tick(scene: Scene, after: timedelta) -> None:
    """Let so much time pass, and the clock do what it does about people."""
    scene.clock.advance(after.total_seconds())
    scene.company.now = scene.clock.now()
    reach = Reach(scene.desk.db, scene.clock, "Europe/Berlin", desk=scene.desk)
    for do in (ask_about_people, note_who_owns, note_who_decides, assign_reviews):
        await do(reach)
    await scene.settle()


async def test_whoever_left_without_a_word_has_nothing_any_more(either: Scene) -> None:
    either.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = await either.hand_in(requested_by="mia@example.com")
    had = either.company.db.read_now(held, output.id)
    for who in ("ben", "ada"):  # their events get lost
        either.box.world.people[user_id(who)].deleted = True

    await tick(either, timedelta(minutes=10))
    too_early = either.company.db.read_now(held, output.id)
    await tick(either, PEOPLE_EACH)

    has = either.company.db.read_now(held, output.id)
    assert had is not None
    assert too_early is not None
    assert has is not None
    assert (had.assignee, too_early.assignee, has.assignee) == (user_id("ben"), user_id("ben"), None)
    (unowned,) = either.direct("grace")
    assert "refund-replies has no owner any more: Ada has left." in unowned["text"]
    assert either.direct("ada") == []


async def test_a_group_that_is_switched_off_without_a_word_is_told_to_the_owner(scene: Scene) -> None:
    await scene.desk.directory.group_by_handle("@support")  # as applying a file does
    scene.company.apply(STANDING_POLICY, reviewers=(), groups=(GROUP,))
    await scene.hand_in()
    await tick(scene, timedelta(0))
    before = scene.direct("ada")
    scene.fault("event:subteam_updated", "drop")
    switch_group(scene.box.world, scene.box.world.groups[GROUP], on=False)

    await tick(scene, GROUPS_EACH)
    await tick(scene, GROUPS_EACH)

    (told,) = scene.direct("ada")
    assert before == []
    assert "Nobody may decide in refund-replies just now" in told["text"]
    assert "None of its reviewers is here any more: @support." in told["text"]


async def test_a_deactivation_that_is_told_takes_effect_at_once(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = await scene.hand_in()
    had = scene.company.db.read_now(held, output.id)
    assert had is not None
    assert had.assignee is not None
    other = {user_id("ben"): user_id("mia"), user_id("mia"): user_id("ben")}[had.assignee]

    deactivate(scene.box.world, scene.box.world.people[had.assignee])
    await scene.settle()
    await tick(scene, timedelta(seconds=30))

    has = scene.company.db.read_now(held, output.id)
    assert has is not None
    assert has.assignee == other
