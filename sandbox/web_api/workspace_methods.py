"""auth.test, api.test, team.info, emoji.list, apps.connections.open"""

from __future__ import annotations

from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.socket_mode import SocketMode
from sandbox.web_api.call import Call
from sandbox.workspace import APP_ID


async def auth_test(call: Call) -> Json:
    """auth.test"""
    bot, workspace = call.world.bot, call.world.workspace
    return {
        "url": f"{call.world.url}/",
        "team": workspace.name,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


async def api_test(call: Call) -> Json:
    """api.test: says back what it was told."""
    if call.text("error"):
        raise ApiError(call.text("error"), args=call.arguments)
    return {"args": call.arguments}


async def team_info(call: Call) -> Json:
    """team.info"""
    workspace = call.world.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "url": f"{call.world.url}/",
            "email_domain": "example.com",
            "icon": {"image_default": True},
        }
    }


async def emoji_list(call: Call) -> Json:
    """emoji.list: the custom ones."""
    return {"emoji": dict(call.world.workspace.emoji), "cache_ts": "1"}


async def connections_open(call: Call) -> Json:
    """apps.connections.open: a WebSocket address that works once. ApiError where the app gets signed HTTP instead."""
    transport = call.world.delivery.transport
    if not isinstance(transport, SocketMode):
        raise ApiError("socket_mode_not_enabled")
    address = call.world.url.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={transport.ticket()}&app_id={APP_ID}"}
