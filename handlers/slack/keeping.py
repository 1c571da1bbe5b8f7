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
# Longer than any answer that is taken, entities counted.
_TEXT_KEPT = 16_000
_PROFILE = ("real_name", "display_name", "email")

# Event types that something is done about, and the fields it takes. Of messages only replies below our own.
KEPT: Mapping[str, tuple[str, ...]] = {
    "reaction_added": ("user", "reaction", "item", "item_user", "event_ts"),
    "reaction_removed": ("user", "reaction", "item", "item_user", "event_ts"),
    "message": ("user", "channel", "thread_ts", "ts", "text", "event_ts"),
    "app_home_opened": ("user", "tab", "view"),
    "user_change": ("user",),
    "subteam_members_changed": ("subteam_id",),
    "subteam_updated": ("subteam",),
    "channel_rename": ("channel",),
    "channel_archive": ("channel",),
    "channel_unarchive": ("channel",),
    "channel_deleted": ("channel",),
    "channel_left": ("channel",),
    "channel_id_changed": ("old_channel_id", "new_channel_id"),
    "group_rename": ("channel",),
    "group_archive": ("channel",),
    "group_unarchive": ("channel",),
    "group_deleted": ("channel",),
    "group_left": ("channel",),
    "member_joined_channel": ("user", "channel"),
    "member_left_channel": ("user", "channel"),
    "tokens_revoked": (),
    "app_uninstalled": (),
}

_MAY_LACK = frozenset({"item_user", "event_ts", "tab", "view"})


def kept(event: Event, us: Identity | None, meanings: Mapping[str, Meaning]) -> dict[str, object] | None:
    """Return what is kept of an event, None where nothing is to be done about it.

    Our own marks are nobody's decision and are dropped here, if we know by now who we are; so are marks that
    mean nothing, and events that lack what they are about.
    """
    kind = str(event.get("type"))
    fields = KEPT.get(kind)
    if fields is None:
        return None
    if kind.startswith("reaction_") and (
        is_ours(event, us) or canonical(str(event.get("reaction"))) not in meanings
    ):
        return None
    if kind == "message" and not _is_reply_to_us(event, us):
        return None
    if kind.startswith("member_") and us is not None and event.get("user") != us.user_id:
        return None
    if any(not _is_whole(name, event.get(name)) for name in fields if name not in _MAY_LACK):
        return None
    return {"type": kind} | {name: _trimmed(name, event[name]) for name in fields if name in event}


def _is_whole(name: str, value: object) -> bool:
    """Say whether a field says what it is there for."""
    if isinstance(value, Mapping):
        return all(value.get(part) for part in (("channel", "ts") if name == "item" else ("id",)))
    return name != "item" and isinstance(value, str) and value != ""


def is_ours(event: Event, us: Identity | None) -> bool:
    """Say whether our own bot did it."""
    return us is not None and event.get("user") == us.user_id


def _is_reply_to_us(event: Event, us: Identity | None) -> bool:
    """Say whether a person has just written below a message that may be ours.

    This drops nearly all talk without asking the database; which of our messages it was, comes next.
    """
    thread_ts = event.get("thread_ts")
    is_reply = bool(thread_ts) and thread_ts != event.get("ts")
    by_person = bool(event.get("user")) and not event.get("bot_id") and not event.get("app_id")
    as_usual = event.get("subtype") in (None, "thread_broadcast", "file_share")
    parent = event.get("parent_user_id")
    to_us = us is None or parent in (None, us.user_id)
    return is_reply and by_person and as_usual and to_us and bool(event.get("text"))


def _trimmed(name: str, value: Any) -> object:
    if name == "text":
        return str(value)[:_TEXT_KEPT]
    if not isinstance(value, Mapping):
        return value
    if name == "user":
        profile = {field: value.get("profile", {}).get(field) for field in _PROFILE}
        return {field: value[field] for field in _USER if field in value} | {"profile": profile}
    if name == "view":
        return {"hash": value.get("hash")}
    if name == "subteam":
        return {"id": value.get("id"), "handle": value.get("handle")}
    return dict(value)
