"""users.*, usergroups.*, dnd.info, bots.info"""

from __future__ import annotations

from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.people import Person, do_not_disturb, group_json, person_json
from sandbox.web_api.call import Call, page


async def info(call: Call) -> Json:
    """users.info"""
    return {"user": _shape(call, call.person())}


async def list_(call: Call) -> Json:
    """users.list: everybody, also who was deactivated."""
    part = page(call, list(call.world.people.values()), default=1000)
    return {
        "members": [_shape(call, p) for p in part.rows],
        "cache_ts": int(call.world.clock.now()),
        "response_metadata": {"next_cursor": part.next_cursor},
    }


async def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail: active people of this workspace."""
    wanted = call.needed("email", "users_not_found").lower()
    for person in call.world.people.values():
        if (
            person.email
            and person.email.lower() == wanted
            and not person.deleted
            and person.kind != "external"
        ):
            return {"user": _shape(call, person)}
    raise ApiError("users_not_found")


async def groups(call: Call) -> Json:
    """usergroups.list"""
    with_users, with_count = call.flag("include_users"), call.flag("include_count")
    team = call.world.workspace.team_id
    all_of_them = call.flag("include_disabled")
    found = [g for g in call.world.groups.values() if all_of_them or not g.disabled_at]
    return {"usergroups": [group_json(g, team, with_users=with_users, with_count=with_count) for g in found]}


async def group_members(call: Call) -> Json:
    """usergroups.users.list: of a disabled group only if it is asked for."""
    group = call.world.groups.get(call.text("usergroup"))
    if group is None or (group.disabled_at and not call.flag("include_disabled")):
        raise ApiError("no_such_subteam")
    return {"users": list(group.members)}


async def dnd(call: Call) -> Json:
    """dnd.info: the schedule; a snooze is seen only by oneself."""
    return do_not_disturb(call.person(), call.world.clock.now())


async def bots(call: Call) -> Json:
    """bots.info"""
    wanted = call.text("bot") or call.world.bot.bot_id
    for person in call.world.people.values():
        if person.bot_id and person.bot_id == wanted:
            return {
                "bot": {
                    "id": person.bot_id,
                    "deleted": person.deleted,
                    "name": person.name,
                    "updated": person.updated,
                    "app_id": person.app_id,
                    "user_id": person.id,
                    "icons": {},
                }
            }
    raise ApiError("bot_not_found")


def _shape(call: Call, person: Person) -> Json:
    with_email = "users:read.email" in call.world.app.scopes
    return person_json(person, call.world.clock.now(), with_email=with_email)
