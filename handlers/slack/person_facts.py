"""Slack's description of a user, group or channel, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.content import keepable
from domain.eligibility import Kind
from handlers.fresh import fresh_id
from usecases.note_directory import ChannelFacts, PersonFacts

User = Mapping[str, Any]

# Slack's own accounts: they speak for nobody.
_SYSTEM = frozenset({"USLACK", "USLACKBOT"})
_NAME_ROOM = 80


def person_facts(user: User, *, team_id: str, now: datetime) -> PersonFacts:
    """Return what Slack's user object says. `team_id` is ours: who is of another team is external."""
    profile = user.get("profile") or {}
    email = profile.get("email")
    return PersonFacts(
        user_id=str(user["id"]),
        subject=fresh_id("person", now),
        team_id=str(user.get("team_id") or ""),
        name=keepable(_name(user, profile)),
        email=str(email).strip().lower() if email else None,
        kind=_kind(user, team_id),
        timezone=user.get("tz"),
        fetched_at=now,
    )


def stranger(user_id: str, *, now: datetime) -> PersonFacts:
    """Return what is known of somebody whom Slack does not show us: that they are not one of us."""
    return PersonFacts(user_id, fresh_id("person", now), "", user_id, None, "external", None, now)


def channel_facts(channel: Mapping[str, Any], *, now: datetime) -> ChannelFacts:
    """Return what Slack's conversation object says. A server that does not say who is in is asked by posting."""
    return ChannelFacts(
        channel_id=str(channel["id"]),
        name=str(channel.get("name") or channel["id"]),
        is_private=bool(channel.get("is_private")),
        is_archived=bool(channel.get("is_archived")),
        is_member=bool(channel.get("is_member", True)),
        fetched_at=now,
    )


def _name(user: User, profile: Mapping[str, Any]) -> str:
    names = (
        profile.get("real_name"),
        user.get("real_name"),
        profile.get("display_name"),
        user.get("name"),
        user["id"],
    )
    return next(str(name).strip() for name in names if name and str(name).strip())[:_NAME_ROOM]


def _kind(user: User, team_id: str) -> Kind:
    if user.get("deleted"):
        return "deactivated"
    if user.get("is_bot") or user["id"] in _SYSTEM:
        return "bot"
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    if user.get("is_stranger") or team_id not in teams:
        return "external"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "guest"
    return "member"
