"""Reads a workspace from TOML (`answerable sandbox --workspace FILE.toml`) and an app from its manifest.

name = "Acme"                     # optional, as everything but people and channels

[[people]]
name  = "ada"                     # handle; the id is made from it unless `id` is given
real_name = "Ada Lindqvist"       # default: the handle, capitalised
email = "ada@acme.example"        # default: NAME@example.com (bots have none)
kind  = "member"                  # member | guest | external | deactivated | bot
tz    = "Europe/Berlin"
title = "Head of support"
quiet_hours = ["22:00", "07:00"]  # do not disturb, local time; default: none

[[groups]]
handle  = "support"
name    = "Support"
members = ["ada"]

[[channels]]
name    = "support-ai-review"
members = ["ada"]                 # default: every member (not guests, externals, bots); none of a private channel's
private = false
bot     = true                    # whether our bot is in it; default: yes if public
archived = false
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

from sandbox.channels import Channel
from sandbox.installed_app import InstalledApp, app_from_manifest
from sandbox.json_types import Json
from sandbox.people import Group, Person
from sandbox.workspace import (
    BOT_USER,
    PARTNER_TEAM,
    TEAM,
    Workspace,
    channel_id,
    mark_shared,
    our_bot,
    user_id,
)

KINDS = ("member", "guest", "external", "deactivated", "bot")


class WorkspaceError(ValueError):
    """The file is not a workspace; says which entry, and what would be right."""


def load_workspace(path: Path, app: InstalledApp | None = None) -> Workspace:
    """The workspace in the file, with our bot in it. WorkspaceError."""
    try:
        given = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as wrong:
        raise WorkspaceError(f"{path}: {wrong}") from None
    app = app or InstalledApp()
    try:
        people = [_person(n, entry) for n, entry in enumerate(given["people"], 1)]
        ids = {person.name: person.id for person in people} | {person.id: person.id for person in people}
        staff = {p.id for p in people if p.kind == "member" and not p.deleted}
        channels = [_channel(n, entry, ids, staff) for n, entry in enumerate(given["channels"], 1)]
        groups = [_group(n, entry, ids) for n, entry in enumerate(given.get("groups", []), 1)]
    except KeyError as missing:
        raise WorkspaceError(f"{path}: {missing} is missing, or is nobody in [[people]]") from None
    except (TypeError, AttributeError) as wrong:
        raise WorkspaceError(
            f"{path}: {wrong}; see the format at the top of sandbox/workspace_file.py"
        ) from None
    mark_shared(channels, people)
    return Workspace([*people, our_bot(app)], channels, groups, app, name=str(given.get("name", "Sandbox")))


def load_app(path: Path) -> InstalledApp:
    """The app that this manifest (YAML or JSON) installs. WorkspaceError."""
    try:
        return app_from_manifest(yaml.safe_load(_read(path)))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as wrong:
        raise WorkspaceError(f"{path} is not an app manifest: {wrong!r}") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as wrong:
        raise WorkspaceError(f"{path}: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{path} is not UTF-8 text") from None


def _person(number: int, entry: Json) -> Person:
    name, kind = entry["name"], entry.get("kind", "member")
    if kind not in KINDS:
        raise WorkspaceError(f"people: {name}: kind is one of {', '.join(KINDS)}")
    is_bot = kind == "bot"
    quiet = entry.get("quiet_hours")
    return Person(
        entry.get("id") or user_id(number, name),
        name,
        entry.get("real_name", name.title()),
        PARTNER_TEAM if kind == "external" else TEAM,
        email=None if is_bot else entry.get("email", f"{name}@example.com"),
        kind="member" if kind == "deactivated" else kind,
        tz=entry.get("tz", "Europe/Berlin"),
        title=entry.get("title", ""),
        deleted=kind == "deactivated",
        quiet_hours=(quiet[0], quiet[1]) if quiet else None,
        bot_id=f"B{number:06}{name.upper()}" if is_bot else None,
        app_id=f"A{number:06}{name.upper()}" if is_bot else None,
    )


def _channel(number: int, entry: Json, ids: dict[str, str], staff: set[str]) -> Channel:
    name, private = entry["name"].lstrip("#"), bool(entry.get("private", False))
    everybody = set() if private else staff
    members = {ids[who] for who in entry["members"]} if "members" in entry else set(everybody)
    if entry.get("bot", not private):
        members.add(BOT_USER)
    archived = bool(entry.get("archived", False))
    return Channel(entry.get("id") or channel_id(number, name), name, private, archived, members=members)


def _group(number: int, entry: Json, ids: dict[str, str]) -> Group:
    handle = entry["handle"].lstrip("@")
    plain = handle.upper().replace("-", "")
    return Group(
        f"S{number:06}{plain}", handle, entry.get("name", handle), [ids[who] for who in entry["members"]]
    )
