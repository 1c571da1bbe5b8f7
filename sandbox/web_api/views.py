"""views.*"""

from __future__ import annotations

from sandbox import modals
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.web_api.call import Call


async def open_(call: Call) -> Json:
    """views.open: within three seconds of the interaction, once."""
    trigger = call.world.triggers.redeem(call.needed("trigger_id"))
    modals.clear(call.world, trigger.user_id)
    return {"view": modals.open_modal(call.world, trigger.user_id, call.arguments.get("view")).as_json()}


async def push(call: Call) -> Json:
    """views.push: on top of the modal the interaction came from, three at most."""
    trigger = call.world.triggers.redeem(call.needed("trigger_id"))
    if not call.world.views.stack(trigger.user_id):
        raise ApiError("not_found")
    return {"view": modals.open_modal(call.world, trigger.user_id, call.arguments.get("view")).as_json()}


async def update(call: Call) -> Json:
    """views.update by view_id or external_id, if the hash still fits."""
    view = call.world.views.find(call.arguments.get("view_id"), call.arguments.get("external_id"))
    view.check_hash(call.arguments.get("hash"))
    return {"view": modals.replace(call.world, view, call.arguments.get("view")).as_json()}


async def publish(call: Call) -> Json:
    """views.publish: one person's App Home."""
    if not call.world.app.home_tab:
        raise ApiError("not_enabled")
    person = call.person("user_id")
    given_hash = call.arguments.get("hash")
    return {
        "view": modals.publish_home(call.world, person.id, call.arguments.get("view"), given_hash).as_json()
    }
