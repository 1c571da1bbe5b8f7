"""Pictures are drawn in a process of their own: what draws is large and slow, and what goes wrong there ends there."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Sequence

import msgspec

from handlers.pictures.picture import Drawn, Picture, Theme

# All of them together take two seconds; a machine that does nothing else meanwhile is rare.
_LONGEST_S = 60.0


class NotDrawn(Exception):
    """They could not be drawn; it says why, in a line."""


class Order(msgspec.Struct, frozen=True):
    """What the process is given: what to draw, and how."""

    pictures: tuple[Picture, ...]
    theme: Theme


async def drawn(pictures: Sequence[Picture], theme: Theme = "light") -> list[Drawn]:
    """Return them as they are sent; the loop never waits for it. Raises NotDrawn."""
    if not pictures:
        return []
    with tempfile.TemporaryDirectory(prefix="answerable-pictures-", ignore_cleanup_errors=True) as folder:
        # Nothing of what this process knows goes along; what matplotlib keeps, it keeps in the folder.
        surroundings = {"MPLCONFIGDIR": folder, "MPLBACKEND": "agg", "HOME": folder}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "handlers.pictures", stdin=PIPE, stdout=PIPE, stderr=PIPE, env=surroundings
        )
        given = msgspec.json.encode(Order(tuple(pictures), theme))
        try:
            painted, said = await asyncio.wait_for(process.communicate(given), _LONGEST_S)
        except TimeoutError:
            raise NotDrawn("it took too long") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0:
        raise NotDrawn(said.decode(errors="replace").strip().rpartition("\n")[2])
    return [
        Drawn(*each) for each in zip(pictures, msgspec.msgpack.decode(painted, type=list[bytes]), strict=True)
    ]
