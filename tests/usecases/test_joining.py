"""Three solved examples, five decisions in the shadow of others', then trained; and none of it ever counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest
from sqlalchemy import func, select

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.training import SHADOWED, next_shadowed
from storage.evidence import story_of
from storage.home_views import home_view
from storage.joining import Joining, decided_there, joinable_by, joining_with, to_shadow
from storage.outputs import commitment_of
from storage.outputs import output as output_of
from storage.tables import approvals, evidence, outbox, votes
from tests.builders import SLUG, Company, user_id
from usecases.begin_joining import BeginJoining, begin_joining
from usecases.record_shadow import RecordShadow, Shadowed, record_shadow
from usecases.record_vote import Voted

POLICY = Policy(purpose="Drafts the replies to refund requests")


@pytest.fixture
def company(company: Company) -> Company:
    """Training is asked for, and Tom comes new to it: Ben and Mia go on deciding."""
    company.apply(POLICY, reviewers=("ben", "mia"))
    company.apply(POLICY, training_months=12)
    return company


@pytest.fixture
def busy(company: Company) -> Company:
    """Nine were decided by Ben: seven approved, two stopped."""
    decide(company, range(9), stops=(2, 5))
    return company


def decide(company: Company, numbers: Iterable[int], stops: Collection[int] = ()) -> None:
    for number in numbers:
        output = company.hand_in(f"Reply {number}", title=f"Order {number}")
        why = {"reason": "wrong", "note": "Not our shop."} if number in stops else {}
        company.vote(output, "ben", "reject" if why else "approve", "modal", **why)


def begin(company: Company, who: str = "tom") -> Joining | Refused:
    command = BeginJoining(f"join_{who}", SLUG, company.person(who), company.now)
    return company.db.write_now(begin_joining, command)


def begun(company: Company, who: str = "tom") -> Joining:
    joining = begin(company, who)
    assert isinstance(joining, Joining), joining
    return joining


def shown(company: Company, joining: Joining) -> Output | None:
    """The next text that the person is tried on."""
    who = joining.person.removeprefix("U0").lower()
    pool = company.db.read_now(to_shadow, joining, company.person(who), company.now)
    found = next_shadowed(joining.id, joining.place, pool)
    return None if found is None else company.db.read_now(output_of, found.output_id)


def answer(
    company: Company, joining: Joining, output: Output, verdict: str = "approve", who: str = "tom"
) -> Shadowed | Refused:
    reason = "tone" if verdict == "reject" else None
    command = RecordShadow(
        joining.id,
        output.id,
        output.current_sha256,
        company.person(who),
        verdict,  # type: ignore[arg-type]  # one of the two
        reason,
        company.now,
    )
    return company.db.write_now(record_shadow, command)


def go_through(company: Company, joining: Joining, verdict: str = "approve") -> Joining:
    while not joining.is_done:
        output = shown(company, joining)
        assert output is not None
        said = answer(company, joining, output, verdict)
        assert isinstance(said, Shadowed), said
        joining = said.joining
    return joining


def counted(company: Company) -> tuple[int, int]:
    """How many votes and approvals there are."""
    tables = (votes, approvals)
    return company.db.read_now(
        lambda conn: tuple(conn.execute(select(func.count()).select_from(one)).scalar_one() for one in tables)
    )


def facts(company: Company, action: str) -> list[dict[str, object]]:
    found = select(evidence.c.facts).where(evidence.c.action == action).order_by(evidence.c.id)
    return list(company.db.read_now(lambda conn: conn.execute(found).scalars().all()))


def test_three_solved_examples_and_five_in_the_shadow_and_then_they_decide(busy: Company) -> None:
    waiting = busy.hand_in("Dear Mr Weber")
    assert busy.vote(waiting, "tom") == Refused.of("not_trained")
    joining = begun(busy)
    stopped = {one.output_id for one in busy.db.read_now(decided_there, SLUG, busy.now, "reject")}
    before = counted(busy)

    done = go_through(busy, joining)

    assert len(joining.examples) == 3
    assert len(stopped & set(joining.examples)) == 1
    judged = [one.output_id for one in done.given]
    assert len(set(judged)) == SHADOWED
    assert not set(judged) & set(joining.examples)
    assert stopped & set(judged), "one of them had been stopped"
    assert done.until_at is not None
    assert done.until_at.date().isoformat() == "2027-11-23"
    assert counted(busy) == before, "a shadow is no vote"
    assert isinstance(busy.vote(waiting, "tom"), Voted)


def test_how_it_compares_is_kept_for_the_person_and_nowhere_else(busy: Company) -> None:
    done = go_through(busy, begun(busy))

    (trained,) = [one for one in facts(busy, "reviewer.trained") if one["how"] == "shadowed"]

    assert sum(one.agrees for one in done.given) == sum(one.decided == "approve" for one in done.given) < 5
    assert trained.keys() == {"who", "how", "until", "joining", "examples", "shadowed"}
    assert trained["shadowed"] == 5
    shown_solved = [busy.db.read_now(output_of, one) for one in done.examples]
    assert trained["examples"] == [
        busy.db.read_now(commitment_of, one.id, one.content_sha256) for one in shown_solved if one is not None
    ]
    assert [one.keys() for one in facts(busy, "training.shadowed")] == [{"joining", "place"}] * 5
    for one in done.given:
        story = busy.db.read_now(story_of, one.output_id)
        assert not [happening for happening in story if happening.action.startswith("training.")]


def test_the_owner_hears_who_is_trained_and_no_figure(busy: Company) -> None:
    go_through(busy, begun(busy))

    heard = select(outbox.c.payload).where(outbox.c.kind == "whisper").order_by(outbox.c.id.desc())
    payload = busy.db.read_now(lambda conn: conn.execute(heard).scalars().first())

    assert payload is not None
    assert (payload["person"], payload["line"]) == (user_id("ada"), "training.joined")
    assert payload["facts"].keys() == {"slug", "by_name", "until", "zone"}


def test_said_twice_the_first_word_stays(busy: Company) -> None:
    joining = begun(busy)
    output = shown(busy, joining)
    assert output is not None
    first, again = (
        answer(busy, joining, output, "reject"),
        answer(busy, joining, output, "approve"),
    )

    assert isinstance(first, Shadowed)
    assert isinstance(again, Shadowed)
    assert again.shadow == first.shadow
    assert len(again.joining.given) == 1


def test_begun_again_it_goes_on_where_it_was(busy: Company) -> None:
    joining = begun(busy)
    output = shown(busy, joining)
    assert output is not None
    answer(busy, joining, output)

    again = busy.db.write_now(begin_joining, BeginJoining("join_other", SLUG, busy.person("tom"), busy.now))

    assert isinstance(again, Joining)
    assert (again.id, again.place, again.examples) == (joining.id, 2, joining.examples)
    assert len(facts(busy, "training.begun")) == 1


def test_nothing_is_shown_that_they_know(busy: Company) -> None:
    mine = busy.hand_in("Mine", requested_by="tom@example.com")
    busy.vote(mine, "ben", via="modal")
    fixed = busy.hand_in("Fixed")
    busy.fix(fixed, "ben", "Fixed now")
    busy.hand_in("Open still")
    undone = busy.hand_in("Not final")
    busy.vote(undone, "mia")

    joining = begun(busy)
    pool = busy.db.read_now(to_shadow, joining, busy.person("tom"), busy.now)

    out = {mine.id, fixed.id, undone.id, *joining.examples}
    assert not out & {one.output_id for one in pool}
    # Ben has decided all there is.
    own = busy.db.read_now(to_shadow, joining, busy.person("ben"), busy.now)
    assert {one.output_id for one in own} == set()


def test_where_there_is_too_little_they_go_on_when_there_is_more(company: Company) -> None:
    decide(company, range(4))
    joining = begun(company)
    output = shown(company, joining)
    assert output is not None
    said = answer(company, joining, output)
    assert isinstance(said, Shadowed)

    assert shown(company, said.joining) is None
    (home,) = company.db.read_now(joinable_by, company.person("tom"), company.now)
    assert (home.slug, home.given, home.has_begun) == (SLUG, 1, True)

    decide(company, range(4, 8))
    assert go_through(company, said.joining).until_at is not None


def test_the_first_in_a_new_workflow_finds_nothing_yet(company: Company) -> None:
    joining = begun(company)

    assert (joining.examples, shown(company, joining)) == ((), None)

    decide(company, range(9))
    assert len(begun(company).examples) == 3


def test_nothing_that_is_open_again_is_judged_in_the_shadow(busy: Company) -> None:
    joining = begun(busy)
    output = shown(busy, joining)
    assert output is not None
    if busy.look(output).state == "approved":
        busy.vote(output, "mia", "reject", "modal", reason="wrong")

    wrong_text = RecordShadow(joining.id, output.id, "0" * 64, busy.person("tom"), "approve", None, busy.now)

    assert busy.db.write_now(record_shadow, wrong_text) == Refused.of("not_found")
    assert answer(busy, joining, output, who="mia") == Refused.of("not_found"), "it is not hers"


@pytest.mark.parametrize(
    ("who", "code"),
    [("cleo", "not_on_roster"), ("gus", "is_guest"), ("xenia", "is_external"), ("ben", None)],
)
def test_who_can_join(busy: Company, who: str, code: str | None) -> None:
    joining = begin(busy, who)

    assert isinstance(joining, Joining) if code is None else joining == Refused.of(code)  # type: ignore[arg-type]  # a code


def test_who_is_trained_for_long_need_not_and_where_none_is_asked_nobody_need(busy: Company) -> None:
    done = go_through(busy, begun(busy))
    assert begin(busy) == Refused.of("trained_already", until=done.until_at)
    assert busy.db.read_now(home_view, user_id("tom"), busy.now).joins == ()

    busy.later(days=340)
    (soon,) = busy.db.read_now(home_view, user_id("tom"), busy.now).joins
    assert soon.until_at == done.until_at

    busy.apply(POLICY)
    assert begin(busy, "mia") == Refused.of("no_training", workflow=SLUG)
    assert busy.db.read_now(home_view, user_id("tom"), busy.now).joins == ()


def test_whoever_leaves_the_roster_meanwhile_is_not_trained(busy: Company) -> None:
    joining = begun(busy)
    output = shown(busy, joining)
    assert output is not None
    busy.apply(POLICY, training_months=12, reviewers=("ben", "mia"))

    assert answer(busy, joining, output) == Refused.of("not_on_roster")
    assert busy.db.read_now(joining_with, joining.id) == joining
