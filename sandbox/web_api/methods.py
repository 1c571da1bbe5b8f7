"""Every method the sandbox has, with its scopes (one of them is needed) and its rate-limit tier."""

from __future__ import annotations

from sandbox.web_api import chat, conversations, files, reactions, users, views, workspace_methods
from sandbox.web_api.call import Method

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")

METHODS: dict[str, Method] = {
    "api.test": Method(workspace_methods.api_test, (), 4),
    "apps.connections.open": Method(workspace_methods.connections_open, (), 1, app_token=True),
    "auth.test": Method(workspace_methods.auth_test, (), "special"),
    "bots.info": Method(users.bots, ("users:read",), 3),
    "chat.delete": Method(chat.delete, ("chat:write",), 3),
    "chat.getPermalink": Method(chat.get_permalink, (), "special"),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), 4),
    "chat.postMessage": Method(chat.post_message, ("chat:write",), "special"),
    "chat.update": Method(chat.update, ("chat:write",), 3),
    "conversations.history": Method(conversations.history, HISTORY, 3),
    "conversations.info": Method(conversations.info, READ, 3),
    "conversations.join": Method(conversations.join, ("channels:join",), 3),
    "conversations.list": Method(conversations.list_, READ, 2),
    "conversations.members": Method(conversations.members, READ, 4),
    "conversations.open": Method(conversations.open_, ("im:write", "mpim:write"), 3),
    "conversations.replies": Method(conversations.replies, HISTORY, 3),
    "dnd.info": Method(users.dnd, ("dnd:read",), 3),
    "emoji.list": Method(workspace_methods.emoji_list, ("emoji:read",), 2),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",), 4),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",), 4),
    "files.info": Method(files.info, ("files:read",), 4),
    "reactions.add": Method(reactions.add, ("reactions:write",), 3),
    "reactions.get": Method(reactions.get, ("reactions:read",), 3),
    "reactions.remove": Method(reactions.remove, ("reactions:write",), 2),
    "team.info": Method(workspace_methods.team_info, ("team:read",), 3),
    "usergroups.list": Method(users.groups, ("usergroups:read",), 2),
    "usergroups.users.list": Method(users.group_members, ("usergroups:read",), 2),
    "users.info": Method(users.info, ("users:read",), 4),
    "users.list": Method(users.list_, ("users:read",), 2),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read.email",), 3),
    "views.open": Method(views.open_, (), 4),
    "views.publish": Method(views.publish, (), 4),
    "views.push": Method(views.push, (), 4),
    "views.update": Method(views.update, (), 4),
}
