"""A standard is tried on what people decided lately, before anybody signs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.replay import Past, Replay
from domain.stages import inspection_plan
from domain.trying_standards import Decided, History, Span, try_standard

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
PLAN = inspection_plan(0.02, 0.95, 10, held=False)
HELD = inspection_plan(0.02, 0.95, 10, held=True)


def history(*wrong: bool, share: float = 0.0, unseen: int = 0) -> History:
    decided = (Decided(BEGIN + timedelta(hours=n), one, share) for n, one in enumerate(wrong))
    return History(tuple(decided), unseen)


def test_of_too_few_nothing_is_said() -> None:
    assert try_standard(history(*[False] * 29), PLAN, held=False) is None
    assert try_standard(history(*[False] * 30), PLAN, held=False) is not None


def test_what_never_is_good_for_long_enough_is_all_checked() -> None:
    tried = try_standard(history(*[False] * 187, unseen=3), PLAN, held=False)

    assert tried is not None
    assert (tried.decided, tried.wrong, tried.unseen, tried.clean, tried.less_from) == (187, 0, 3, 188, None)
    assert (tried.looks, tried.escaped, tried.back) == (Span(187, 187, 187), Span(0, 0, 0), Span(0, 0, 0))


def test_once_it_is_a_share_is_checked_and_what_goes_bad_gets_out_until_it_is_noticed() -> None:
    good = [False] * 188
    bad = [number % 3 == 0 for number in range(600)]

    after = try_standard(history(*good, *bad), PLAN, held=False)
    held = try_standard(history(*good, *bad), HELD, held=True)

    assert after is not None
    assert held is not None
    assert after.less_from == held.less_from == BEGIN + timedelta(hours=188)
    assert after.looks.low >= 188
    assert after.escaped.low < after.escaped.mean < after.escaped.high, "it is a matter of luck"
    assert 0 < after.escaped.mean < 30
    assert after.back.low >= 1
    assert after.tries == 20
    again = try_standard(history(*good, *bad), PLAN, held=False)
    assert again == after


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_what_a_band_asks_for_is_looked_at_more_and_lets_less_out(share: float) -> None:
    outcome = [False] * 188 + [number % 20 == 0 for number in range(400)]

    plain, banded = (try_standard(history(*outcome, share=one), PLAN, held=False) for one in (0, share))

    assert plain is not None
    assert banded is not None
    assert banded.looks.mean > plain.looks.mean
    assert banded.escaped.mean < plain.escaped.mean


def test_what_is_looked_at_for_its_band_alone_is_no_evidence_but_an_error_there_lets_all_be_checked() -> None:
    run = Replay(PLAN, held=False, delay=0, lane="automated")
    for _ in range(50):
        run.hand_in(Past(bad=False, u=0.4, share=0.5))
    seen = run.standing()
    run.hand_in(Past(bad=True, u=0.4, share=0.5))

    assert (seen.counted, len(run.checked)) == (0, 51)
    after = run.standing()
    assert (after.place, after.counted, after.drift) == ("screening", 0, 0)
    assert [(move.before, move.after, move.why) for move in run.moves] == [("sampling", "screening", "error")]
