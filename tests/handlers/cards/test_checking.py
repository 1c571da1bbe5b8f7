"""What people hear when more, or less, is checked: why, how much it is for them, and who is thanked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from domain.bands import Band
from domain.lane_rules import parse_when
from domain.plans import plan_of
from domain.policy import Checking, Policy, Standard
from domain.probes import Noticed
from domain.refusals import Refused
from domain.relaxing import Seen
from domain.signals.wrong_ones_out import LookedAt, WrongOnesOut, wrong_ones_out
from domain.transitions import REVIEWED, SAMPLING
from handlers.cards.checked import checked_lines, stage_words
from handlers.cards.checking import draw_help, draw_stage
from handlers.cards.phrase import Moment
from handlers.cards.relaxing import Proposed, draw_relax
from handlers.how_checked import told_of
from storage.stage_views import stage_view
from storage.tables import outbox
from tests.builders import MONDAY, Company, user_id
from tests.usecases.test_relaxing import look
from tests.usecases.test_stages import POLICY, signed
from tests.usecases.test_watching import look_at
from usecases.ask_for_help import AskForHelp, HelpAsked, ask_for_help


def told(company: Company) -> list[str]:
    """What people and channels are told of changes, as text, oldest first."""
    rows = company.db.read_now(_wished)
    said = []
    for subject, person in rows:
        view = company.db.read_now(stage_view, int(subject))
        assert view is not None
        message = draw_stage(
            view, plan_of(view.workflow.policy), reason="It has been good.", to_owner=person is not None
        )
        said.append(f"{person or 'channel'}: {message.text}")
    return said


def _wished(conn: Connection) -> list[tuple[str, str | None]]:
    wishes = select(outbox.c.subject, outbox.c.payload).where(outbox.c.kind == "stage")
    return [(row.subject, row.payload.get("person")) for row in conn.execute(wishes.order_by(outbox.c.id))]


def test_the_channel_and_its_owner_hear_why_everything_is_checked_with_thanks_and_no_name_of_the_careless(
    company: Company,
) -> None:
    signed(company)
    for number in range(30):
        company.hand_in(f"Text {number}")
    wrong = company.hand_in("Order 1904", title="Reply to order 1904", sampled=True)

    look_at(company, wrong, "ben", "reject", reason="wrong")

    by_signature, in_channel, to_owner = told(company)
    assert by_signature == (
        "channel: refund-replies: 1 in 10 is checked from now on. Ada has signed for that.\n"
        "Ada: “It has been good.”"
    )
    assert in_channel == (
        "channel: refund-replies: everything is checked again, from now.\n"
        "Why: one that had gone out was looked at, and it was wrong: Reply to order 1904.\n"
        f"Putting it right: Ada, by {due(company)}.\n"
        "For you: about 31 cards a day instead of 3, until 62 in a row are good.\n"
        "Too many?\n"
        "Thanks to whoever spotted it. That's what the check is for."
    )
    assert to_owner == in_channel.replace("channel", user_id("ada"), 1).replace("Too many?\n", "")
    assert "Ben" not in in_channel


def test_of_too_few_planted_mistakes_caught_figures_are_told_of_five_people_and_nobody_is_singled_out(
    company: Company,
) -> None:
    signed(company)
    view = company.db.read_now(stage_view, 1)
    assert view is not None
    why: dict[int | None, str] = {}
    for caught in (None, 1):
        change = replace(
            view.change,
            was=SAMPLING,
            becomes=REVIEWED,
            why="probes",
            person=None,
            numbers={"planted": 13, "caught": caught},
        )
        why[caught] = draw_stage(replace(view, change=change), plan_of(view.workflow.policy)).text

    assert why[None] == (
        "refund-replies: everything is checked again, from now.\n"
        "Why: it is no longer sure enough that a mistake would be noticed here.\n"
        "Thanks to everybody who checks here. This is about all together, and nobody is singled out.\n"
        "It stays so until its owner signs for less. They are asked once it has been good for long enough."
    )
    assert "too many planted mistakes were let through; caught: 1 of 13." in why[1]


def test_the_owner_is_asked_with_a_share_that_reckons_with_what_reviewers_miss(company: Company) -> None:
    company.apply(POLICY)
    for number in range(3):
        company.hand_in(f"Text {number}")
    found = look(company)
    assert found.seen is not None

    def said(caught: int, people: int) -> str:
        noticed = Noticed(caught, 20, people)
        seen = replace(found.seen, noticed=noticed, told=noticed)
        checked = replace(found, seen=seen, per_day=60, share=1 / 9)
        plan = plan_of(found.workflow.policy, sensitivity=checked.sensitivity)
        return draw_relax(Proposed(checked, seen, plan, MONDAY, checked.sensitivity), MONDAY.isoformat()).text

    assert "If you agree: 1 in 9 is checked, after it has gone out.\n" in said(18, 5)
    assert "If you agree: 1 in 10 is checked, after it has gone out.\n" in said(20, 5)
    assert "If you agree: 1 in 10 is checked, after it has gone out.\n" in said(18, 4)
    assert "If you agree: about 1 in 8 is checked, after it has gone out.\n" in said(17, 5)
    for collapse in (said(18, 5), said(20, 5)):
        assert "about 10 bad ones would get out first, seldom more than 29." in collapse


def test_where_hardly_any_may_get_out_each_one_is_looked_at_and_one_is_told_as_one(company: Company) -> None:
    company.apply(replace(POLICY, standard=Standard(escape_budget=1)))
    company.hand_in("Text")
    found = look(company)
    assert found.seen is not None

    proposed = Proposed(found, found.seen, plan_of(found.workflow.policy), MONDAY)

    said = draw_relax(proposed, MONDAY.isoformat()).text
    assert "If you agree: each one is checked, after it has gone out." in said
    assert "about one bad one would get out first, seldom more than 1." in said


def test_hardly_any_cards_are_told_as_that_and_not_as_none(company: Company) -> None:
    company.apply(POLICY)
    company.hand_in("Text")
    found = look(company)
    assert found.seen is not None
    plan = plan_of(found.workflow.policy)

    message = draw_relax(
        Proposed(replace(found, per_day=4, share=0.1), found.seen, plan, MONDAY), MONDAY.isoformat()
    )

    assert "Less than one card a day instead of 4." in message.text


def test_bands_are_told_wherever_the_share_is_and_count_in_the_cards(company: Company) -> None:
    bands = Checking(
        bands=(Band(parse_when("confidence < 0.8"), 0.5), Band(parse_when("segment = legal"), 0.3))
    )
    signed(company, replace(POLICY, checking=bands))
    for number in range(20):
        company.hand_in(f"Text {number}", confidence=0.9 if number % 2 else 0.5)
    before = checking_of(company, None)

    wrong = company.hand_in("Order 1904", confidence=0.9, sampled=True)
    look_at(company, wrong, "ben", "reject", reason="wrong")

    assert before[:3] == [
        "At least 1 in 10 is checked, after it has gone out.",
        "Where the model is less than 80 % sure, or does not say, 1 in 2 is checked.",
        "Where it is about “legal”, 30 in 100 are checked.",
    ]
    by_signature, in_channel, _ = told(company)
    assert by_signature.startswith("channel: refund-replies: at least 1 in 10 is checked from now on.")
    assert "For you: about 21 cards a day instead of 6, until" in in_channel
    after = checking_of(company, None)
    assert "Once a share is checked: where it is about “legal”, 30 in 100 are." in after


@pytest.mark.parametrize(
    ("chance", "good", "wrong", "told"),
    [
        (0.1, 22, 3, "too few to say: 3 wrong of 25"),
        (0.1, 405, 5, "about 1"),
    ],
)
def test_how_many_wrong_ones_got_out_is_told_as_far_as_it_is_known(
    company: Company, chance: float, good: int, wrong: int, told: str
) -> None:
    signed(company)
    looked_at = [
        LookedAt(chance, "good", went_out=True, held=False, count=good),
        LookedAt(chance, "wrong", went_out=True, held=False, count=wrong),
    ]
    out = wrong_ones_out(looked_at, gone_out=3_600, tolerated=0.02, people_first=False)

    lines = [line.plain() for line in checked_lines(told_of(look(company), company.now, out))]

    assert any(line.startswith("In the last four weeks: ") and told in line for line in lines), lines
    nothing = [line.plain() for line in checked_lines(told_of(look(company), company.now, WrongOnesOut()))]
    assert not any(line.startswith("In the last") for line in nothing)


def due(company: Company) -> str:
    view = company.db.read_now(stage_view, 2)
    assert view is not None
    assert view.put_right is not None
    return Moment(view.put_right.due_at, view.workflow.policy.working_hours.timezone, day=True).token


def test_whoever_checks_asks_for_help_once_for_all(company: Company) -> None:
    signed(company)
    look_at(company, company.hand_in("One", sampled=True), "ben", "reject", reason="wrong")

    first = company.db.write_now(ask_for_help, AskForHelp(2, company.person("ben"), company.now))
    second = company.db.write_now(ask_for_help, AskForHelp(2, company.person("mia"), company.now))
    guest = company.db.write_now(ask_for_help, AskForHelp(2, company.person("gus"), company.now))

    assert (first, second) == (HelpAsked(user_id("ada")), HelpAsked(user_id("ada"), repeated=True))
    assert isinstance(guest, Refused)
    view = company.db.read_now(stage_view, 2)
    assert view is not None
    assert draw_help(view, "Ben").text.startswith(
        "Ben asks for help with refund-replies: everything is checked"
    )


def checking_of(company: Company, seen: Seen | None) -> list[str]:
    """How much is checked, to whoever asks, where so much has been seen."""
    told = told_of(replace(look(company), seen=seen, changes=()), company.now, WrongOnesOut())
    return [line.plain() for line in checked_lines(told)]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (
            Seen(MONDAY, 0, 0, 0, 0),
            "Nothing counted so far: it goes in the order of handing in, up to the first that is undecided.",
        ),
        (Seen(MONDAY, 12, 1, 0, 1), "Seen so far: 12 in one week, by one person; wrong: 1."),
        (
            Seen(MONDAY, 12, 3, 2, 4),
            "Seen so far: 12 in one week, by 4 people; wrong: 3, of those left too late: 2.",
        ),
        (
            Seen(MONDAY, 1, 1, 1, 0),
            "Seen so far: 1 in one week, by nobody; wrong: 1, of those left too late: 1.",
        ),
    ],
)
def test_what_was_seen_is_told_without_noughts(company: Company, seen: Seen, said: str) -> None:
    signed(company)

    assert said in checking_of(company, seen)


def test_a_single_good_one_is_the_next_one(company: Company) -> None:
    signed(company)
    company.hand_in("Order 1904", sampled=True)
    found = look(company)
    screening = replace(found, workflow=replace(found.workflow, stage="screening"))

    assert stage_words(screening, 1).plain() == "Everything is checked again, until the next one is good."
    assert (
        stage_words(screening, 62)
        .plain()
        .startswith("Everything is checked again, until 62 in a row are good: ")
    )


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Policy(purpose="Drafts"), "Everything is checked before it goes out."),
        (Policy(purpose="Drafts", lane="always_human"), "A person decides each one, always."),
    ],
)
def test_how_good_it_has_been_is_told_too_where_nobody_is_asked_for_less(
    company: Company, rules: Policy, said: str
) -> None:
    company.apply(rules)
    unseen = checking_of(company, look(company).seen)
    for number, verdict in enumerate(("approve", "approve", "reject")):
        company.vote(company.hand_in(f"Text {number}"), "ben", verdict, via="modal")  # type: ignore[arg-type]
    company.later(days=1)
    company.weigh()

    assert unseen == [said]
    assert checking_of(company, look(company).seen) == [
        said,
        "Seen so far: 3 in one week, by one person; wrong: 1.",
    ]
