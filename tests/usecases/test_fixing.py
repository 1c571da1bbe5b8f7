"""A fix approves a correction: from then on the corrected text is what is judged, and what is released."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.content import content_sha256
from domain.fixing import LONGEST_FIX
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from storage.cards import card_of, past_cards_of
from storage.evidence import story_of
from storage.outputs import commitment_of, has_read, text_of, votes_of
from storage.tables import contents, outbox
from tests.builders import CHANNEL, Company, user_id
from tests.usecases.test_judging import ALWAYS_HUMAN, QUORUM, refusal
from usecases.record_card import RecordCard, record_card
from usecases.record_vote import Voted
from usecases.settle_objection import SettleObjection, settle_objection

WRONG = "Dear Mr Weber, we refund 49 EUR."
RIGHT = "Dear Mr Weber, we refund 94 EUR."
BETTER = "Dear Mr Weber, we gladly refund 94 EUR."


def standing(company: Company, output: Output) -> list[tuple[str, str]]:
    votes = company.db.read_now(votes_of, output.id)
    return [(vote.person, vote.verdict) for vote in votes if vote.stands]


def void(company: Company, output: Output) -> dict[str, str | None]:
    votes = company.db.read_now(votes_of, output.id)
    return {vote.person: vote.void_why for vote in votes if vote.voided_at is not None}


def changed(company: Company, output: Output) -> dict[str, float | None]:
    query = select(contents.c.body, contents.c.changed).where(contents.c.output_id == output.id)
    return company.db.read_now(lambda conn: {row.body: row.changed for row in conn.execute(query)})


def wishes(company: Company, kind: str) -> list[dict[str, object]]:
    query = outbox.select().where(outbox.c.kind == kind).order_by(outbox.c.id)
    rows = company.db.read_now(lambda conn: conn.execute(query).mappings().all())
    return [dict(row) for row in rows]


@pytest.mark.parametrize("lane", ["reviewed", "always_human"])
def test_what_was_fixed_is_what_is_released(company: Company, lane: str) -> None:
    if lane == "always_human":
        company.apply(ALWAYS_HUMAN)
    output = company.hand_in(WRONG)

    company.fix(output, "ben", RIGHT)
    released = company.release(output)

    assert not isinstance(released, Refused)
    assert released.released_sha256 == content_sha256(RIGHT) != output.content_sha256
    assert company.db.read_now(text_of, output.id, released.released_sha256) == RIGHT
    assert company.db.read_now(text_of, output.id, output.content_sha256) == WRONG


def test_how_much_it_changes_of_what_was_handed_in_is_kept_with_each_fix(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)

    company.fix(output, "ben", RIGHT)
    company.fix(output, "mia", BETTER)
    company.fix(output, "ben", WRONG)

    assert changed(company, output) == {WRONG: None, RIGHT: 2 / 32, BETTER: 9 / 39}


def test_a_fix_is_final_at_once(company: Company) -> None:
    output = company.hand_in(WRONG)

    company.fix(output, "ben", RIGHT)

    assert company.look(output).state == "approved"
    assert standing(company, output) == [(user_id("ben"), "fix")]


def test_a_fix_takes_the_place_of_approvals_of_the_other_text_and_counts_as_one(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.vote(output, "mia", via="modal")

    company.fix(output, "ben", RIGHT)
    fixed = company.look(output)
    company.vote(output, "mia", via="modal", sha256=fixed.current_sha256)

    assert (fixed.state, fixed.current_sha256) == ("in_review", content_sha256(RIGHT))
    assert void(company, output) == {user_id("mia"): "fixed"}
    assert company.look(output).state == "approved"
    assert standing(company, output) == [(user_id("ben"), "fix"), (user_id("mia"), "approve")]


def test_whose_approval_no_longer_counts_is_told_by_whom(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.vote(output, "mia", via="modal")

    company.fix(output, "ben", RIGHT)

    (told,) = wishes(company, "whisper")
    assert told["subject"] == user_id("mia")
    assert told["payload"]["line"] == "vote.fixed_over"  # type: ignore[index]  # a payload is a mapping
    assert told["payload"]["facts"] == {"by": user_id("ben")}  # type: ignore[index]  # as above


def test_a_fix_comes_before_an_approval_that_can_still_be_undone(company: Company) -> None:
    output = company.hand_in(WRONG)
    company.vote(output, "mia")

    done = company.fix(output, "ben", RIGHT)

    assert isinstance(done, Voted)
    assert (done.ahead, done.output.state) == (None, "approved")
    assert void(company, output) == {user_id("mia"): "fixed"}


def test_an_approval_of_the_text_before_is_refused(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    approved = company.vote(output, "mia", via="modal", sha256=output.content_sha256)
    fixed = company.fix(output, "mia", BETTER, seen=output.content_sha256)

    assert (refusal(approved), refusal(fixed)) == ("text_changed", "text_changed")
    assert standing(company, output) == [(user_id("ben"), "fix")]


def test_a_fix_can_be_fixed(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    company.fix(output, "mia", BETTER)
    company.vote(output, "ben", via="modal", sha256=content_sha256(BETTER))
    released = company.release(output)

    assert not isinstance(released, Refused)
    assert released.released_sha256 == content_sha256(BETTER)
    assert standing(company, output) == [(user_id("mia"), "fix"), (user_id("ben"), "approve")]


def test_who_fixed_it_can_fix_it_again_but_not_count_twice(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    again = company.fix(output, "ben", BETTER)
    approved = company.vote(output, "ben", via="modal", sha256=content_sha256(BETTER))

    assert isinstance(again, Voted)
    assert refusal(approved) == "already_voted"
    assert company.look(output).state == "in_review"
    assert standing(company, output) == [(user_id("ben"), "fix")]


def test_fixed_back_to_what_it_was_it_is_that_text_again(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    company.fix(output, "mia", WRONG)
    company.vote(output, "ben", via="modal", sha256=output.content_sha256)

    assert company.look(output).state == "approved"
    assert company.look(output).current_sha256 == output.content_sha256
    assert not isinstance(company.release(output), Refused)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WRONG, "fix_changes_nothing"),
        ("", "fix_blank"),
        (" \n\t", "fix_blank"),
        ("x" * (LONGEST_FIX + 1), "fix_too_long"),
    ],
)
def test_a_correction_that_is_none_is_refused_and_writes_nothing(
    company: Company, text: str, code: str
) -> None:
    output = company.hand_in(WRONG)

    done = company.fix(output, "ben", text)

    assert refusal(done) == code
    assert company.look(output) == output
    assert standing(company, output) == []


@pytest.mark.parametrize("who", ["cleo", "ruth", "gus", "ada"])
def test_who_may_not_decide_may_not_fix(company: Company, who: str) -> None:
    output = company.hand_in(WRONG, requested_by="cleo@example.com")

    done = company.fix(output, who, RIGHT)

    assert isinstance(done, Refused)
    assert company.look(output).current_sha256 == output.content_sha256


def test_what_is_approved_for_good_is_no_longer_fixed(company: Company) -> None:
    output = company.hand_in(WRONG)
    company.vote(output, "mia", via="modal")

    assert refusal(company.fix(output, "ben", RIGHT)) == "already_decided"


def test_a_fix_waits_behind_a_rejection_that_can_still_be_undone(company: Company) -> None:
    output = company.hand_in(WRONG)
    rejected = company.vote(output, "mia", "reject")
    assert isinstance(rejected, Voted)

    done = company.fix(output, "ben", RIGHT)

    assert isinstance(done, Voted)
    assert done.ahead == rejected.vote
    assert company.look(output).state == "in_review"


def test_an_objection_to_a_fix_waits_for_the_owner(company: Company) -> None:
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    company.vote(output, "mia", "reject")
    held = company.look(output)
    refused = company.fix(output, "tom", BETTER)
    command = SettleObjection(output.id, company.person("ada"), False, company.now)
    company.db.write_now(settle_objection, command)

    assert (held.state, refusal(refused)) == ("in_review", "fix_held")
    assert company.look(output).state == "approved"
    assert company.look(output).current_sha256 == content_sha256(RIGHT)


def test_a_fix_sent_twice_is_one(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)

    company.fix(output, "ben", RIGHT, source="modal:1")
    again = company.fix(output, "ben", RIGHT, seen=output.content_sha256, source="modal:1")

    assert isinstance(again, Voted)
    assert again.repeated
    assert len(company.db.read_now(votes_of, output.id)) == 1


def test_the_record_says_what_was_fixed_into_what_and_holds_neither_text(company: Company) -> None:
    output = company.hand_in(WRONG)

    company.fix(output, "ben", RIGHT)

    story = company.db.read_now(story_of, output.id)
    recorded = next(one for one in story if one.action == "vote.recorded")
    now = company.db.read_now(commitment_of, output.id, content_sha256(RIGHT))
    before = company.db.read_now(commitment_of, output.id, output.content_sha256)
    assert (recorded.facts["verdict"], recorded.commitment) == ("fix", now)
    assert recorded.facts["fixed_from"] == before != now
    assert "94 EUR" not in str(story)


def test_the_card_of_the_text_before_is_one_of_the_past(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    before = company.db.read_now(card_of, output.id)
    assert before is not None

    company.fix(output, "ben", RIGHT)

    assert company.db.read_now(card_of, output.id) is None
    (past,) = company.db.read_now(past_cards_of, output.id)
    assert (past.ts, past.why, past.told_at) == (before.ts, "fixed", None)
    cards = [one["subject"] for one in wishes(company, "card")]
    assert (cards[-1], wishes(company, "past_card")[0]["subject"]) == (output.id, output.id)


def test_a_fix_that_settles_it_leaves_the_card_where_it_is(company: Company) -> None:
    output = company.hand_in(WRONG)
    before = company.db.read_now(card_of, output.id)

    company.fix(output, "ben", RIGHT)

    assert company.db.read_now(card_of, output.id) == before
    assert company.db.read_now(past_cards_of, output.id) == []


@pytest.mark.parametrize("why", ["objection", "policy"])
def test_reopened_after_a_fix_it_needs_a_card_with_the_fixed_text(company: Company, why: str) -> None:
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)

    if why == "objection":
        company.vote(output, "mia", "reject")
    else:
        company.apply(Policy(purpose="Stricter", approvals=2))

    assert company.look(output).state == "in_review"
    assert company.db.read_now(card_of, output.id) is None
    assert len(company.db.read_now(past_cards_of, output.id)) == 1


def test_a_message_that_still_shows_the_text_before_never_becomes_the_card(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in(WRONG)
    company.fix(output, "ben", RIGHT)
    late = RecordCard(
        output.id, CHANNEL, "1700000001.000001", "0" * 64, True, output.content_sha256, company.now
    )

    kept = company.db.write_now(record_card, late)
    again = company.db.write_now(record_card, late)

    assert (kept, again) == (True, True)
    assert company.db.read_now(card_of, output.id) is None
    assert [past.ts for past in company.db.read_now(past_cards_of, output.id)][-1] == late.ts


def test_who_had_the_card_before_them_has_not_read_the_fixed_text(company: Company) -> None:
    output = company.hand_in(WRONG)
    before = company.db.read_now(has_read, output, user_id("tom"))

    company.fix(output, "ben", RIGHT)

    assert before
    assert not company.db.read_now(has_read, company.look(output), user_id("tom"))
