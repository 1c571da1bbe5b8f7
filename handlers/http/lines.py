"""The lines of a body that is being sent, in batches, with little of it in memory at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final

from starlette.types import Message, Receive

from handlers.http.answers import Problem
from handlers.http.raw import ClientGone, drain, next_piece, too_large


class TooLong:
    """Stands for a line that is longer than may be; what it said was not kept."""


TOO_LONG: Final = TooLong()
Line = bytes | TooLong


class CutShort(Exception):
    """No more is read, for this reason; the lines before are not affected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


async def read_lines(receive: Receive, *, longest: int, most: int) -> AsyncIterator[Line]:
    """Give each line that is not blank. Raises CutShort beyond `most` bytes or if nothing comes, ClientGone."""
    cutter = _Cutter(longest)
    size, more = 0, True
    while more:
        message = await _next(receive)
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > most:
            await drain(receive)
            raise CutShort(too_large(most))
        for line in cutter.cut(chunk):
            yield line
    for line in cutter.cut(b"\n"):
        yield line


async def _next(receive: Receive) -> Message:
    try:
        return await next_piece(receive)
    except Problem as silence:
        raise CutShort(silence) from None


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
    except CutShort:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
