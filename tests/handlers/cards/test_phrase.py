"""A sentence with its facts reads like one that somebody wrote."""

from __future__ import annotations

import pytest

from handlers.cards.phrase import say


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Reply to order 1881", "✅ Approved: Reply to order 1881."),
        ("May we refund it?", "✅ Approved: May we refund it?"),
        ("Refunded.", "✅ Approved: Refunded."),
    ],
)
def test_a_title_that_ends_by_itself_takes_no_full_stop(title: str, said: str) -> None:
    sentence = say("queue.last_approved", title=title)

    assert sentence.plain() == sentence.mrkdwn() == said
    assert "".join(element["text"] for element in sentence.rich()) == said


def test_other_marks_behind_it_stay() -> None:
    said = say("queue.stopped_why", title="Sure?", why="tone", at="10:43").plain()

    assert said == "❌ Stopped: Sure?, tone. Final at 10:43."
