"""A child process that writes without end and prints each name once it is acknowledged. It is meant to be killed."""

from __future__ import annotations

import asyncio
import itertools
import sys

from storage.database import Database
from tests.storage.notes import Note, add_note


async def write_for_ever(url: str) -> None:
    db = Database(url)
    await db.start()
    numbers = itertools.count()

    async def writer() -> None:
        for number in numbers:
            print(await db.write(add_note, Note(f"note-{number}")), flush=True)

    await asyncio.gather(*(writer() for _ in range(20)))


if __name__ == "__main__":
    asyncio.run(write_for_ever(sys.argv[1]))
