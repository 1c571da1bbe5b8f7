"""Who is who: asked of Slack when it is too long ago, kept for five minutes, put right by events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select

from domain.eligibility import Kind
from handlers.slack.asking import Lacking, Unreachable
from handlers.slack.person_facts import person_facts
from sandbox.membership import archive, changed_person, join, leave, rename, set_members
from sandbox.workspace import BOT_USER
from storage.tables import channels, people
from tests.builders import CAST, CHANNEL, MONDAY, SLUG, user_id
from tests.handlers.slack.scene import GROUP, STANDING_POLICY, Scene


def known(scene: Scene, name: str) -> Any:
    def row(conn: Connection) -> Any:
        return conn.execute(select(people).where(people.c.user_id == user_id(name))).one()

    return scene.desk.db.read_now(row)


def channel(scene: Scene) -> Any:
    def row(conn: Connection) -> Any:
        return conn.execute(select(channels).where(channels.c.channel_id == CHANNEL)).one()

    return scene.desk.db.read_now(row)


@pytest.mark.parametrize("name", CAST)
async def test_everybody_is_of_the_kind_that_slack_says(either: Scene, name: str) -> None:
    await either.later(6 * 60)
    subject = known(either, name).subject

    person = await either.desk.directory.person(user_id(name))

    assert person is not None
    assert (person.kind, person.name) == (CAST[name], name.capitalize())
    assert person.subject == subject, "the record's name for a person never changes"


async def test_slack_is_asked_once_in_five_minutes_however_many_want_to_know(scene: Scene) -> None:
    await scene.later(6 * 60)

    await asyncio.gather(*(scene.desk.directory.person(user_id("ben")) for _ in range(20)))
    await scene.later(4 * 60)
    await scene.desk.directory.person(user_id("ben"))
    once = len(scene.calls("users.info"))
    await scene.later(2 * 60)
    await scene.desk.directory.person(user_id("ben"))

    assert (once, len(scene.calls("users.info"))) == (1, 2)


async def test_whom_slack_does_not_show_us_is_from_outside(scene: Scene) -> None:
    person = await scene.desk.directory.person("U0NOBODY")

    assert person is not None
    assert person.kind == "external"


async def test_nobody_is_verified_while_slack_is_away(scene: Scene) -> None:
    await scene.later(6 * 60)
    scene.fault("users.info", "500", times=9)

    assert await scene.desk.directory.person(user_id("ben")) is None


async def test_a_persons_groups_are_as_fresh_as_they_are(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=(), groups=(GROUP,))

    before = await scene.desk.directory.person(user_id("tom"), workflow=SLUG)
    set_members(scene.box.world, scene.box.world.groups[GROUP], [user_id("tom")])
    await scene.settle()
    after = await scene.desk.directory.person(user_id("tom"), workflow=SLUG)

    assert before is not None
    assert after is not None
    assert (before.groups, after.groups) == (frozenset(), frozenset({GROUP}))


async def test_people_groups_and_channels_are_found_by_name(either: Scene) -> None:
    directory = either.desk.directory

    person = await directory.person_by_email("ben@example.com")
    group = await directory.group_by_handle("@support")
    found = await directory.channel_by_name("#support-ai-review")

    assert person is not None
    assert found is not None
    assert (person.user_id, group, found.channel_id) == (user_id("ben"), GROUP, CHANNEL)
    assert found.is_member
    assert await directory.channel(CHANNEL) == found


async def test_what_does_not_exist_is_not_found(scene: Scene) -> None:
    directory = scene.desk.directory

    assert await directory.person_by_email("nobody@example.com") is None
    assert await directory.group_by_handle("@nobody") is None
    assert await directory.channel_by_name("#nowhere") is None
    assert await directory.channel("C0NOWHERE") is None


async def test_that_slack_cannot_be_asked_is_not_taken_for_an_answer(scene: Scene) -> None:
    for method in ("users.lookupByEmail", "usergroups.list", "conversations.list"):
        scene.fault(method, "500", times=9)

    for lookup in (
        scene.desk.directory.person_by_email("ben@example.com"),
        scene.desk.directory.group_by_handle("@support"),
        scene.desk.directory.channel_by_name("#support-ai-review"),
    ):
        with pytest.raises(Unreachable):
            await lookup


async def test_a_new_name_is_shown_at_once_and_verifies_nothing(scene: Scene) -> None:
    person = scene.box.world.people[user_id("ben")]
    person.real_name = "Benjamin"
    changed_person(scene.box.world, person)
    await scene.settle()

    assert known(scene, "ben").name == "Benjamin"
    assert known(scene, "ben").fetched_at < MONDAY


@pytest.mark.parametrize(
    ("change", "fact", "value"),
    [
        (lambda world, here: rename(world, here, "ai-review"), "name", "ai-review"),
        (lambda world, here: archive(world, here, BOT_USER, archived=True), "is_archived", True),
        (lambda world, here: leave(world, here, BOT_USER), "is_member", False),
    ],
)
async def test_news_of_a_channel_is_kept(
    scene: Scene, change: Callable[[Any, Any], Any], fact: str, value: object
) -> None:
    change(scene.box.world, scene.box.world.channels[CHANNEL])
    await scene.settle()

    assert channel(scene)._mapping[fact] == value


async def test_the_bot_is_back_when_it_is_invited_again(scene: Scene) -> None:
    here = scene.box.world.channels[CHANNEL]
    leave(scene.box.world, here, BOT_USER)
    await scene.settle()
    join(scene.box.world, here, BOT_USER)
    await scene.settle()

    assert channel(scene).is_member


@pytest.mark.parametrize(
    ("user", "kind"),
    [
        ({}, "member"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"team_id": "T0OTHER"}, "external"),
        ({"is_stranger": True}, "external"),
        ({"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0", "T1"]}}, "member"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"deleted": True, "is_restricted": True}, "deactivated"),
    ],
)
def test_kinds_are_read_from_slacks_own_marks(user: dict[str, Any], kind: Kind) -> None:
    facts = person_facts({"id": "U1", "team_id": "T0", "name": "x"} | user, team_id="T0", now=MONDAY)

    assert facts.kind == kind


def test_a_person_without_any_name_is_called_by_their_id() -> None:
    facts = person_facts({"id": "U1", "profile": {"real_name": " "}}, team_id="T0", now=MONDAY)

    assert facts.name == "U1"


@pytest.mark.parametrize("lacking", [("conversations.info",), ("conversations.info", "conversations.list")])
async def test_a_channel_is_known_by_its_id_whatever_the_server_lacks(
    scene: Scene, lacking: tuple[str, ...]
) -> None:
    for method in lacking:
        scene.fault(method, "error:unknown_method", times=9)

    found = await scene.desk.directory.channel(CHANNEL)

    assert found is not None
    assert (found.channel_id, found.is_member, found.is_archived) == (CHANNEL, True, False)


async def test_what_the_server_has_no_method_for_is_said_by_name(scene: Scene) -> None:
    scene.fault("users.lookupByEmail", "error:unknown_method")

    with pytest.raises(Lacking, match=r"it has no users\.lookupByEmail"):
        await scene.desk.directory.person_by_email("ben@example.com")
