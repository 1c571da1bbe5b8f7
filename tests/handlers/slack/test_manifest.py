"""`slack_manifest.yaml` installs just what the program uses: no right too many, no event unheard."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from handlers.slack.app import COMMAND
from handlers.slack.commands import COMMANDS
from handlers.slack.inbox import HANDLES
from handlers.slack.keeping import KEPT
from handlers.slack.shortcuts import SHORTCUTS
from sandbox.web_api.methods import METHODS
from tests.architecture.source import ROOT, modules

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "slack_manifest.yaml").read_text())
SCHEMA = os.environ.get("ANSWERABLE_MANIFEST_SCHEMA")

# Which scopes an event needs, by its kind of name.
EVENT_SCOPES = (
    (r"reaction_.*", {"reactions:read"}),
    (r"channel_.*", {"channels:read"}),
    (r"group_.*", {"groups:read"}),
    (r"member_.*", {"channels:read", "groups:read"}),
    (r"subteam_.*", {"usergroups:read"}),
    (r"user_change", {"users:read"}),
    (r"app_home_opened", set[str]()),
    (r"app_uninstalled|tokens_revoked", set[str]()),
    (r"message\.channels", {"channels:history"}),
    (r"message\.groups", {"groups:history"}),
)
# Group messages are none of ours, and direct ones are only written: these alternatives are not asked for.
NOT_OURS = {"mpim:history", "im:read", "mpim:read", "mpim:write"}


def scopes() -> set[str]:
    return set(MANIFEST["oauth_config"]["scopes"]["bot"])


def events() -> set[str]:
    return set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def called_methods() -> set[str]:
    """Every method of the Web API that the program names, as a string or as one of the SDK's functions."""
    names = {name.replace(".", "_"): name for name in METHODS}
    return {
        names[said]
        for path in modules("handlers", "bot")
        for node in ast.walk(ast.parse(path.read_text()))
        if (said := _said(node)) in names
    }


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(".", "_")
    return node.attr if isinstance(node, ast.Attribute) else ""


def needed_scopes() -> set[str]:
    by_method = {scope for name in called_methods() for scope in METHODS[name].scopes}
    by_event = {
        scope
        for event in events()
        for kind, needs in EVENT_SCOPES
        if re.fullmatch(kind, event)
        for scope in needs
    }
    return (by_method | by_event | {"commands", "reactions:read"}) - NOT_OURS


def test_it_asks_for_just_the_scopes_that_the_program_uses() -> None:
    assert scopes() == needed_scopes()


def test_it_subscribes_to_just_the_events_that_something_is_done_about() -> None:
    types = {event.partition(".")[0] for event in events()}  # both kinds of channels: one type

    assert types == set(KEPT) == set(HANDLES)
    assert {event for event in events() if "." in event} == {"message.channels", "message.groups"}
    assert all(any(re.fullmatch(kind, event) for kind, _ in EVENT_SCOPES) for event in events())


def test_it_names_the_command_with_what_it_takes() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]

    assert command["command"] == COMMAND
    assert {word.split()[0] for word in command["usage_hint"].split(" | ")} == set(COMMANDS)
    assert command["should_escape"]


def test_it_names_just_the_shortcuts_that_something_is_done_about() -> None:
    named = MANIFEST["features"]["shortcuts"]

    assert {one["callback_id"] for one in named} == set(SHORTCUTS)
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in named)


def test_what_listens_is_switched_on_and_nothing_else() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]

    assert features["app_home"]["home_tab_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert settings["socket_mode_enabled"]


@pytest.mark.skipif(
    SCHEMA is None, reason="Slack's schema lies elsewhere: ANSWERABLE_MANIFEST_SCHEMA names it"
)
def test_slacks_own_schema_takes_it() -> None:
    schema = json.loads(Path(str(SCHEMA)).read_text())

    jsonschema.validate(MANIFEST, schema)
