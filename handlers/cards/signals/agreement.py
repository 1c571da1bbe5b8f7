"""Whether reviewers agree, in words."""

from __future__ import annotations

from collections.abc import Iterator

from domain.signals.agreement import ReviewersAgree
from handlers.cards.agreement import agreement_lines
from handlers.cards.phrase import Sentence


def words(found: ReviewersAgree) -> Iterator[Sentence]:
    """Give what blind second looks came to; nothing before there is one."""
    yield from agreement_lines(found.pairs)
