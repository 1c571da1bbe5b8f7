"""Planted mistakes: made from what was stopped, judged once a person, counted of all together, and never an output."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from domain.outputs import Output
from domain.policy import Policy
from domain.probes import Noticed, ProbeVerdict
from domain.refusals import Refused
from storage.probes import WINDOW, is_to_be_announced, noticed, probes_for, probes_in_play
from storage.queue_views import reviewer
from storage.signals.noticing import noticed_by_workflow
from storage.tables import evidence, metadata, probe_answers, review_times
from storage.transaction import Tx
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from usecases.answer_probe import AnswerProbe, Debrief, answer_probe
from usecases.make_probe import MakeProbe, make_probe
from usecases.retire_probe import RetireProbe, retire_probe

TEXT = "Dear Ms Okafor, you get 731 EUR back, and as much again for the wait."
WRONG = "It promises money outside the refund policy."
# All that a planted mistake may leave behind it.
ITS_OWN = {"probes", "probe_answers", "evidence", "evidence_unsealed", "review_times"}


def plant(company: Company, who: str = "ada", number: int = 1, **given: object) -> object:
    fields = {"content": TEXT, "wrong": WRONG, "title": "Reply to order 7312"} | given
    command = MakeProbe(
        f"prb_{number:026d}", SLUG, company.person(who), salt=b"s" * 32, now=company.now, **fields
    )  # type: ignore[arg-type]  # as of MakeProbe
    return company.db.write_now(make_probe, command)


def say(
    company: Company, who: str, before: Output, verdict: ProbeVerdict = "reject", number: int = 1
) -> Debrief | Refused:
    shown = company.now - timedelta(seconds=30)
    return company.db.write_now(
        answer_probe,
        AnswerProbe(f"prb_{number:026d}", user_id(who), verdict, before.id, shown, company.now),
    )


def offered(company: Company, who: str) -> list[str]:
    def ids(conn: Connection) -> list[str]:
        known = reviewer(conn, user_id(who))
        assert known is not None
        return probes_for(conn, SLUG, known)

    return company.db.read_now(ids)


def seen(company: Company) -> Noticed:
    return company.db.read_now(noticed, SLUG, company.now - WINDOW)


def rows(company: Company) -> dict[str, int]:
    """How much there is in each table."""

    def counts(conn: Connection) -> dict[str, int]:
        return {
            name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }

    return company.db.read_now(counts)


def test_who_plants_one_is_not_shown_it_nor_who_knew_the_text_it_was_made_from(company: Company) -> None:
    output = company.hand_in("Dear Mr Weber, you get 250 EUR back, twice.", requested_by="mia@example.com")
    company.vote(output, "ben", "reject", reason="wrong")
    company.later(seconds=61)
    company.tick()

    made = plant(company, "ada", from_output=output.id)
    plant(company, "tom", 2)

    assert made == "prb_" + "1".zfill(26)
    assert offered(company, "ben") == ["prb_" + "2".zfill(26)], "he stopped that one himself"
    assert offered(company, "tom") == [made]


def test_a_past_text_is_altered_before_it_is_planted(company: Company) -> None:
    output = company.hand_in("Dear Mr Weber, twice.")
    approved = company.hand_in("Dear Mrs Noor.")
    company.vote(output, "ben", "reject", reason="wrong")
    company.later(seconds=61)
    company.tick()

    as_it_was = plant(company, content="Dear  Mr Weber, twice.\n", from_output=output.id)
    not_stopped = plant(company, from_output=approved.id)

    assert as_it_was == Refused.of("planted_as_it_was")
    assert not_stopped == Refused.of("not_found")


@pytest.mark.parametrize(
    ("who", "may"), [("ada", True), ("grace", True), ("ben", True), ("cleo", False), ("gus", False)]
)
def test_owner_deputy_and_reviewers_plant(company: Company, who: str, may: bool) -> None:
    assert isinstance(plant(company, who), str) == may


def test_it_is_judged_once_a_person_and_the_first_word_stays(company: Company) -> None:
    output = company.hand_in()
    plant(company)

    first = say(company, "ben", output, "approve")
    again = say(company, "ben", output, "reject")

    assert isinstance(first, Debrief)
    assert (first.verdict, first.probe.wrong) == ("approve", WRONG)
    assert isinstance(again, Debrief)
    assert again.verdict == "approve"
    assert offered(company, "ben") == []
    assert seen(company) == Noticed(0, 1, 1)


def test_the_one_who_made_it_cannot_judge_it(company: Company) -> None:
    output = company.hand_in()
    plant(company, "ben")

    assert say(company, "ben", output) == Refused.of("not_found")
    assert seen(company) == Noticed()


def test_only_what_was_let_pass_is_missed_and_a_question_is_neither(company: Company) -> None:
    output = company.hand_in()
    said: list[tuple[str, ProbeVerdict]] = [("ben", "fix"), ("mia", "approve"), ("tom", "ask")]
    plant(company)

    for who, verdict in said:
        say(company, who, output, verdict)
    fresh = seen(company)
    company.later(days=200)

    assert fresh == Noticed(1, 2, 2)
    assert seen(company) == Noticed(), "half a year later it says little of how people check"


def test_it_leaves_no_trace_among_the_outputs_and_the_record_does_not_say_how_it_went(
    company: Company,
) -> None:
    output = company.hand_in()
    plant(company)
    before = rows(company)

    say(company, "ben", output, "approve")
    say(company, "mia", output, "reject")
    changed = {name for name, count in rows(company).items() if count != before[name]}
    found = select(evidence).where(evidence.c.action == "probe.judged")
    record = company.db.read_now(lambda conn: conn.execute(found).mappings().all())
    times = company.db.read_now(lambda conn: conn.execute(select(review_times.c.seconds)).scalars().all())

    assert changed == ITS_OWN - {"probes"}
    assert [row["facts"] for row in record] == [{"probe": "prb_" + "1".zfill(26)}] * 2
    assert [row["output_id"] for row in record] == [None, None]
    assert list(times) == [30.0, 30.0], "looking at it is work like any other"


def test_no_release_card_or_vote_can_refer_to_one() -> None:
    reaching = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in ("probes", "probe_answers")
    }

    assert reaching == {"probe_answers"}


def test_one_person_one_place_one_answer_says_the_database(company: Company) -> None:
    output = company.hand_in()
    plant(company)
    say(company, "ben", output)

    def twice(tx: Tx, number: int) -> None:
        row = {"probe_id": f"prb_{number:026d}", "person": user_id("ben"), "verdict": "reject"}
        tx.conn.execute(probe_answers.insert().values(**row, before=output.id, day="2026-11-23"))

    plant(company, number=2)
    for number in (1, 2):
        with pytest.raises(IntegrityError):
            company.db.write_now(twice, number)


def test_it_is_taken_out_by_who_made_it_or_answers_for_it(company: Company) -> None:
    plant(company, "ben")

    def retire(who: str) -> object:
        return company.db.write_now(
            retire_probe, RetireProbe("prb_" + "1".zfill(26), SLUG, company.person(who), company.now)
        )

    assert retire("mia") == Refused.of("only_owner", judge=user_id("ada"))
    assert retire("grace") is True
    assert retire("ben") is False
    assert company.db.read_now(probes_in_play, SLUG) == []
    assert offered(company, "mia") == []


def test_that_there_are_some_is_said_until_the_first_was_met(company: Company) -> None:
    def announced() -> bool:
        return company.db.read_now(is_to_be_announced, [SLUG], user_id("ben"))

    output, none = company.hand_in(), announced()
    plant(company)
    some = announced()
    say(company, "ben", output)

    assert (none, some, announced()) == (False, True, False)


FIVE = ("ben", "mia", "tom", "cleo", "grace")


def told(company: Company) -> Noticed:
    """What is told of the half year up to now."""
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return company.db.read_now(noticed_by_workflow, {SLUG: found}, company.now).get(SLUG, Noticed())


def test_two_weeks_figures_never_tell_what_one_person_caught(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests"), reviewers=FIVE)
    for number in range(1, 8):
        plant(company, number=number)
    week_by_week = []
    for number, (who, verdicts) in enumerate(
        [
            (FIVE, "reject"),
            (("ben",), "approve"),
            (("mia", "tom", "cleo"), "reject"),
            (("grace",), "fix"),
            ((), ""),
        ],
        start=1,
    ):
        for one in who:
            say(company, one, company.hand_in(), verdicts, number)  # type: ignore[arg-type]  # as given
        company.later(days=7)
        week_by_week.append(told(company))

    assert week_by_week == [
        Noticed(5, 5, 5),
        Noticed(5, 5, 5),
        Noticed(5, 5, 5),
        Noticed(9, 10, 5),
        Noticed(9, 10, 5),
    ], "whether Ben caught his is told with what four others did"
    assert seen(company) == Noticed(9, 10, 5)


def test_before_five_have_judged_one_it_is_known_that_some_did(company: Company) -> None:
    plant(company)
    for who in ("ben", "mia", "tom"):
        say(company, who, company.hand_in())
    company.later(days=200)

    assert told(company) == Noticed()
    company.now -= timedelta(days=190)
    assert told(company) == Noticed(planted=3)
    assert not told(company).may_be_shown
