"""A card in each state of an output: what it says, and that only what works can be pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.lane_rules import LaneRule, parse_when
from domain.policy import Checking, Policy, Standard
from handlers.cards.review import draw_card
from handlers.cards.shown_text import WHOLE_UP_TO
from tests.builders import SLUG, Company, user_id
from tests.handlers.cards.drawn import buttons, card, part, view_of
from usecases.give_reason import GiveReason, give_reason
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.recall_output import RecallOutput, recall_output

POLICY = Policy(
    purpose="Drafts the replies to refund requests",
    standard=Standard(
        criteria=("The amount matches the order", "The tone guide is kept"),
        never=("promises money outside policy",),
    ),
)


def test_an_open_card_says_what_is_needed_to_decide(company: Company) -> None:
    company.apply(POLICY)
    output = company.hand_in(
        "Dear Mr Weber, your money is on its way.",
        title="Reply to order 1881",
        requested_by="cleo@example.com",
        input="Where is my money?",
        links=({"label": "Order 1881", "url": "https://shop.example.com/1881"},),
    )

    drawn = card(company, output)

    assert part(drawn, "title") == "Reply to order 1881"
    assert part(drawn, "facts").startswith("refund-replies · for Cleo · by <!date^")
    assert part(drawn, "asked") == "Asked: Where is my money?"
    assert part(drawn, "text") == "Dear Mr Weber, your money is on its way."
    assert part(drawn, "links") == "Order 1881:  shop.example.com"
    assert (
        part(drawn, "standard") == "Good enough here: The amount matches the order · The tone guide is kept"
    )
    assert part(drawn, "never") == "Never: promises money outside policy"
    assert part(drawn, "owner") == "Ada answers for this. ✅ and ❌ work too. You have a minute to undo."
    assert buttons(drawn) == ["approve", "reject", "fix", "ask", "more"]
    assert drawn.shows_whole_text


def test_what_a_rule_raised_says_which_rule(company: Company) -> None:
    rule = LaneRule(parse_when("segment = legal and confidence < 0.6"), "always_human")
    company.apply(replace(POLICY, checking=Checking(rules=(rule,))))
    raised, left = (company.hand_in(f"About {one}", segment=one) for one in ("legal", "lamps"))

    assert "By a rule: it is about “legal”, and the model is less than 60 % sure, or does not say." in part(
        card(company, raised), "owner"
    )
    assert "rule" not in part(card(company, left), "owner")


def test_the_words_alone_are_enough_to_decide(company: Company) -> None:
    company.apply(POLICY)
    output = company.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")

    assert card(company, output).text.split("\n") == [
        "Reply to order 1881",
        "refund-replies, for Cleo, wanted by <!date^1795438800^{date_short_pretty} {time}|23 Nov 13:00 UTC>.",
        "Good enough here: The amount matches the order · The tone guide is kept",
        "Never: promises money outside policy",
        "The text:",
        "Dear Mr Weber, your money is on its way.",
        "Ada answers for this.",
        "Ben, Mia or Tom can decide.",
        "To decide, press Approve or Reject, or react with ✅ or ❌.",
    ]


def test_the_same_truth_is_the_same_message_and_another_has_other_ids(company: Company) -> None:
    output = company.hand_in()
    first, again = card(company, output), card(company, output)
    company.vote(output, "ben")
    pending = card(company, output)

    assert first.shown == again.shown
    assert first.shown != pending.shown
    ids = [{str(block["block_id"]) for block in message.blocks} for message in (first, pending)]
    assert not ids[0] & ids[1]
    assert all(one.startswith(f"ans:{output.id}:") for one in ids[0] | ids[1])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (60, "You have a minute to undo."),
        (120, "You have 2 minutes to undo."),
        (90, "You have 90 seconds to undo."),
        (0, ""),
    ],
)
def test_the_card_says_how_long_a_click_can_be_undone(company: Company, seconds: int, said: str) -> None:
    company.apply(replace(POLICY, undo=timedelta(seconds=seconds)))

    footer = part(card(company, company.hand_in()), "owner")

    assert footer == f"Ada answers for this. ✅ and ❌ work too. {said}".strip()


def test_where_reactions_do_not_count_the_card_does_not_offer_them(company: Company) -> None:
    company.apply(replace(POLICY, accept_reactions=False))
    drawn = card(company, company.hand_in())

    assert "✅" not in part(drawn, "owner")
    assert drawn.text.endswith("To decide, press Approve or Reject.")


def test_a_card_says_that_its_workflow_is_stopped_and_promises_no_time_to_go_out(company: Company) -> None:
    output = company.hand_in()
    _stop(company, "ben", "Wrong amounts.")
    still_open = card(company, output)
    company.vote(output, "mia")
    pending = card(company, output)
    company.later(minutes=2)
    company.tick()
    approved = card(company, output)

    for drawn in (still_open, pending, approved):
        assert part(drawn, "stopped").startswith("⏸")
        assert "⏸ Ben stopped refund-replies, " in drawn.text
        assert "“Wrong amounts.” Nothing goes out; Ada or Grace can let it go on." in drawn.text
    assert buttons(still_open)[:2] == ["approve", "reject"]
    assert "✅ Approved by Mia. Final at <!date^" in pending.text


def test_a_card_is_silent_about_a_stop_that_is_over_or_does_not_concern_it(company: Company) -> None:
    gone_out, waiting = company.hand_in(), company.hand_in("Another text.")
    company.vote(gone_out, "ben", via="modal")
    company.release(gone_out)
    _stop(company, "ben", "Wrong amounts.")
    out_before = card(company, gone_out)
    company.db.write_now(resume_workflow, ResumeWorkflow(SLUG, user_id("ada"), "Mended.", company.now))

    assert part(out_before, "stopped") == part(card(company, waiting), "stopped") == ""


def test_all_that_a_card_says_at_its_fullest_fits_into_slacks_text(company: Company) -> None:
    company.apply(replace(POLICY, approvals=2))
    output = company.hand_in("x" * 5_000, title="t" * 150, requested_by="cleo@example.com", input="?" * 900)
    _stop(company, "ben", "&" * 500)
    company.vote(output, "mia")
    company.later(minutes=2)

    assert len(card(company, output).text) <= 4_000


def _stop(company: Company, who: str, why: str) -> None:
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id(who), why, company.now))


def test_a_pending_rejection_says_by_whom_and_why(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", "reject")
    without = card(company, output)
    company.db.write_now(give_reason, GiveReason(output.id, company.person("ben"), "tone", None, company.now))

    assert part(without, "status") == "❌ Stopped by  Ben . Final at  09:01 UTC ."
    assert "Stopped by Ben: tone. Final at" in card(company, output).text
    assert buttons(without) == ["undo"]


def release(company: Company) -> str:
    output = company.hand_in(title="Reply")
    company.vote(output, "ben")
    company.later(seconds=61)
    company.tick()
    company.release(output)
    return output.id


def reject(company: Company) -> str:
    output = company.hand_in(title="Reply")
    company.vote(output, "ben", "reject", via="modal")
    return output.id


def expire(company: Company) -> str:
    company.apply(replace(POLICY, on_expiry="expire"))
    output = company.hand_in(title="Reply")
    company.later(days=14)
    company.tick()
    return output.id


def supersede(company: Company) -> str:
    output = company.hand_in(title="Reply")
    company.hand_in("Another text.", supersedes=output.id)
    return output.id


def take_back(company: Company) -> str:
    output = company.hand_in(title="Reply")
    company.db.write_now(recall_output, RecallOutput(output.id, SLUG, "key_support", company.now))
    return output.id


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (reject, "❌ Reply · not going out · Ben, 09:00 UTC"),
        (expire, "⌛ Reply · nobody decided in time · not going out"),
        (supersede, "↻ Reply · replaced by a newer try"),
        (take_back, "↩ Reply · taken back · not going out"),
    ],
)
def test_a_decided_card_is_one_line_and_the_text_behind_it(
    company: Company, make: Callable[[Company], str], line: str
) -> None:
    output_id = make(company)
    output = company.look(replace(company.hand_in("x"), id=output_id))

    drawn = card(company, output)

    assert part(drawn, "line") == f"{line} Read it"
    assert buttons(drawn) == ["read_all"]


def test_what_has_gone_out_can_be_said_to_be_wrong(company: Company) -> None:
    output_id = release(company)
    output = company.look(replace(company.hand_in("x"), id=output_id))

    drawn = card(company, output)

    assert part(drawn, "line") == "✅ Reply · Ben, 09:00 UTC · gone out"
    assert part(drawn, "after") == "Read it Something's wrong"
    assert buttons(drawn) == ["read_all", "report_wrong"]


def test_where_only_buttons_decide_an_approved_card_can_still_be_objected_to(company: Company) -> None:
    company.apply(replace(POLICY, lane="always_human"))
    output = company.hand_in()
    company.vote(output, "ben", via="modal", sha256=output.current_sha256)

    assert buttons(card(company, company.look(output))) == ["read_all", "reject"]


def test_a_decision_of_another_day_says_which(company: Company) -> None:
    output = company.hand_in(title="Reply")
    company.later(days=1)
    company.vote(output, "ben", "reject", via="modal")

    assert "Ben, 24 Nov 09:00 UTC" in part(card(company, output), "line")


@pytest.mark.parametrize(("length", "whole"), [(WHOLE_UP_TO - 1, True), (WHOLE_UP_TO + 1, False)])
def test_a_text_is_whole_up_to_a_clear_length(company: Company, length: int, whole: bool) -> None:
    drawn = card(company, company.hand_in("x" * length))

    assert drawn.shows_whole_text is whole
    assert ("read_all" in buttons(drawn)) is not whole
    assert ("press Read all before you decide." in drawn.text) is not whole


def test_a_short_text_of_very_many_lines_is_not_shown_whole(company: Company) -> None:
    assert not card(company, company.hand_in("x\n" * 400)).shows_whole_text


def test_what_is_heard_is_whole_wherever_what_is_seen_is(company: Company) -> None:
    output = company.hand_in("&" * 1_000)

    drawn = card(company, output)

    assert not drawn.shows_whole_text, "its entities would not fit into the top-level text"
    assert len(drawn.text) < 4_000


def test_a_workspace_may_give_other_marks_a_meaning(company: Company) -> None:
    view = view_of(company, company.hand_in())

    assert draw_card(view, now=company.now, meanings={"+1": "approve"}).shows_whole_text
