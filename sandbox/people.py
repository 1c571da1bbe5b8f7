"""People, bots and user groups, and how Slack describes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sandbox.json_types import Json

Kind = Literal["member", "guest", "external", "bot"]


@dataclass
class Person:
    """Somebody with a user id. `deleted` is Slack's word for deactivated."""

    id: str
    name: str
    real_name: str
    team_id: str
    email: str | None = None
    kind: Kind = "member"
    tz: str = "Europe/Berlin"
    title: str = ""
    deleted: bool = False
    quiet_hours: tuple[str, str] | None = None  # local "HH:MM", from and to
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0

    @property
    def shown_kind(self) -> str:
        """The kind as scripts know it: member, guest, external, deactivated or bot."""
        return "deactivated" if self.deleted else self.kind

    @property
    def is_bot(self) -> bool:
        return self.kind == "bot"


@dataclass
class Group:
    """A user group (`@support`)."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    updated: int = 0
    disabled_at: int = 0  # epoch seconds; 0: it is not


def local_time(person: Person, now: float) -> datetime:
    """The time of day where this person is."""
    return datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(person.tz))


def person_json(person: Person, now: float, *, with_email: bool) -> Json:
    """The `user` object of users.info. A deactivated person's has no time zone and no e-mail, as on Slack."""
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": _profile(person, with_email=with_email),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.deleted:
        return user
    zone = local_time(person, now)
    return user | {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": zone.tzname() or person.tz,
        "tz_offset": int((zone.utcoffset() or timedelta()).total_seconds()),
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.kind == "guest",
        "is_ultra_restricted": False,
        "is_stranger": person.kind == "external",
        "is_email_confirmed": person.email is not None,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(person: Person, *, with_email: bool) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": "",
        "status_emoji": "",
        "first_name": first,
        "last_name": last,
        "team": person.team_id,
    }
    if person.is_bot:
        profile |= {"bot_id": person.bot_id, "api_app_id": person.app_id, "always_active": True}
    if with_email and person.email and person.kind != "external" and not person.deleted:
        profile["email"] = person.email
    return profile


def group_json(group: Group, team_id: str, *, with_users: bool, with_count: bool) -> Json:
    """The `usergroup` object of usergroups.list."""
    shape: Json = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": group.updated,
        "date_delete": group.disabled_at,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "USLACKBOT",
        "prefs": {"channels": [], "groups": []},
    }
    if with_users:
        shape["users"] = list(group.members)
    if with_count:
        shape["user_count"] = len(group.members)
    return shape


def do_not_disturb(person: Person, now: float) -> Json:
    """dnd.info of this person: whether there is a schedule, and its current or next window (epoch seconds)."""
    if person.quiet_hours is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = _quiet_window(person.quiet_hours, local_time(person, now))
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": int(start.timestamp()),
        "next_dnd_end_ts": int(end.timestamp()),
    }


def _quiet_window(hours: tuple[str, str], here: datetime) -> tuple[datetime, datetime]:
    """The window that contains this moment, or else the next."""
    starts, ends = (time.fromisoformat(hour) for hour in hours)
    nights = timedelta(days=1 if ends <= starts else 0)
    first = here.date() - nights
    if datetime.combine(first + nights, ends, here.tzinfo) <= here:
        first += timedelta(days=1)
    return datetime.combine(first, starts, here.tzinfo), datetime.combine(first + nights, ends, here.tzinfo)
