"""What somebody proposes: its file is kept from a message, and whatever was answered fits into what Slack takes."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.content import keepable
from domain.proposal import (
    ANSWER_ROOM,
    LINE_ROOM,
    LINES_AT_MOST,
    Proposal,
    each_line,
    file_of,
    one_line,
    read_file,
)
from handlers.cards.safe_text import visible
from tests.handlers.cards.test_hostile_text import ATTACKS

WRITTEN = st.text(max_size=200)


@given(WRITTEN, WRITTEN)
@example("".join(ATTACKS), "\n".join(ATTACKS[:12]))
@example("🙂" * ANSWER_ROOM, "🙂" * LINE_ROOM)
@example("❤\ufe0f n\ufe0f 👩\u200d💻 x\U000e0100 \u3164\u2800", "Z" + "\u0334" * 30)
@settings(deadline=None)
def test_the_file_is_kept_from_its_message_just_as_it_was_written(first: str, second: str) -> None:
    said, lines = (
        one_line(keepable(first))[:ANSWER_ROOM].strip() or "x",
        each_line(keepable(second))[:LINES_AT_MOST],
    )
    proposal = Proposal("new", said, said, said, lines, lines, said, "#team", "U0ADA", ("U0BEN",), "UTC")

    found = read_file(proposal)

    assert visible(file_of(proposal)) == file_of(proposal)
    assert not isinstance(found, list), found
    assert (found.policy.purpose, found.policy.standard.criteria) == (said, lines)
