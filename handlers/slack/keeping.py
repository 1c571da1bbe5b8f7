"""Which events are kept, and what of them: no more than is needed to act, and nobody's talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.cards.marks import canonical
from handlers.slack.directory import Identity
from usecases.record_mark import Meaning

Event = Mapping[str, Any]

_USER = (
    "id",
    "team_id",
    "deleted",
    "is_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "tz",
    "name",
    "real_name",
    "enterprise_user",
)
_PROFILE = ("real_name", "display_name", "email")

# Event types that something is done about, and the fields it takes. Messages are not among them.
KEPT: Mapping[str, tuple[str, ...]] = {
    "reaction_added": ("user", "reaction", "item", "item_user", "event_ts"),
    "reaction_removed": ("user", "reaction", "item", "item_user", "event_ts"),
    "app_home_opened": ("user", "tab", "view"),
    "user_change": ("user",),
    "subteam_members_changed": ("subteam_id",),
    "subteam_updated": ("subteam",),
    "channel_rename": ("channel",),
    "channel_archive": ("channel",),
    "channel_unarchive": ("channel",),
    "group_rename": ("channel",),
    "group_archive": ("channel",),
    "group_unarchive": ("channel",),
    "member_joined_channel": ("user", "channel"),
    "member_left_channel": ("user", "channel"),
}


def kept(event: Event, us: Identity | None, meanings: Mapping[str, Meaning]) -> dict[str, object] | None:
    """Return what is kept of an event, None where nothing is to be done about it.

    Our own marks are nobody's decision and are dropped here, if we know by now who we are; so are marks that
    mean nothing.
    """
    kind = str(event.get("type"))
    fields = KEPT.get(kind)
    if fields is None:
        return None
    if kind.startswith("reaction_") and (
        is_ours(event, us) or canonical(str(event.get("reaction"))) not in meanings
    ):
        return None
    if kind.startswith("member_") and us is not None and event.get("user") != us.user_id:
        return None
    return {"type": kind} | {name: _trimmed(name, event[name]) for name in fields if name in event}


def is_ours(event: Event, us: Identity | None) -> bool:
    """Say whether our own bot did it."""
    return us is not None and event.get("user") == us.user_id


def _trimmed(name: str, value: Any) -> object:
    if not isinstance(value, Mapping):
        return value
    if name == "user":
        profile = {field: value.get("profile", {}).get(field) for field in _PROFILE}
        return {field: value[field] for field in _USER if field in value} | {"profile": profile}
    if name == "view":
        return {"hash": value.get("hash")}
    if name == "subteam":
        return {"id": value.get("id")}
    return dict(value)
