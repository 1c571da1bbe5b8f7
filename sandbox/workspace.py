"""What a workspace is made of at the start, and the default one with its cast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.channels import Channel
from sandbox.installed_app import InstalledApp
from sandbox.people import Group, Kind, Person

TEAM = "T0SANDBOX"
PARTNER_TEAM = "T0PARTNER"
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105  # public on purpose
APP_TOKEN = "xapp-sandbox"  # noqa: S105  # public on purpose
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105  # public on purpose
BOT_USER = "U0ANSWERABLE"
BOT_ID = "B0ANSWERABLE"
APP_ID = "A0ANSWERABLE"


@dataclass
class Workspace:
    """People, channels and groups as they are before anybody does anything."""

    people: list[Person]
    channels: list[Channel]
    groups: list[Group]
    app: InstalledApp = field(default_factory=InstalledApp)
    name: str = "Sandbox"
    domain: str = "sandbox"
    team_id: str = TEAM
    emoji: dict[str, str] = field(default_factory=dict)  # custom: name -> picture, or alias:NAME


def user_id(number: int, name: str) -> str:
    """An id that looks like Slack's and still says whose it is: U000001ADA."""
    return f"U{number:06}" + "".join(filter(str.isalnum, name.upper()))


def channel_id(number: int, name: str) -> str:
    """An id that looks like Slack's and still says which channel: C000001SUPPORTAI."""
    return f"C{number:06}" + "".join(filter(str.isalnum, name.upper()))[:9]


def our_bot(app: InstalledApp) -> Person:
    """The bot user of the app."""
    return Person(
        BOT_USER,
        app.name,
        app.display_name,
        TEAM,
        kind="bot",
        bot_id=BOT_ID,
        app_id=APP_ID,
        tz="America/Los_Angeles",
    )


_CAST: tuple[tuple[str, str, Kind, str], ...] = (
    ("ada", "Ada Lindqvist", "member", "Head of support"),
    ("grace", "Grace Okafor", "member", "Support lead"),
    ("ben", "Ben Hartmann", "member", "Support"),
    ("mia", "Mia Rossi", "member", "Support"),
    ("tom", "Tom Nguyen", "member", "Support"),
    ("cleo", "Cleo Martin", "member", "Sales"),
    ("ruth", "Ruth Adler", "member", "Chief operating officer"),
    ("karl", "Karl Weiss", "member", "Head of finance"),
    ("dan", "Dan Kowalski", "member", "Legal counsel"),
    ("gus", "Gus Ferreira", "guest", "Contractor"),
    ("xenia", "Xenia Petrova", "external", "Partner GmbH"),
    ("dora", "Dora Blum", "member", "Support, left in June"),
    ("ticketbot", "Ticketbot", "bot", ""),
)
_GROUPS = (
    ("support", "Support", ("ben", "mia", "tom")),
    ("support-leads", "Support leads", ("ada", "mia")),
    ("sales", "Sales", ("cleo", "karl")),
    ("legal", "Legal", ("dan",)),
)
_CHANNELS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (  # name, private, members beside ordinary members
    ("support-ai-review", False, ("gus", "xenia", "ticketbot")),
    ("legal-ai-review", False, ()),
    ("sales-ai-review", False, ("gus",)),
    ("ai-leaders", False, ()),
    ("finance-ai-review", True, ()),
)


def default_workspace(app: InstalledApp | None = None) -> Workspace:
    """Nine members, a guest, an external, somebody who left, another bot; four groups; five channels, one private
    and without our bot."""
    app = app or InstalledApp()
    people = [_cast_member(n, *row) for n, row in enumerate(_CAST, 1)]
    ids = {person.name: person.id for person in people}
    staff = {p.id for p in people if p.kind == "member" and not p.deleted}
    channels = [
        Channel(channel_id(n, name), name, private, members=_members(staff, ids, private, extra))
        for n, (name, private, extra) in enumerate(_CHANNELS, 1)
    ]
    groups = [
        Group(f"S{n:06}{handle.upper().replace('-', '')}", handle, name, [ids[who] for who in members])
        for n, (handle, name, members) in enumerate(_GROUPS, 1)
    ]
    mark_shared(channels, people)
    return Workspace(
        [*people, our_bot(app)], channels, groups, app, emoji={"blob-yes": "alias:white_check_mark"}
    )


def mark_shared(channels: Iterable[Channel], people: Iterable[Person]) -> None:
    """A channel with an external person in it is a Slack Connect channel."""
    outside = {p.id for p in people if p.kind == "external"}
    for channel in channels:
        channel.is_shared = bool(channel.members & outside)


def _cast_member(number: int, name: str, real_name: str, kind: Kind, title: str) -> Person:
    return Person(
        user_id(number, name),
        name,
        real_name,
        PARTNER_TEAM if kind == "external" else TEAM,
        email=None if kind == "bot" else f"{name}@example.com",
        kind=kind,
        tz="America/New_York" if name == "tom" else "Europe/Berlin",
        title=title,
        deleted=name == "dora",
        quiet_hours=("22:00", "07:00") if kind == "member" else None,
        bot_id="B0TICKETBOT" if kind == "bot" else None,
        app_id="A0TICKETBOT" if kind == "bot" else None,
    )


def _members(staff: set[str], ids: dict[str, str], private: bool, extra: tuple[str, ...]) -> set[str]:
    if private:
        return {ids["karl"], ids["ruth"], ids["dan"]}
    return staff | {ids[name] for name in extra} | {BOT_USER}
