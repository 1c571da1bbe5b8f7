"""One message as Slack is given it, and what it is known by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.content import fingerprint

Json = dict[str, object]


@dataclass(frozen=True)
class Message:
    """`text` is what notifications and screen readers get, and is enough by itself; `blocks` what others see.

    `shows_whole_text`: the blocks hold all of the output's text, so that a reaction can judge it.
    """

    text: str
    blocks: list[Json]
    shows_whole_text: bool = False

    @property
    def shown(self) -> str:
        """Return the SHA-256 of all of it: the same message, the same hash."""
        return fingerprint({"text": self.text, "blocks": self.blocks})


def assembled(
    prefix: str, output_id: str, text: str, parts: Iterable[tuple[str, Json]], *, whole: bool = False
) -> Message:
    """Return the message of these named blocks, each with the id `<prefix>:<output id>:<part>:<revision>`.

    The revision is of what they say, since a block that changes should not keep its id.
    """
    named = list(parts)
    revision = fingerprint([block for _, block in named])[:8]
    blocks = [block | {"block_id": f"{prefix}:{output_id}:{part}:{revision}"} for part, block in named]
    return Message(text, blocks, whole)
