"""What stands behind the leading figures, in words: short, plain, and nothing where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.assumptions import Assumption
from domain.signals.cleanup import CleanUp
from domain.signals.cost import Cost
from domain.signals.exceptions import Exceptions
from domain.signals.load import Load
from domain.signals.staffing import Staffing
from domain.signals.standing import Standing
from domain.signals.waiting import Wait, Waiting
from domain.statistics.queueing import Little
from handlers.cards.phrase import Sentence
from handlers.cards.signals import cleanup, cost, exceptions, load, staffing, standing, waiting
from handlers.cards.signals.measures import duration_range


def said(lines: Iterable[Sentence]) -> list[str]:
    return [one.plain() for one in lines]


def test_how_long_it_waits() -> None:
    fast, slow = Wait(540, 180, decided=True, is_open=False), Wait(900, 300, decided=True, is_open=False)
    going_on = Wait(900, 300, decided=False, is_open=True)

    assert said(waiting.words(Waiting())) == []
    assert said(waiting.words(Waiting((fast,) * 12 + (going_on,) * 3, 240))) == [], (
        "how many there are is told as load"
    )
    assert said(waiting.words(Waiting((fast,) * 92 + (slow,) * 8, 240, asked=12, more_time=3))) == [
        "How long does it wait? Half are decided within 3 h of work (3 h to 3 h; 9 h by the clock); 92 in 100 are "
        "within the 4 h agreed (85 to 97).",
        "Questions asked meanwhile: 12; wishes for more time: 3.",
    ]
    assert said(waiting.words(Waiting((fast,) * 10 + (going_on,) * 50, 240))) == [
        "How long does it wait? More than half are not decided yet; 17 in 100 are within the 4 h agreed (9 to 29)."
    ]


def test_between_which_two_half_of_the_waits_lie_is_rounded_outwards() -> None:
    assert duration_range(20.2, 33.1) == "20 min to 34 min"
    assert duration_range(59.5, 60.5) == "59 min to 1.1 h"
    assert duration_range(150, 240) == "2.5 h to 4 h"
    assert duration_range(151, 605) == "2.5 h to 11 h"
    assert duration_range(0, 0.2) == "0 min to 1 min"
    assert duration_range(90, None) == "1.5 h or more"


def test_how_much_there_is_to_decide() -> None:
    grew = Load(1_200, 900, 2, open=300, queue=Little(40, 20))

    assert said(load.words(Load())) == []
    assert said(load.words(Load(3, 1, open=2, queue=Little(40, 20)))) == [
        "For people to decide: 3 came in. Decided: 1; open at the end: 2."
    ]
    assert said(load.words(grew)) == [
        "For people to decide: 1,200 came in. Decided: 900; open at the end: 300.",
        "The queue was not steady: what waits now may take longer, or less long, than what was decided.",
    ]


def test_who_cleans_up_after_whom() -> None:
    sizes = {"sales": 12, "support": 9, "legal": 6}
    minutes = {("sales", "legal"): 2_100.0, ("sales", "support"): 600.0}
    saves = Assumption(6, date(2026, 11, 3))

    assert said(cleanup.words(CleanUp())) == []
    assert said(cleanup.words(CleanUp(minutes, 9, "support", 60, sizes=sizes))) == [
        "Legal spent 35 h cleaning up what others gain from."
    ]
    assert said(cleanup.words(CleanUp(minutes, 9, "support", 60, {"sales": 900}, saves, sizes))) == [
        "Legal is worse off by it: 35 h of checking and cleaning up, 0 min saved.",
        "For each hour that Sales saves, others clean up for 30 min (6 min a piece, as was assumed on 3 November "
        "2026).",
    ]
    assert said(cleanup.words(CleanUp(minutes, 9, "support", 60))) == [], (
        "none may be named, so nobody is others"
    )


def test_what_checking_costs() -> None:
    saves, error = Assumption(6, date(2026, 11, 3)), Assumption(40, date(2026, 11, 3))
    paid = Cost(1_200, 410, 1_025, 710, 22, 1_200, 8, saves, Assumption(90, date(2026, 11, 3)))
    in_vain = Cost(600, 410, 1_025, 0, 0, 600, error=error, money_a_minute=1)

    assert said(cost.words(Cost())) == []
    assert said(cost.words(Cost(20, 20, 50, used=20))) == [], "too few"
    assert said(cost.words(paid)) == [
        "Checking took 0.9 min for each one handed in, and 47 min for each wrong one that was caught.",
        "It pays if each one that is used saves at least 2 min; 6 min was assumed on 3 November 2026.",
    ]
    assert said(cost.words(in_vain)) == [
        "Checking took 1.7 min (1.71 in money) for each one handed in; no wrong one was caught in 410 looks, which "
        "costs more than it prevents (40 min a mistake).",
        "It pays if each one that is used saves at least 1.7 min.",
    ]


def test_whether_it_makes_more_exceptions_than_it_spares() -> None:
    thirty = tuple(f"out_{number}" for number in range(30))

    def told(per_1000: float | None, made: tuple[str, ...] = thirty) -> list[str]:
        return said(
            exceptions.words(
                Exceptions(
                    1_000, made[:12], made[10:], audited=made[:2], reported=made[:1], per_1000=per_1000
                )
            )
        )

    assert said(exceptions.words(Exceptions(1_000, per_1000=15))) == []
    assert told(None) == [
        "New exceptions: 30 of 1,000 (late and told to whoever answers for it: 12, stopped: 20, reopened: 0, "
        "found wrong after they had gone out: 2)."
    ]
    assert told(15)[1:] == [
        "It makes more than it spares: about 2.0 new ones for each that is gone (1.0 to 4.0)."
    ]
    assert told(90)[1:] == [
        "It spares more than it makes: about 0.3 new ones for each that is gone (0.2 to 0.5)."
    ]
    assert told(28)[1:] == ["About 28 are gone: whether that is more or fewer, nobody can say yet."]
    assert told(0)[1:] == ["None of those from before are gone."]
    assert told(15, thirty[:14])[1:] == [], "too few"


def test_whether_there_are_people_enough() -> None:
    team = Staffing(6, 6, 960, 192, 480, 4, 100, cap=40, arriving=2, looking=1.5)

    assert said(staffing.words(Staffing())) == []
    assert said(staffing.words(replace(team, looks_a_day=100))) == []
    assert said(staffing.words(team)) == [
        "With one reviewer fewer they would be busy 96 in 100 of the time that they give, and each would wait 1.7 h at "
        "the least."
    ]
    assert said(staffing.words(replace(team, looks_a_day=220))) == [
        "6 reviewers are busy 92 in 100 of the time that they give: at the least, each output waits 37 min for "
        "somebody to be free.",
        "With one reviewer fewer, what waits would grow by about 20 a day.",
    ]
    assert said(staffing.words(replace(team, looks_a_day=250))) == [
        "More comes in than 6 reviewers can judge in the time that they give: what waits grows by about 10 a day."
    ]


def test_what_stands_open() -> None:
    today, since, day = date(2026, 11, 30), date(2026, 11, 3), date(2026, 11, 15)

    assert said(standing.words(Standing(today))) == []
    assert said(standing.words(Standing(today, 1, unowned_since=since))) == [
        "Nobody has owned it since 3 November 2026.",
        "One wrong one is still to be put right.",
    ]
    assert said(standing.words(Standing(today, 3, 1, past_date=day))) == [
        "What is good enough was to be looked at again by 15 November 2026.",
        "Wrong ones still to be put right: 3 (1 late).",
    ]
    assert said(standing.words(Standing(today, unowned_since=since, past_date=day))) == [
        "Nobody has owned it since 3 November 2026, and what is good enough was to be looked at again by 15 November "
        "2026."
    ]
