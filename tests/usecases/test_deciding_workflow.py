"""What becomes of a use of AI is decided by who answers for it; a refusal is kept with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.eligibility import Roster
from domain.lanes import Status
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.verdicts import BECOMES, Becomes
from storage.organisation import LEADERS
from storage.overdue import overdue_steps
from storage.people import roster_of
from storage.register import register
from storage.tables import outbox
from storage.workflow_decisions import decisions_about
from storage.workflows import workflow
from tests.builders import CAST, CHANNEL, SLUG, Company, a_live, user_id
from usecases.apply_workflow import ApplyWorkflow, apply_workflow
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.keep_organisation import KeepOrganisation, keep_organisation
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.propose_workflow import ProposeWorkflow, propose_workflow
from usecases.release_output import ReleaseOutput, release_output
from usecases.submit_output import submit_output

NEW = "contract-summaries"
WHY = "Two weeks of good summaries."
# Cleo proposes it and Ada would answer for it; Ruth leads; Ben reviews.
MAY: dict[Becomes, set[str]] = {"live": {"ada"}, "watching": {"ada"}, "refused": {"ada", "ruth"}}


def propose(
    company: Company, slug: str = NEW, *, owner: str = "ada", source: str = "modal:1"
) -> Refused | None:
    """Let Cleo propose a workflow; Ruth is a leader."""
    ruth = {LEADERS: {"ruth@example.com": user_id("ruth")}}
    company.db.write_now(keep_organisation, KeepOrganisation(ruth, "operator", company.now))
    asked = ApplyWorkflow(
        slug=slug,
        policy=Policy(purpose="Sums up contracts"),
        live=a_live(),
        owner=user_id(owner),
        deputy=None,
        channel_id=CHANNEL,
        roster=_roster(company),
        actor="operator",
        now=company.now,
    )
    command = ProposeWorkflow(asked, company.person("cleo"), "Sales", "Legal", "Two errors", "# file", source)
    return company.db.write_now(propose_workflow, command)


def _roster(company: Company) -> Roster:
    return company.db.read_now(roster_of, SLUG, company.now)


def decide(company: Company, who: str, becomes: Becomes, slug: str = NEW) -> Status | Refused:
    command = DecideWorkflow(slug, becomes, company.person(who), WHY, company.now)
    return company.db.write_now(decide_workflow, command)


def status(company: Company, slug: str = NEW) -> str:
    found = company.db.read_now(workflow, slug)
    assert found is not None
    return found.status


@pytest.mark.parametrize("becomes", BECOMES)
def test_who_may_decide_it_and_nobody_else(company: Company, becomes: Becomes) -> None:
    for who in CAST:
        slug = f"{NEW}-{who}"
        propose(company, slug, source=f"modal:{who}")

        done = decide(company, who, becomes, slug)

        assert (done == becomes) == (who in MAY[becomes]), who
        assert status(company, slug) == (becomes if who in MAY[becomes] else "proposed")


def test_who_proposes_it_and_answers_for_it_may_decide_it_too(company: Company) -> None:
    propose(company, owner="cleo")

    assert decide(company, "cleo", "live") == "live"


def test_a_refusal_is_in_the_register_with_its_reason_and_takes_nothing_more(company: Company) -> None:
    propose(company)
    decide(company, "ruth", "refused")

    found = company.db.read_now(register, user_id("ben"))
    (refused,) = (one for one in found.standings if one.workflow.slug == NEW)
    assert refused.decision is not None
    assert (refused.decision.becomes, refused.decision.person, refused.decision.reason) == (
        "refused",
        user_id("ruth"),
        WHY,
    )
    answer = company.db.write_now(submit_output, company.submission(workflow=NEW))
    assert answer == Refused.of("workflow_closed", workflow=NEW, status="refused")


def test_what_is_only_proposed_is_judged_and_not_released(company: Company) -> None:
    propose(company)
    output: Output = company.hand_in(workflow=NEW)
    company.vote(output, "ben", via="modal")
    assert company.look(output).state == "approved"

    assert release(company, output) == Refused.of("not_releasable", state="proposed")
    decide(company, "ada", "live")
    released = release(company, output)
    assert isinstance(released, Output)
    assert released.state == "released"


def test_a_reminder_that_is_late_is_counted_as_late(company: Company) -> None:
    propose(company)
    wanted_by = company.now + timedelta(days=2)

    in_time = company.db.read_now(overdue_steps, wanted_by + timedelta(minutes=5))
    late = company.db.read_now(overdue_steps, wanted_by + timedelta(minutes=10))

    assert all(one.since < wanted_by for one in in_time)
    undecided = select(func.count()).where(outbox.c.kind == "undecided", outbox.c.due_at == wanted_by)
    assert company.db.read_now(lambda conn: conn.execute(undecided).scalar_one()) == 2
    assert sum(one.count for one in late) == sum(one.count for one in in_time) + 2


def test_what_is_decided_stays_decided(company: Company) -> None:
    propose(company)
    assert decide(company, "ada", "live") == "live"

    assert decide(company, "ada", "live") == "live"
    assert decide(company, "ada", "refused") == Refused.of("workflow_closed", workflow=NEW, status="live")
    company.db.write_now(pause_workflow, PauseWorkflow(NEW, user_id("ben"), "Wrong.", company.now))
    assert decide(company, "ada", "refused") == "refused"
    for becomes in ("live", "watching"):
        assert decide(company, "ada", becomes) == Refused.of(
            "workflow_closed", workflow=NEW, status="refused"
        )
    assert len(company.db.read_now(decisions_about, NEW)) == 3


def test_stopping_and_going_on_are_no_way_round_the_decision(company: Company) -> None:
    propose(company)

    stop = PauseWorkflow(NEW, user_id("ada"), "Stop.", company.now)
    go_on = ResumeWorkflow(NEW, user_id("ada"), "Go on.", company.now)
    assert isinstance(company.db.write_now(pause_workflow, stop), Refused)
    assert isinstance(company.db.write_now(resume_workflow, go_on), Refused)
    assert status(company) == "proposed"


def test_the_file_of_a_proposal_makes_nothing_live(company: Company) -> None:
    propose(company)
    asked = ApplyWorkflow(
        NEW,
        Policy(purpose="Sums up contracts", lane="automated"),
        a_live(),
        user_id("ada"),
        None,
        CHANNEL,
        _roster(company),
        "operator",
        company.now,
    )

    company.db.write_now(apply_workflow, asked)

    found = company.db.read_now(workflow, NEW)
    assert found is not None
    assert (found.status, found.lane) == ("proposed", "reviewed")


def test_proposed_twice_by_the_same_act_is_one_proposal_and_a_taken_name_is_refused(company: Company) -> None:
    assert propose(company) is None
    assert propose(company) is None

    assert propose(company, source="modal:2") == Refused.of(
        "workflow_exists", workflow=NEW, status="proposed"
    )
    decide(company, "ada", "refused")
    assert propose(company, source="modal:3") == Refused.of("workflow_exists", workflow=NEW, status="refused")
    assert propose(company, SLUG, source="modal:4") == Refused.of(
        "workflow_exists", workflow=SLUG, status="live"
    )
    assert status(company, SLUG) == "live"


def release(company: Company, output: Output) -> Output | Refused:
    command = ReleaseOutput(output.id, output.workflow, output.api_key_id, "release-1", company.now)
    return company.db.write_now(release_output, command)


@pytest.mark.parametrize("becomes", BECOMES)
def test_what_begins_is_what_its_owner_was_asked_about(company: Company, becomes: Becomes) -> None:
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("ben"), "Wrong.", company.now))
    company.apply(Policy(purpose="Other rules"))

    asked = DecideWorkflow(SLUG, becomes, company.person("ada"), WHY, company.now, version=1)
    done = company.db.write_now(decide_workflow, asked)

    assert done == ("refused" if becomes == "refused" else Refused.of("text_changed"))
