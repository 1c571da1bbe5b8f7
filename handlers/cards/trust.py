"""One workflow's figures over some weeks, a line each, with the way to the outputs behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.outputs_behind import Behind
from domain.signals.leading import Leading
from domain.signals.signal import Read
from handlers.cards.elements import section
from handlers.cards.figures import Row, wrong_rows
from handlers.cards.message import Json, Message, assembled
from handlers.cards.outputs_behind import see_button
from handlers.cards.pages import LINES_AT_MOST, TEXT_ROOM
from handlers.cards.phrase import say
from handlers.cards.signals.behind import behind_words
from handlers.cards.signals.leading import cleaning_words, notice_words, time_words
from storage.signals.scope import Scope


def draw_trust(scope: Scope, weeks: int, leading: Leading, behind: Mapping[str, Read]) -> Message:
    """Return the private message; what fits no more is left out, the leading figures never."""
    slug = scope.live.slug
    rows = [Row(say("trust.about", workflow=slug, count=weeks)), *_rows(scope, leading, behind)][
        :LINES_AT_MOST
    ]
    parts: list[tuple[str, Json]] = []
    for number, row in enumerate(rows, start=1):
        way = None
        if row.kind is not None and row.count != 0:
            way = see_button(Behind(row.kind, slug, scope.begins_at, scope.ends_at), row.count)
        parts.append((f"line{number}", section(row.said.plain(), way)))
    text = "\n".join(row.said.mrkdwn(TEXT_ROOM // len(rows)) for row in rows)
    return assembled("page", "none", text, parts)


def _rows(scope: Scope, leading: Leading, behind: Mapping[str, Read]) -> Iterator[Row]:
    yield from wrong_rows(leading.wrong, scope.live.policy.working_hours.timezone)
    yield Row(time_words(leading.time, scope.sizes))
    yield Row(notice_words(leading.noticed))
    if (cleaned := cleaning_words(leading.time, scope.sizes)) is not None:
        yield Row(cleaned, "cleaned", None)
    yield from (Row(said) for said in behind_words(behind))
