"""`POST /_sandbox/admin`: what administrators and time do to a workspace.

`{"do": …}` with

- `deactivate`, `reactivate` (`user`); `set_person` (`user`; `email`, `tz`, `name`, `real_name`, `title`, `quiet_hours`)
- `rename` (`channel`, `name`), `archive`, `unarchive`, `make_private`, `delete_channel` (`channel`)
- `change_id` (`channel`: it has another id from now on, and what stands in it stays)
- `restrict_posting`, `allow_posting` (`channel`: the app may not, or may again; no event tells)
- `invite`, `kick` (`channel`, `user`: the bot if left out)
- `add_to_group`, `remove_from_group` (`group`, `users`), `disable_group`, `enable_group` (`group`)
- `create_channel` (`name`, `is_private`, `members`); `scopes` (`scopes`: the app's, from now on)
- `revoke_token`, `uninstall` (the bot's token is dead then), `reinstall` (it has a new one: `xoxb-sandbox-2`, …)
- `limit_reactors` (`most`: how many names `reactions.get` gives, though asked for all; `in_history`: how many
  history gives; null: as many as there are, in history fifty)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox import membership
from sandbox.acts.act import acknowledged, find_channel, find_person
from sandbox.channels import Channel
from sandbox.delivery import Receipt
from sandbox.errors import ActError
from sandbox.events import emit
from sandbox.json_types import Json
from sandbox.people import Group, Person
from sandbox.workspace import BOT_TOKEN, BOT_USER, channel_id
from sandbox.world import World

EDITABLE = ("email", "tz", "name", "real_name", "title", "quiet_hours")


async def administer(world: World, given: Json) -> Json:
    """Does it, and answers when the app acknowledged the event, if it gets one."""
    what = CHANGES.get(str(given.get("do")))
    if what is None:
        raise ValueError(f"do is one of {', '.join(CHANGES)}")
    done = await acknowledged(what(world, given), world)
    return {"ack_ms": done.ack_ms}


def _deactivate(world: World, given: Json) -> Receipt | None:
    return membership.deactivate(world, _person(world, given))


def _reactivate(world: World, given: Json) -> Receipt | None:
    person = _person(world, given)
    person.deleted = False
    return membership.changed_person(world, person)


def _set_person(world: World, given: Json) -> Receipt | None:
    person = _person(world, given)
    for name in EDITABLE:
        if name in given:
            value = given[name]
            setattr(person, name, tuple(value) if isinstance(value, list) else value)
    return membership.changed_person(world, person)


def _rename(world: World, given: Json) -> Receipt | None:
    return membership.rename(world, _channel(world, given), str(given["name"]).lstrip("#"))


def _change_id(world: World, given: Json) -> Receipt | None:
    return membership.change_id(world, _channel(world, given))


def _archive(world: World, given: Json) -> Receipt | None:
    return membership.archive(world, _channel(world, given), "USLACKBOT", archived=True)


def _unarchive(world: World, given: Json) -> Receipt | None:
    return membership.archive(world, _channel(world, given), "USLACKBOT", archived=False)


def _make_private(world: World, given: Json) -> Receipt | None:
    channel = _channel(world, given)
    channel.is_private = True
    world.live.publish({"type": "channel", "channel": channel.id})
    return None


def _restrict_posting(world: World, given: Json) -> Receipt | None:
    _channel(world, given).is_read_only = True
    return None


def _allow_posting(world: World, given: Json) -> Receipt | None:
    _channel(world, given).is_read_only = False
    return None


def _invite(world: World, given: Json) -> Receipt | None:
    return membership.join(world, _channel(world, given), _person(world, given, BOT_USER).id)


def _kick(world: World, given: Json) -> Receipt | None:
    return membership.leave(world, _channel(world, given), _person(world, given, BOT_USER).id)


def _add_to_group(world: World, given: Json) -> Receipt | None:
    group = _group(world, given)
    added = [u for u in _users(world, given) if u not in group.members]
    return membership.set_members(world, group, [*group.members, *added])


def _remove_from_group(world: World, given: Json) -> Receipt | None:
    group, gone = _group(world, given), _users(world, given)
    return membership.set_members(world, group, [u for u in group.members if u not in gone])


def _delete_channel(world: World, given: Json) -> Receipt | None:
    return membership.delete_channel(world, _channel(world, given))


def _disable_group(world: World, given: Json) -> Receipt | None:
    return membership.switch_group(world, _group(world, given), on=False)


def _enable_group(world: World, given: Json) -> Receipt | None:
    return membership.switch_group(world, _group(world, given), on=True)


def _revoke_token(world: World, given: Json) -> Receipt | None:
    world.dead_tokens[world.bot_token] = "token_revoked"
    return emit(world, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})


def _uninstall(world: World, given: Json) -> Receipt | None:
    world.dead_tokens[world.bot_token] = "account_inactive"
    return emit(world, {"type": "app_uninstalled"})


def _reinstall(world: World, given: Json) -> Receipt | None:
    world.dead_tokens.setdefault(world.bot_token, "token_revoked")
    world.bot_token = f"{BOT_TOKEN}-{len(world.dead_tokens) + 1}"
    return None


def _create_channel(world: World, given: Json) -> Receipt | None:
    name = str(given["name"]).lstrip("#")
    members = set(_users(world, {"users": given.get("members", [])}))
    channel = Channel(
        channel_id(len(world.channels) + 1, name), name, bool(given.get("is_private")), members=members
    )
    world.channels[channel.id], world.messages[channel.id] = channel, {}
    world.live.publish({"type": "channel", "channel": channel.id})
    return None


def _scopes(world: World, given: Json) -> Receipt | None:
    world.app = replace(world.app, scopes=tuple(given["scopes"]))
    return None


def _limit_reactors(world: World, given: Json) -> Receipt | None:
    world.reactors_shown, world.reactors_in_history = (
        None if most is None else max(0, int(most)) for most in (given["most"], given.get("in_history"))
    )
    return None


CHANGES: dict[str, Callable[[World, Json], Receipt | None]] = {
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "set_person": _set_person,
    "rename": _rename,
    "change_id": _change_id,
    "archive": _archive,
    "unarchive": _unarchive,
    "make_private": _make_private,
    "restrict_posting": _restrict_posting,
    "allow_posting": _allow_posting,
    "invite": _invite,
    "kick": _kick,
    "add_to_group": _add_to_group,
    "remove_from_group": _remove_from_group,
    "delete_channel": _delete_channel,
    "disable_group": _disable_group,
    "enable_group": _enable_group,
    "revoke_token": _revoke_token,
    "uninstall": _uninstall,
    "reinstall": _reinstall,
    "create_channel": _create_channel,
    "scopes": _scopes,
    "limit_reactors": _limit_reactors,
}


def _person(world: World, given: Json, default: str = "") -> Person:
    person = find_person(world, str(given.get("user") or default))
    if person is None:
        raise ActError("user_not_found")
    return person


def _users(world: World, given: Json) -> list[str]:
    names = given["users"] if isinstance(given["users"], list) else [given["users"]]
    return [_person(world, {"user": name}).id for name in names]


def _channel(world: World, given: Json) -> Channel:
    channel = find_channel(world, str(given.get("channel") or ""), None)
    if channel is None:
        raise ActError("channel_not_found")
    return channel


def _group(world: World, given: Json) -> Group:
    wanted = str(given.get("group") or "").lstrip("@")
    found = next((g for g in world.groups.values() if wanted in (g.id, g.handle)), None)
    if found is None:
        raise ActError("group_not_found")
    return found
