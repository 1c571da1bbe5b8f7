"""Whether more wrong ones get out than before, in words."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.signals.change import WrongOnesChanged
from handlers.cards.leave import spelled
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.signals.measures import by_how_much


def words(found: WrongOnesChanged) -> Iterator[Sentence]:
    """Give what has changed against the four weeks before; nothing where that cannot be told."""
    change = found.change
    if change is None:
        return
    if not found.is_clear:
        yield say("change.none", version=_version(found))
        return
    key = "change.more" if change.difference > 0 else "change.fewer"
    yield say(key, **by_how_much(change.difference, change.low, change.high), version=_version(found))


def _version(found: WrongOnesChanged) -> str:
    """Return that it is not the same AI, where it is not; else nothing."""
    since = found.new_since
    if since is not None:
        return plain("change.version_since", since=spelled(since.astimezone(ZoneInfo(found.timezone)).date()))
    return plain("change.other_versions") if found.is_other else ""
