"""Private lines that are about no output: they say what they are to say."""

from __future__ import annotations

import pytest

from handlers.cards.whispers import draw_whisper


@pytest.mark.parametrize(
    ("line", "facts", "said"),
    [
        ("help.asked", {"owner": "Ada"}, "Ada is asked, and hears that it is too much."),
        ("help.again", {"owner": "Ada"}, "Ada was asked already."),
        (
            "relax.not_yours",
            {"owner": "Ada", "slug": "refund-replies"},
            "Ada answers for refund-replies and decides this. Nothing has changed.",
        ),
        (
            "resume.closed",
            {"slug": "refund-replies", "status": "retired"},
            "refund-replies is retired: it was not stopped. Nothing has changed.",
        ),
    ],
)
def test_it_says_what_is_known_where_it_is_about_no_output(
    line: str, facts: dict[str, object], said: str
) -> None:
    assert draw_whisper(line, facts, None).text == said


def test_what_cannot_be_filled_is_not_told_as_settled() -> None:
    assert "settled" not in draw_whisper("help.asked", {}, None).text
