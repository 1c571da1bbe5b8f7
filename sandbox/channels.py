"""Channels and direct messages, and how Slack describes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.json_types import Json


@dataclass
class Channel:
    """A conversation. `im_of` is the person on the other side of the bot's direct messages, else None."""

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_read_only: bool = False  # administrators may post, and nobody else
    is_shared: bool = False  # Slack Connect: an external person is in it
    members: set[str] = field(default_factory=set)
    im_of: str | None = None
    created: int = 0
    topic: str = ""

    @property
    def is_im(self) -> bool:
        return self.im_of is not None

    @property
    def channel_type(self) -> str:
        """What `message` events call it: channel, group or im."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def visible_to(self, user_id: str) -> bool:
        """Whether this person can see that it exists."""
        return user_id in self.members or not (self.is_private or self.is_im)


def channel_json(channel: Channel, team_id: str, asking: str, *, with_count: bool = True) -> Json:
    """The `channel` object of conversations.info, as the member `asking` gets it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": team_id,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        return shape | {"user": channel.im_of, "is_user_deleted": False, "priority": 0}
    shape |= {"num_members": len(channel.members)} if with_count else {}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "unlinked": 0,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_pending_ext_shared": False,
        "creator": "USLACKBOT",
        "is_member": asking in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
