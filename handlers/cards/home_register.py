"""The part of App Home that everybody reads: where AI works here, and where it was decided that it does not."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards.choosing import workflow_choice
from handlers.cards.deciding_workflow import decide_button
from handlers.cards.elements import SECTION_ROOM, actions, divider, header, section
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from handlers.cards.safe_text import size
from handlers.cards.standing import register_line
from storage.register import Register, Standing

_TO_DECIDE_SHOWN = 5
_SHOWN = 15


def verdict_blocks(found: Register) -> Iterator[Json]:
    """Give what was proposed and waits for this person's decision, with the button for it; nothing where nothing is."""
    waiting = [one for one in found.standings if _waits(one)][:_TO_DECIDE_SHOWN]
    if waiting:
        yield divider()
        yield header(plain("home.to_decide"))
    for standing in waiting:
        yield _with_button(standing, found)


def register_blocks(found: Register) -> Iterator[Json]:
    """Give the register: a line for each workflow, the button where this person could decide otherwise, and the way to
    how each one stands.
    """
    rest = [one for one in found.standings if not _waits(one)]
    if not found.standings:
        return
    yield divider()
    yield header(plain("home.register"))
    slugs = [one.workflow.slug for one in found.standings]
    if (choice := workflow_choice("how_it_stands", "home.how_it_stands", slugs)) is not None:
        # Drawn anew, it is still the same to whoever has the focus there.
        yield actions(choice) | {"block_id": "home:register"}
    for standing in [one for one in rest if one.verdicts][:_TO_DECIDE_SHOWN]:
        yield _with_button(standing, found)
    lines = [register_line(one, found.names).plain() for one in rest if not one.verdicts]
    told = _that_fit(lines[:_SHOWN])
    if told:
        yield section("\n".join(told))
    if (left := len(lines) - len(told)) > 0:
        yield section(plain("home.register_more", count=left))


def _with_button(standing: Standing, found: Register) -> Json:
    slug = standing.workflow.slug
    said = register_line(standing, found.names).plain()
    # Drawn anew, it is still the same to whoever has the focus there.
    return section(said, decide_button(slug)) | {"block_id": f"home:decide:{slug}"}


def _that_fit(lines: list[str]) -> list[str]:
    """Return as many of the lines as one section holds."""
    told, room = [], SECTION_ROOM
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            break
        told.append(line)
    return told


def _waits(standing: Standing) -> bool:
    """Say whether it waits for this person, and nothing of it goes out until then."""
    return bool(standing.verdicts) and standing.workflow.status == "proposed"
