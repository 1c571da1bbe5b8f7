"""A child process that hands in, approves and releases without end, and prints each step once it is acknowledged.

What is counted of it is folded in meanwhile. Where the database is away it tries again, as a client does. It is meant
to be killed.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable
from typing import Any

from domain.refusals import Refused
from storage.database import Database, Many, Unavailable
from storage.transaction import Tx
from tests.builders import SLUG, Company
from usecases.fold_volumes import FoldVolumes, fold_volumes
from usecases.record_vote import RecordVote, record_vote
from usecases.release_output import ReleaseOutput, release_output
from usecases.submit_output import submit_output

WRITERS = 8


async def work_for_ever(url: str, name: str) -> None:
    """Work with several hands at once; `name` sets this process apart from others."""
    db = Database(url)
    await db.start()
    company, numbers = Company(db), itertools.count()
    ben = company.person("ben")

    async def one_after_the_other() -> None:
        for number in numbers:
            key = f"{name}{number:08}"
            output_id = f"out_{key:0>26}"
            handed_in = company.submission(f"Text {key}", output_id=output_id, idempotency_key=key)
            vote = RecordVote(
                f"vote_{key:0>26}",
                output_id,
                ben,
                "approve",
                "modal",
                f"modal:{key}",
                company.now,
                company.now,
            )
            release = ReleaseOutput(output_id, SLUG, "key_support", key, company.now)
            for step, usecase, command in (
                ("handed_in", submit_output, handed_in),
                ("approved", record_vote, vote),
                ("released", release_output, release),
            ):
                answer = await _saved(db, usecase, command)
                print("refused" if isinstance(answer, Refused) else step, output_id, flush=True)

    async def fold_in() -> None:
        while True:
            await _saved(db, fold_volumes, FoldVolumes())
            await asyncio.sleep(0.05)

    await asyncio.gather(fold_in(), *(one_after_the_other() for _ in range(WRITERS)))


async def _saved(db: Database, usecase: Callable[[Tx, Any], Any] | Many[Any, Any], command: Any) -> Any:
    while True:
        try:
            return await db.write(usecase, command)
        except Unavailable:
            await asyncio.sleep(
                0.2
            )  # two dozen hands that ask all the time would hold up the server that starts


if __name__ == "__main__":
    asyncio.run(work_for_ever(*sys.argv[1:]))
