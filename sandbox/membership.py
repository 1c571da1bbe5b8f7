"""Who is in which channel or group, and what happens to channels."""

from __future__ import annotations

from sandbox.channels import Channel
from sandbox.delivery import Receipt
from sandbox.events import emit
from sandbox.json_types import Json
from sandbox.people import Group, Person, group_json, person_json
from sandbox.workspace import BOT_USER, mark_shared
from sandbox.world import World


def join(world: World, channel: Channel, user_id: str) -> Receipt | None:
    """Puts somebody into a channel and tells the app, also of itself."""
    channel.members.add(user_id)
    mark_shared([channel], world.people.values())
    _show(world, channel)
    return emit(world, _member_event(world, "member_joined_channel", channel, user_id), channel)


def leave(world: World, channel: Channel, user_id: str) -> Receipt | None:
    """Takes somebody out of a channel and tells the app; of its own removal it hears too."""
    event = _member_event(world, "member_left_channel", channel, user_id)
    receipt = emit(world, event, channel)
    if user_id == BOT_USER:
        emit(
            world, {"type": f"{_kind(channel)}_left", "channel": channel.id, "actor_id": "USLACKBOT"}, channel
        )
    _show(world, channel)
    channel.members.discard(user_id)
    mark_shared([channel], world.people.values())
    return receipt


def rename(world: World, channel: Channel, name: str) -> Receipt | None:
    """Gives the channel another name; the id stays."""
    channel.name = name
    _show(world, channel)
    shape = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
        "is_channel": not channel.is_private,
        "is_mpim": False,
    }
    return emit(world, {"type": f"{_kind(channel)}_rename", "channel": shape}, channel)


def change_id(world: World, channel: Channel) -> Receipt | None:
    """Gives the channel another id, as when it is shared with another company; what stands in it stays. From now on
    nobody finds it by the old one."""
    old, new = channel.id, world.new_id("C")
    channel.id = new
    world.channels = {one.id: one for one in world.channels.values()}
    world.messages[new] = world.messages.pop(old)
    for message in world.messages[new].values():
        message.channel = new
    world.threads = {(new if of == old else of, ts): replies for (of, ts), replies in world.threads.items()}
    for person in world.people:
        if (person, old) in world.read_up_to:
            world.read_up_to[person, new] = world.read_up_to.pop((person, old))
    world.message_state = {
        (who, new if of == old else of, ts): state for (who, of, ts), state in world.message_state.items()
    }
    _show(world, channel)
    return emit(world, {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}, channel)


def archive(world: World, channel: Channel, by: str, *, archived: bool) -> Receipt | None:
    """Archives the channel, or brings it back."""
    channel.is_archived = archived
    _show(world, channel)
    kind = f"{_kind(channel)}_{'archive' if archived else 'unarchive'}"
    return emit(world, {"type": kind, "channel": channel.id, "user": by, "is_moved": 0}, channel)


def delete_channel(world: World, channel: Channel) -> Receipt | None:
    """Takes the channel away for good: from now on nobody finds it."""
    receipt = emit(world, {"type": f"{_kind(channel)}_deleted", "channel": channel.id}, channel)
    del world.channels[channel.id]
    _show(world, channel)
    return receipt


def changed_person(world: World, person: Person) -> Receipt | None:
    """Says that something about this person is different now."""
    person.updated = int(world.clock.now())
    world.live.publish({"type": "person", "user": person.id})
    with_email = "users:read.email" in world.app.scopes
    user = person_json(person, world.clock.now(), with_email=with_email)
    return emit(world, {"type": "user_change", "user": user, "cache_ts": person.updated})


def deactivate(world: World, person: Person) -> Receipt | None:
    """Closes the account: out of channels and groups, as Slack does."""
    person.deleted = True
    for channel in world.channels.values():
        if not channel.is_im:
            channel.members.discard(person.id)
    for group in world.groups.values():
        if person.id in group.members:
            set_members(world, group, [m for m in group.members if m != person.id])
    return changed_person(world, person)


def set_members(world: World, group: Group, members: list[str]) -> Receipt | None:
    """Replaces a user group's members and tells the app, in both events that Slack sends."""
    before, after = set(group.members), set(members)
    previous, group.updated = group.updated, int(world.clock.now())
    group.members = members
    team = world.workspace.team_id
    emit(
        world,
        {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": team,
            "date_previous_update": previous,
            "date_update": group.updated,
            "added_users": sorted(after - before),
            "added_users_count": len(after - before),
            "removed_users": sorted(before - after),
            "removed_users_count": len(before - after),
        },
    )
    subteam = group_json(group, team, with_users=True, with_count=True)
    return emit(world, {"type": "subteam_updated", "subteam": subteam})


def switch_group(world: World, group: Group, *, on: bool) -> Receipt | None:
    """Disables a user group, or brings it back with the members it had."""
    group.updated = int(world.clock.now())
    group.disabled_at = 0 if on else max(group.updated, 1)
    subteam = group_json(group, world.workspace.team_id, with_users=True, with_count=True)
    return emit(world, {"type": "subteam_updated", "subteam": subteam})


def _kind(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _member_event(world: World, kind: str, channel: Channel, user_id: str) -> Json:
    person = world.people[user_id]
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": person.team_id,
        **({"inviter": "USLACKBOT"} if user_id == BOT_USER else {}),
    }


def _show(world: World, channel: Channel) -> None:
    world.live.publish({"type": "channel", "channel": channel.id})
