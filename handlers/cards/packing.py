"""What a modal carries for when it is submitted, as the text that Slack keeps with it."""

from __future__ import annotations

from typing import Self

import msgspec


class Packed:
    """A dataclass of ids, hashes, numbers and instants: never a text, and nothing of it is stored."""

    def packed(self) -> str:
        """Return it as private metadata."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def unpacked(cls, metadata: str) -> Self:
        """Return what `packed` made. Raises ValueError for anything else."""
        return msgspec.json.decode(metadata, type=cls)
