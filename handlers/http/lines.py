"""The lines of a body that is being sent, in batches, with little of it in memory at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final

from starlette.types import Receive

from handlers.http.raw import ClientGone


class TooLong:
    """Stands for a line that is longer than may be; what it said was not kept."""


TOO_LONG: Final = TooLong()
Line = bytes | TooLong


class TooMuch(Exception):
    """The body is longer than may be; the lines before are not affected."""


async def read_lines(receive: Receive, *, longest: int, most: int) -> AsyncIterator[Line]:
    """Give each line that is not blank. Raises TooMuch beyond `most` bytes, ClientGone."""
    cutter = _Cutter(longest)
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > most:
            raise TooMuch
        for line in cutter.cut(chunk):
            yield line
    for line in cutter.cut(b"\n"):
        yield line


class _Cutter:
    """Cuts chunks into lines; of a line that grows too long it keeps nothing."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = bytearray()
        self._dropping = False

    def cut(self, chunk: bytes) -> Iterator[Line]:
        """Give the lines that end in this chunk."""
        first, *rest = chunk.split(b"\n")
        self._grow(first)
        for piece in rest:
            yield from self._ended()
            self._grow(piece)

    def _grow(self, piece: bytes) -> None:
        if self._dropping or len(self._begun) + len(piece) > self._longest:
            self._dropping = True
            self._begun.clear()
        else:
            self._begun += piece

    def _ended(self) -> Iterator[Line]:
        line = bytes(self._begun).strip(b" \t\r")
        if self._dropping:
            yield TOO_LONG
        elif line:
            yield line
        self._begun.clear()
        self._dropping = False


async def batched(lines: AsyncIterator[Line], *, count: int, size: int) -> AsyncIterator[list[Line]]:
    """Give the lines in batches of at most `count` lines; one is full when it has `size` bytes.

    Whatever `lines` raises comes after the batch of what was read before it.
    """
    batch: list[Line] = []
    held = 0
    try:
        async for line in lines:
            batch.append(line)
            held += len(line) if isinstance(line, bytes) else 0
            if len(batch) >= count or held >= size:
                yield batch
                batch, held = [], 0
    except TooMuch:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
