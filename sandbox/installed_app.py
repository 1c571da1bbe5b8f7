"""The app that is installed in the workspace: its scopes, events, commands and shortcuts, as its manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandbox.json_types import Json

SCOPES = (
    "chat:write",
    "channels:read",
    "channels:history",
    "channels:join",
    "groups:read",
    "groups:history",
    "im:read",
    "im:write",
    "im:history",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "reactions:read",
    "reactions:write",
    "commands",
    "files:write",
    "files:read",
    "dnd:read",
    "team:read",
    "emoji:read",
)
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "subteam_members_changed",
    "subteam_updated",
    "tokens_revoked",
    "user_change",
)


@dataclass(frozen=True)
class Shortcut:
    """`global` ones hang on the lightning bolt, `message` ones on a message."""

    name: str
    callback_id: str
    kind: Literal["global", "message"]
    description: str = ""


@dataclass(frozen=True)
class Command:
    """A slash command; `name` begins with the slash."""

    name: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class InstalledApp:
    """What the workspace's administrators agreed to. `declared` is False where no manifest was given: then any
    command and shortcut exists."""

    name: str = "answerable"
    display_name: str = "Answerable"
    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    commands: tuple[Command, ...] = (Command("/answerable", "Who answers for what", "help"),)
    shortcuts: tuple[Shortcut, ...] = ()
    home_tab: bool = True
    declared: bool = False

    def command(self, name: str) -> Command | None:
        """The command of that name, or None if the app has none such."""
        found = next((c for c in self.commands if c.name == name), None)
        return found or (None if self.declared else Command(name))

    def shortcut(self, callback_id: str, kind: Literal["global", "message"]) -> Shortcut | None:
        """The shortcut of that callback id (or name), or None if the app has none such."""
        wanted = (s for s in self.shortcuts if s.kind == kind and callback_id in (s.callback_id, s.name))
        found = next(wanted, None)
        return found or (None if self.declared else Shortcut(callback_id, callback_id, kind))


def app_from_manifest(manifest: Json) -> InstalledApp:
    """The app that pasting this manifest would install. KeyError or TypeError if it is not a manifest."""
    features = manifest.get("features", {})
    bot = features.get("bot_user", {})
    return InstalledApp(
        name=str(bot.get("display_name", manifest["display_information"]["name"])).lower(),
        display_name=manifest["display_information"]["name"],
        scopes=tuple(manifest["oauth_config"]["scopes"]["bot"]),
        events=tuple(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ())),
        commands=tuple(
            Command(c["command"], c.get("description", ""), c.get("usage_hint", ""))
            for c in features.get("slash_commands", ())
        ),
        shortcuts=tuple(
            Shortcut(s["name"], s["callback_id"], s["type"], s.get("description", ""))
            for s in features.get("shortcuts", ())
        ),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
        declared=True,
    )
