"""People, user groups and channels as a workflow names them; a handler looks them up in Slack."""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec


class Reference(msgspec.Struct, frozen=True):
    """What somebody wrote: a name, or already the id that Slack gives."""

    text: str

    ids: ClassVar[re.Pattern[str]]
    names: ClassVar[re.Pattern[str]]

    def __post_init__(self) -> None:
        """Raise ValueError for what is neither an id nor a name of this kind."""
        if not self.is_id and self.names.fullmatch(self.text) is None:
            raise ValueError(f"not a {type(self).__name__}: {self.text!r}")

    @property
    def is_id(self) -> bool:
        """Say whether it needs no looking up."""
        return self.ids.fullmatch(self.text) is not None

    def __str__(self) -> str:
        return self.text


class PersonRef(Reference, frozen=True, tag="person"):
    """A person: an e-mail address or a Slack user id."""

    ids = re.compile(r"[UW][A-Z0-9]+", re.ASCII)
    names = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


class GroupRef(Reference, frozen=True, tag="group"):
    """A user group: its handle with the @, or its Slack id."""

    ids = re.compile(r"S[A-Z0-9]+", re.ASCII)
    names = re.compile(r"@[^\s@<>,]+")


class ChannelRef(Reference, frozen=True, tag="channel"):
    """A channel: its name with the #, or its Slack id."""

    ids = re.compile(r"[CG][A-Z0-9]+", re.ASCII)
    names = re.compile(r"#[^\s#@<>,]{1,80}")


def person_or_group(text: str) -> PersonRef | GroupRef:
    """Return whichever of the two the text names. Raises ValueError if neither."""
    try:
        return PersonRef(text)
    except ValueError:
        return GroupRef(text)
