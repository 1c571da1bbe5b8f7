"""What stands behind the leading figures, in words: short, plain, and nothing where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

from domain.signals.waiting import Wait, Waiting
from handlers.cards.phrase import Sentence
from handlers.cards.signals import waiting


def said(lines: Iterable[Sentence]) -> list[str]:
    return [one.plain() for one in lines]


def test_how_long_it_waits() -> None:
    fast, slow = Wait(540, 180, decided=True, is_open=False), Wait(900, 300, decided=True, is_open=False)
    going_on = Wait(900, 300, decided=False, is_open=True)

    assert said(waiting.words(Waiting())) == []
    assert said(waiting.words(Waiting((fast,) * 12 + (going_on,) * 3, 240))) == [
        "How long does it wait? 12 decided and 3 still open: too few to say more."
    ]
    assert said(waiting.words(Waiting((fast,) * 92 + (slow,) * 8, 240, asked=12, more_time=3))) == [
        "How long does it wait? Half are decided within 3 h of work (9 h by the clock); 92 in 100 are within the 4 h "
        "agreed (86 to 96).",
        "Questions asked meanwhile: 12; wishes for more time: 3.",
    ]
    assert said(waiting.words(Waiting((fast,) * 10 + (going_on,) * 50, 240))) == [
        "How long does it wait? More than half are not decided yet; 17 in 100 are within the 4 h agreed (9 to 29)."
    ]
