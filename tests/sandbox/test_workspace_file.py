"""Other people and channels from a TOML file, another app from its manifest."""

from __future__ import annotations

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import workspace_file
from sandbox.server import Sandbox
from sandbox.workspace_file import WorkspaceError, load_app, load_workspace
from tests.sandbox.conftest import refusal

FILE = """
name = "Acme"

[[people]]
name = "zoe"
email = "zoe@acme.example"
tz = "Asia/Tokyo"

[[people]]
name = "yan"
kind = "external"

[[people]]
name = "old"
kind = "deactivated"

[[groups]]
handle = "@night-shift"
members = ["zoe"]

[[channels]]
name = "#triage"
members = ["zoe", "yan"]

[[channels]]
name = "secret"
private = true
members = ["zoe"]

[[channels]]
name = "attic"
archived = true
"""
MANIFEST = """
display_information: {name: Answerable}
features:
  app_home: {home_tab_enabled: false}
  bot_user: {display_name: answerable}
  slash_commands: [{command: /answerable, description: Who answers, usage_hint: help}]
  shortcuts: [{name: Report as wrong, type: message, callback_id: report_wrong, description: It was wrong}]
oauth_config: {scopes: {bot: [chat:write, channels:read]}}
settings: {event_subscriptions: {bot_events: [reaction_added]}}
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "workspace.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_makes_the_workspace(tmp_path: Path) -> None:
    workspace = load_workspace(written(tmp_path, FILE))
    people = {person.name: person for person in workspace.people}
    channels = {channel.name: channel for channel in workspace.channels}

    assert (workspace.name, people["zoe"].tz, people["old"].shown_kind) == (
        "Acme",
        "Asia/Tokyo",
        "deactivated",
    )
    assert people["yan"].team_id != people["zoe"].team_id
    assert channels["triage"].members == {people["zoe"].id, people["yan"].id, "U0ANSWERABLE"}
    assert channels["triage"].is_shared
    assert channels["secret"].members == {people["zoe"].id}
    assert channels["attic"].is_archived
    assert (workspace.groups[0].handle, workspace.groups[0].members) == ("night-shift", [people["zoe"].id])


def test_the_format_is_documented_where_it_is_read(tmp_path: Path) -> None:
    example = (workspace_file.__doc__ or "").split("\n\n", 1)[1]
    workspace = load_workspace(written(tmp_path, example))
    assert [person.name for person in workspace.people] == ["ada", "answerable"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people = 1", "see the format at the top"),
        ("[[people]]\nname = 'a'\nkind = 'boss'\n[[channels]]\nname = 'x'", "kind is one of member, guest"),
        ("[[people]]\nname = 'a'\n[[channels]]\nname = 'x'\nmembers = ['b']", "'b' is missing, or is nobody"),
        ("[[people]]\nemail = 'a'\n[[channels]]\nname = 'x'", "'name' is missing"),
        ("no toml", "workspace.toml"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said):
        load_workspace(written(tmp_path, text))


async def test_a_manifest_decides_scopes_events_commands_and_home(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    app = load_app(manifest)
    box = Sandbox(workspace=load_workspace(written(tmp_path, FILE), app))
    await box.start()
    client = AsyncWebClient(token="xoxb-sandbox", base_url=box.api_url)

    home = {"type": "home", "blocks": [{"type": "divider"}]}
    zoe = next(person.id for person in box.world.people.values() if person.name == "zoe")
    assert await refusal(client.views_publish(user_id=zoe, view=home)) == "not_enabled"
    assert await refusal(client.users_info(user=zoe)) == "missing_scope"
    assert app.command("/other") is None
    assert app.shortcut("Report as wrong", "message") == app.shortcuts[0]
    assert app.shortcut("report_wrong", "global") is None
    assert app.events == ("reaction_added",)
    await box.stop()


def test_what_is_no_manifest_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="is not an app manifest"):
        load_app(written(tmp_path, "just: words"))
