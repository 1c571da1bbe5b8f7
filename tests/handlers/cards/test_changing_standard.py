"""The window about what is good enough: what it shows is what is kept, and every bad answer is one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import Costs, Policy, Standard
from domain.standard_meaning import meaning_of
from domain.standards import Wording
from domain.trying_standards import Span, TriedStandard
from handlers.cards.changing_standard import draw_change, wording_in
from handlers.cards.modals import Carried
from handlers.cards.signing_standard import draw_sign
from handlers.cards.standard import difference_lines, luck, meaning_lines, of_1000
from handlers.cards.standard_messages import draw_unsigned
from handlers.cards.trying_standard import tried_lines
from storage.standard_views import StandardView
from storage.workflows import Workflow
from tests.builders import CHANNEL, a_live, user_id
from tests.domain.policies import standards

TODAY = date(2026, 11, 23)
SAID = Wording(Standard("A customer can act on it.", ("The amount is right",)), Costs(minutes_saved=6.5))
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200
)
fitting = st.builds(
    lambda standard, statement, criteria, never: replace(
        standard, statement=statement, criteria=tuple(criteria), never=tuple(never)
    ),
    standards,
    lines.filter(str.strip),
    st.lists(lines.filter(str.strip), min_size=1, max_size=3, unique=True),
    st.lists(lines.filter(str.strip), max_size=3, unique=True),
)


def a_view(wording: Wording, was: Wording | None = None, slug: str = "refund-replies") -> StandardView:
    policy = Policy(purpose="Drafts replies", standard=wording.standard, costs=wording.costs)
    owner = user_id("ada")
    found = Workflow(slug, "live", "reviewed", 1, 1, policy, True, owner, None, CHANNEL, a_live(), ())
    return StandardView(found, wording, was, (), (), {owner: "Ada"})


def shown_in(wording: Wording) -> dict[str, Any]:
    """The window's state as Slack sends it when nobody has touched anything."""
    modal = draw_change(a_view(wording), wording, [], Carried("", "", "view_1"), is_owner=True)
    state: dict[str, Any] = {}
    blocks: Any = modal["blocks"]
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = {
                "value": element.get("initial_value"),
                "selected_option": element.get("initial_option"),
                "selected_options": element.get("initial_options"),
                "selected_date": element.get("initial_date"),
            }
            state[block["block_id"]] = {element["action_id"]: value}
    return state


@given(fitting)
def test_submitted_as_it_was_opened_nothing_changes(standard: Standard) -> None:
    wording = Wording(standard, Costs(6.5, 1.0, 90, date(2026, 10, 1), 12))

    assert wording_in(shown_in(wording), wording, TODAY) == wording


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("statement", {"value": "x" * 501}, "Please write at most 500 characters."),
        ("criteria", {"value": "\n".join(map(str, range(13)))}, "Please write at most 12 lines."),
        ("never", {"value": "x" * 201}, "Please write at most 200 characters a line."),
        ("wrong", {"value": "0"}, "Please write a number from 0.001 to 500."),
        ("wrong", {"value": "nan"}, "Please write a number from 0.001 to 500."),
        ("wrong", {"value": "1e9999999"}, "Please write a number from 0.001 to 500."),
        ("escape", {"value": "1.5"}, "Please write a whole number from 1 to 10000."),
        ("counts", {"selected_options": []}, "Please choose at least one."),
        ("review_by", {"selected_date": "2026-11-23"}, "Please choose a day that is still to come."),
        ("error_minutes", {"value": "-1"}, "Please write a number from 0 to 1000000."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, value: dict[str, Any], said: str) -> None:
    state = shown_in(SAID) | {field: {field: value}}

    wrong = wording_in(state, SAID, TODAY)

    assert isinstance(wrong, dict)
    assert {name: one.plain() for name, one in wrong.items()} == {field: said}


def test_a_day_that_is_over_can_stay_and_a_rate_smaller_than_anybody_would_enter_too() -> None:
    filed = Wording(replace(SAID.standard, review_by=date(2026, 1, 1), max_error_rate=1e-7), Costs())

    assert wording_in(shown_in(filed), filed, TODAY) == filed


@pytest.mark.parametrize(("rate", "said"), [(0.02, "20"), (0.0025, "2.5"), (0.5, "500"), (1e-7, "0.0001")])
def test_a_rate_is_said_of_a_thousand(rate: float, said: str) -> None:
    assert of_1000(rate) == said


@pytest.mark.parametrize(
    ("confidence", "times"), [(0.5, "2"), (0.6, "2.5"), (0.9, "10"), (0.95, "20"), (0.9999, "10000")]
)
def test_how_sure_is_said_by_how_seldom_luck_misleads(confidence: float, times: str) -> None:
    assert luck(confidence) == f"At most 1 time in {times}"


def test_what_changes_in_a_list_is_told_line_by_line_and_so_is_another_order() -> None:
    one, other = replace(SAID.standard, criteria=("a", "b")), replace(SAID.standard, criteria=("b", "c"))

    changed = difference_lines(a_view(Wording(other, SAID.costs), Wording(one, SAID.costs)))
    turned = Wording(replace(one, criteria=("b", "a")), SAID.costs)
    ordered = difference_lines(a_view(turned, Wording(one, SAID.costs)))

    assert [line.plain() for line in changed] == ["To look at, no more: a", "To look at, new: c"]
    assert [line.plain() for line in ordered] == ["To look at: b · a (was: a · b)"]


def test_the_longest_standard_fits_into_what_slack_takes() -> None:
    longest = Standard(
        "ß" * 500, tuple(f"{n}<" * 66 for n in range(12)), tuple(f"{n}>" * 66 for n in range(12))
    )
    view = a_view(Wording(longest, Costs(1, 2, 3, TODAY, 4)), SAID)
    meaning = meaning_of(view.wording, "held", a_day=60, review_minutes=9)
    window = draw_sign(view, meaning, Carried("", "", "view_1", workflow="refund-replies"))
    blocks: Any = window["blocks"]

    assert len(blocks) <= 50
    assert all(len(block["text"]["text"]) <= 3_000 for block in blocks if block["type"] == "section")
    for message in (draw_unsigned("x", [view], 0), draw_unsigned("x", [view] * 10, 190)):
        assert len(message.text) <= 4_000
        assert len(message.blocks) <= 50
    said = [one.plain() for one in meaning_lines(view, view.wording, meaning)]
    assert said[0] == (
        "Whatever these numbers are, a person decides each one first: the rules of refund-replies allow no less."
        " If they ever allow less:"
    )
    assert "About 5 cards a day instead of 60." in said
    assert any(line.startswith("Tolerating that many costs more than checking all") for line in said) is False


def test_what_a_look_is_reckoned_with_is_said_with_how_many_were_measured() -> None:
    wording = Wording(Standard("Fine.", max_error_rate=0.1), Costs(error_minutes=10))
    view = replace(a_view(wording), review_minutes=0.5, looks_measured=20)
    meaning = meaning_of(wording, "held", a_day=None, review_minutes=0.5)

    assert [line.plain() for line in meaning_lines(view, wording, meaning)][-1] == (
        "Tolerating that many costs more than checking all: 10 minutes for each mistake, and 0.5 for a look, the"
        " average of 20 that were measured. Is that what you want?"
    )


SPAN, NO_SPAN = Span(3.2, 1, 7), Span(0, 0, 0)
TRIED = TriedStandard(
    decided=900,
    wrong=12,
    unseen=40,
    clean=188,
    less_from=datetime(2026, 10, 3, 9, tzinfo=UTC),
    looks=Span(340.4, 310, 380),
    escaped=SPAN,
    back=Span(2, 1, 3),
    tries=20,
)


def tried_on(tried: TriedStandard | None, decided: int = 900, **known: Any) -> list[str]:
    return [one.plain() for one in tried_lines(replace(a_view(SAID), **known), tried, decided)]


def test_what_came_of_trying_it_is_told_with_what_it_takes_for_granted() -> None:
    assert tried_on(TRIED, review_minutes=1.5, looks_measured=64) == [
        "Tried on the last 90 days: 900 that people decided, 12 of them wrong by these rules.",
        "40 more went out that nobody looked at. Nobody knows of those: they are not in it.",
        "Less would have been checked from 3 October 2026 on, and everything again about 2 (1 to 3) times.",
        "It would have taken about 340 (310 to 380) looks instead of 900.",
        "That is 9 hours at 1.5 minutes a look, the average of 64 that were measured.",
        "Wrong ones that would have got out: about 3 (1 to 7).",
        "In brackets are the least and the most, by the luck of which are drawn (20 tries). Taken for granted: Ada"
        " signs at once, and people notice what is wrong.",
    ]


def test_of_what_never_would_have_been_enough_and_of_too_few_that_is_told() -> None:
    never = replace(TRIED, less_from=None, unseen=0, looks=Span(900, 900, 900), escaped=NO_SPAN, back=NO_SPAN)

    assert tried_on(never) == [
        "Tried on the last 90 days: 900 that people decided, 12 of them wrong by these rules.",
        "It would never have been enough to check less: that takes 188 without a wrong one, or more with some.",
        "It would have taken 900 looks: one at each.",
        "How long that takes nobody can say: too few looks were measured.",
        "No wrong one would have got out.",
        "Taken for granted: people notice what is wrong.",
    ]
    assert tried_on(None, 12) == [
        "Too few to try it on: people decided 12 in the last 90 days, and from 30 on it says something."
    ]
    assert tried_on(replace(TRIED, back=NO_SPAN))[2].endswith("on, and never everything again.")
    assert tried_on(replace(TRIED, back=Span(1, 1, 1)))[2].endswith("on, and everything again once.")
    assert "none of them wrong" in tried_on(replace(TRIED, wrong=0))[0]
    assert (
        "That is one minute at 0.002 minutes" in tried_on(TRIED, review_minutes=0.002, looks_measured=20)[4]
    )
